package com.orocloud.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One record as Kafka delivered it. */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Delivery(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        byte @Nullable [] payload,
        Map<String, String> headers,
        Instant receivedAt) {

    /** Set by whoever puts a dead letter back on its topic: an outcome of Impossible does not count any more. */
    static final String REPLAY = "orocloud-replay";

    static Delivery of(ConsumerRecord<String, byte[]> record, Instant receivedAt) {
        var headers = new LinkedHashMap<String, String>();
        record.headers().forEach(header -> {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        });
        return new Delivery(
                record.topic(), record.partition(), record.offset(), record.key(), record.value(), headers, receivedAt);
    }

    boolean isReplay() {
        return headers.containsKey(REPLAY);
    }
}
