package com.orocloud.testkit;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record as it stands on a topic.
 *
 * @param headers as text
 * @param bytes the value as it is on the wire; null for a tombstone
 * @param event the value read; null if it cannot be
 */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
public record Said(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        Map<String, String> headers,
        byte @Nullable [] bytes,
        @Nullable SpecificRecord event) {}
