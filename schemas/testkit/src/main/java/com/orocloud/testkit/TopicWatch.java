package com.orocloud.testkit;

import com.orocloud.events.catalogue.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads every topic from its beginning, on a thread of its own, and remembers all of it. */
final class TopicWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final AvroWire wire;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Admin admin;
    private final List<TopicPartition> partitions;
    private final List<Said> seen = new ArrayList<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Thread thread;

    TopicWatch(Map<String, Object> client, TopicCatalogue catalogue, AvroWire wire) {
        this.wire = wire;
        consumer = consumer(client);
        admin = Admin.create(client);
        partitions = catalogue.topics().stream()
                .flatMap(topic -> List.of(topic.name(), topic.deadLetters()).stream())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = Thread.ofPlatform().name("topic-watch").daemon().start(this::read);
    }

    Said await(String what, Duration patience, Predicate<Said> fits) {
        long deadline = System.nanoTime() + patience.toNanos();
        int next = 0;
        synchronized (seen) {
            while (true) {
                for (; next < seen.size(); next++) {
                    if (fits.test(seen.get(next))) {
                        return seen.get(next);
                    }
                }
                waitUntil(deadline, what, patience);
            }
        }
    }

    /** Everything that was acknowledged before the call, and fits. */
    List<Said> all(Predicate<Said> fits) {
        Map<TopicPartition, Long> ends = ends();
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        synchronized (seen) {
            while (ends.entrySet().stream()
                    .anyMatch(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue())) {
                waitUntil(deadline, "what was said so far", CATCH_UP);
            }
            return seen.stream().filter(fits).toList();
        }
    }

    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try {
            admin.listOffsets(latest)
                    .all()
                    .get(CATCH_UP.toSeconds(), TimeUnit.SECONDS)
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("asking where the topics end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking where the topics end", e);
        }
    }

    private void waitUntil(long deadline, String what, Duration patience) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new AssertionError("nobody said " + what + " within " + patience.toSeconds() + " s; said lately: "
                    + seen.stream()
                            .skip(Math.max(0, seen.size() - 20L))
                            .map(TopicWatch::brief)
                            .toList());
        }
        try {
            seen.wait(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    private void read() {
        try {
            while (true) {
                var records = consumer.poll(POLL);
                synchronized (seen) {
                    records.forEach(record -> seen.add(said(record)));
                    partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
                    seen.notifyAll();
                }
            }
        } catch (WakeupException e) {
            consumer.close();
        }
    }

    private Said said(ConsumerRecord<String, byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return new Said(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                Map.copyOf(headers),
                record.value(),
                event(record.value()));
    }

    private @Nullable SpecificRecord event(byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : wire.decode(bytes);
        } catch (IllegalArgumentException | AvroRuntimeException e) {
            return null;
        }
    }

    private static String brief(Said said) {
        SpecificRecord event = said.event();
        return (event == null ? "?" : event.getSchema().getName()) + " " + said.key() + " on " + said.topic();
    }

    private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> client) {
        var properties = new HashMap<>(client);
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(POLL.multipliedBy(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(POLL);
    }
}
