package com.orocloud.testkit;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.orocloud.events.EventMeta;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.servers.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Says things on the real topics as any user, and watches what is said there. */
public final class TestTopics implements AutoCloseable {

    private static final int SEND_SECONDS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Not ours, cut off, of a schema that nobody registered, and not Avro behind an id that somebody did. */
    private static final List<byte[]> POISONS = List.of(
            "not an event".getBytes(StandardCharsets.UTF_8),
            new byte[] {0, 0},
            new byte[] {0, 0x7f, 0, 0, 1, 2, 3},
            new byte[] {0, 0, 0, 0, 1, (byte) 0xff, (byte) 0xff});

    private final Broker broker;
    private final TopicCatalogue catalogue = TopicCatalogue.ofThisBuild();
    private final AvroWire wire;
    private final Map<String, Producer<String, byte[]>> producers = new ConcurrentHashMap<>();
    private final TopicWatch watch;

    TestTopics(TestServers servers) {
        broker = servers.broker();
        wire = new AvroWire(servers.registryUrl());
        watch = new TopicWatch(broker.clientProperties(KafkaServer.ADMIN), catalogue, wire);
    }

    /** Says an event on the topic that topics.yaml gives its writer for it, with the key that it has. */
    public RecordMetadata say(String writer, SpecificRecord event) {
        String name = event.getSchema().getName();
        return say(writer, catalogue.saidBy(writer, name).name(), EventKey.of(event), event);
    }

    /** Says an event where and as whom it may not belong. */
    public RecordMetadata say(String user, String topic, String key, SpecificRecord event) {
        return sayBytes(user, topic, key, wire.encode(topic, event), cloudEvent(event));
    }

    /** Says anything at all. */
    public RecordMetadata sayBytes(
            String user, String topic, @Nullable String key, byte @Nullable [] bytes, Map<String, String> headers) {
        var said = new ProducerRecord<>(topic, key, bytes);
        headers.forEach((header, value) -> said.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
        try {
            return producer(user).send(said).get(SEND_SECONDS, SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(user + " cannot say anything on " + topic, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not take a record for " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending to " + topic, e);
        }
    }

    /**
     * Says, where the rightful writer does, what nobody can read: each kind of it on each of these topics, one after the
     * other on one partition. Returns when every one is a dead letter, so when each partition went on past it.
     */
    public void poison(Collection<String> heard) {
        if (heard.isEmpty()) {
            throw new IllegalArgumentException("a service that hears nothing cannot be poisoned");
        }
        String key = "poison-" + UUID.randomUUID();
        List<Topic> all =
                heard.stream().map(name -> catalogue.topic(name).orElseThrow()).toList();
        for (Topic topic : all) {
            POISONS.forEach(poison -> sayBytes(topic.writer(), topic.name(), key, poison, Map.of()));
        }
        for (Topic topic : all) {
            for (byte[] poison : POISONS) {
                await(
                        "a dead letter of " + topic.name(),
                        said -> said.topic().equals(topic.deadLetters())
                                && key.equals(said.key())
                                && Arrays.equals(said.bytes(), poison));
            }
        }
    }

    /** Says the same again, byte for byte, as its writer did. */
    public RecordMetadata repeat(Said said) {
        Topic topic = catalogue
                .topic(said.topic())
                .orElseThrow(() -> new IllegalArgumentException(said.topic() + " is not in topics.yaml"));
        return sayBytes(topic.writer(), topic.name(), said.key(), said.bytes(), said.headers());
    }

    /** The first event of this type, said before or in the next 90 seconds, that fits. */
    public <T extends SpecificRecord> T await(Class<T> type, Predicate<? super T> fits) {
        Said said = watch.await(
                type.getSimpleName(),
                PATIENCE,
                each -> type.isInstance(each.event()) && fits.test(type.cast(each.event())));
        return type.cast(requireNonNull(said.event()));
    }

    /** The first record on any topic, said before or in the next 90 seconds, that fits; {@code what} is for errors. */
    public Said await(String what, Predicate<Said> fits) {
        return watch.await(what, PATIENCE, fits);
    }

    /** The events of this type that were said so far and fit, in the order of each key, each once however often sent. */
    public <T extends SpecificRecord> List<T> said(Class<T> type, Predicate<? super T> fits) {
        return all(each -> type.isInstance(each.event()) && fits.test(type.cast(each.event()))).stream()
                .map(each -> type.cast(requireNonNull(each.event())))
                .distinct()
                .toList();
    }

    /** The records that were said so far and fit; everything acknowledged before the call is among them. */
    public List<Said> all(Predicate<Said> fits) {
        return watch.all(fits);
    }

    /** Makes a service that is stopped hear everything again when it starts. */
    public void rewind(String service) {
        try (var admin = Admin.create(broker.clientProperties(KafkaServer.ADMIN))) {
            admin.deleteConsumerGroups(List.of(service)).all().get(SEND_SECONDS, SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new IllegalStateException("forgetting how far " + service + " has read; is it stopped?", e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("forgetting how far " + service + " has read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producers.values().forEach(producer -> producer.close(Duration.ZERO));
        watch.close();
    }

    private Producer<String, byte[]> producer(String user) {
        return producers.computeIfAbsent(user, unknown -> {
            var properties = new HashMap<>(broker.clientProperties(user));
            properties.put("acks", "all");
            properties.put("linger.ms", 0);
            properties.put("max.block.ms", SEND_SECONDS * 1000);
            return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        });
    }

    private static Map<String, String> cloudEvent(SpecificRecord event) {
        if (!(event.get(0) instanceof EventMeta meta)) {
            return Map.of();
        }
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", meta.getEventId().toString(),
                "ce_source", "/orocloud/" + meta.getSource(),
                "ce_type", event.getSchema().getFullName(),
                "ce_subject", meta.getAggregateId(),
                "ce_time", meta.getOccurredAt().toString(),
                "content-type", "application/avro");
    }
}
