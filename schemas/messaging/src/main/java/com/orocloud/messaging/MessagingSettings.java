package com.orocloud.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The knobs of delivery.
 *
 * @param service this service's name in topics.yaml; also its consumer group
 * @param serializer class that writes events (Confluent wire format); any Kafka serializer of Avro records will do
 * @param deserializer class that reads them
 * @param concurrency consumer threads
 * @param deferFor how long an event waits for a fact from another topic before it becomes a dead letter
 * @param attempts how often a record that makes the service fail unexpectedly is tried before it becomes a dead letter
 */
@ConfigurationProperties(prefix = "orocloud.messaging", ignoreUnknownFields = false)
record MessagingSettings(
        String service,

        @DefaultValue("com.orocloud.messaging.serde.AvroSerializer")
        String serializer,

        @DefaultValue("com.orocloud.messaging.serde.AvroDeserializer")
        String deserializer,

        @DefaultValue("1") int concurrency,
        @DefaultValue("10m") Duration deferFor,
        @DefaultValue("5") int attempts) {}
