package com.orocloud.failover.vantage;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EventMeta;
import com.orocloud.events.ProbeResult;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionSignalReported;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.messaging.CloudEvent;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.serde.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what was seen, on the vantage point's own topic. What cannot be told within seconds is old and is dropped. */
final class Reports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final int WORTH_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 4_000;

    private final String name;
    private final String topic;
    private final Producer<String, Object> producer;

    Reports(VantageSettings settings, TopicCatalogue catalogue) {
        this.name = settings.name();
        this.topic = catalogue.saidBy(name, "RegionSignalReported").name();
        var properties = new HashMap<>(settings.clients());
        properties.put("acks", "all");
        properties.put("linger.ms", 0);
        properties.put("request.timeout.ms", REQUEST_MILLIS);
        properties.put("delivery.timeout.ms", WORTH_MILLIS);
        properties.put("max.block.ms", REQUEST_MILLIS);
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings.clients(), false);
        this.producer = new KafkaProducer<>(properties, new StringSerializer(), serializer);
    }

    void tell(RegionRef region, List<ProbeResult> results, Instant at) {
        String key = EventKey.of(region);
        UUID id = EffectId.at(at);
        EventMeta meta = EventMeta.newBuilder()
                .setEventId(id)
                .setOccurredAt(at)
                .setSource(name)
                .setTenantId("")
                .setAggregateId(key)
                .setCorrelationId(id)
                .setActor(new Actor(ActorKind.SYSTEM, name))
                .build();
        var report = new RegionSignalReported(meta, region, at, results);
        try {
            var said = new ProducerRecord<String, Object>(topic, key, report);
            CloudEvent.headers(report, meta, newTrace())
                    .forEach((header, value) -> said.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
            // the callback tells how it went; the next report is better than waiting for this one
            Future<?> _ = producer.send(said, (_, failure) -> {
                if (failure != null) {
                    LOG.warn("{} could not be told: {}", key, failure.toString());
                }
            });
        } catch (KafkaException e) {
            LOG.warn("{} could not be told: {}", key, e.toString());
        }
    }

    private static String newTrace() {
        byte[] random = new byte[24];
        ThreadLocalRandom.current().nextBytes(random);
        HexFormat hex = HexFormat.of();
        return "00-" + hex.formatHex(random, 0, 16) + "-" + hex.formatHex(random, 16, 24) + "-00";
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
