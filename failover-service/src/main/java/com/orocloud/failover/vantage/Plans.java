package com.orocloud.failover.vantage;

import com.orocloud.events.ProbePlanSnapshot;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.messaging.serde.AvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be looked at, as the compacted topic says it; what was read last stays when the broker is away. */
final class Plans implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Plans.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConsumer<String, Object> consumer;
    private final Map<String, ProbePlanSnapshot> plans = new ConcurrentHashMap<>();

    Plans(VantageSettings settings, TopicCatalogue catalogue) {
        Topic topic = catalogue.topics().stream()
                .filter(each ->
                        each.carries("ProbePlanSnapshot") && each.readers().contains(settings.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "name: topics.yaml lets " + settings.name() + " read no plan; register it there first"));
        var properties = new HashMap<>(settings.clients());
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(settings.clients(), false);
        this.consumer = new KafkaConsumer<>(properties, new StringDeserializer(), deserializer);
        consumer.assign(IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList());
    }

    List<ProbePlanSnapshot> current() {
        return List.copyOf(plans.values());
    }

    /** Reads until it is closed. */
    @Override
    public void run() {
        try (consumer) {
            while (true) {
                try {
                    consumer.poll(POLL).forEach(this::remember);
                } catch (WakeupException closed) {
                    return;
                } catch (RuntimeException e) {
                    LOG.warn("reading the plan: {}", e.toString());
                }
            }
        }
    }

    private void remember(ConsumerRecord<String, Object> record) {
        if (record.value() instanceof ProbePlanSnapshot plan) {
            plans.put(record.key(), plan);
        } else {
            plans.remove(record.key());
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
