package com.orocloud.local;

import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.servers.ScramLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads every fact from the beginning, as a dashboard does: its own Kafka user, plain Avro, schemas from the registry,
 * nothing of the services' code.
 */
public final class FactReader implements AutoCloseable {

    private static final int HEADER = 5;

    private final KafkaConsumer<String, byte[]> consumer;
    private final RegistrySchemas schemas;

    public FactReader(LocalSystem system) {
        this(system, FactReader::isFact);
    }

    /** Reads what is, now: the newest record of a key is what counts. */
    public static FactReader ofSnapshots(LocalSystem system) {
        return new FactReader(system, Topic::compacted);
    }

    private FactReader(LocalSystem system, Predicate<Topic> wanted) {
        Place place = system.place();
        var properties = new HashMap<>(ScramLogin.properties(
                place.bootstrapServers(), "dashboard", system.credentials().get("kafka-dashboard")));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        schemas = new RegistrySchemas(place.registryUrl());
        var partitions = new ArrayList<TopicPartition>();
        for (Topic topic : TopicCatalogue.ofThisBuild().topics()) {
            if (wanted.test(topic)) {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    partitions.add(new TopicPartition(topic.name(), partition));
                }
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private static boolean isFact(Topic topic) {
        return !topic.closed()
                && !topic.compacted()
                && !topic.isRequests()
                && !topic.name().contains(".commands.");
    }

    /** Facts that came since the last call, waiting a moment if there are none. Empty after {@link #stop}. */
    public List<GenericRecord> poll() {
        var facts = new ArrayList<GenericRecord>();
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                facts.add(decode(record.value()));
            }
        } catch (WakeupException stopped) {
            return List.of();
        }
        return facts;
    }

    /** Makes a {@link #poll} that waits in another thread return. */
    public void stop() {
        consumer.wakeup();
    }

    private GenericRecord decode(byte[] value) {
        Schema schema = schemas.byId(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
        try {
            return new GenericDatumReader<GenericRecord>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
        } catch (IOException e) {
            throw new UncheckedIOException("reading a " + schema.getName(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
