package com.orocloud.messaging;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * An event together with what its payload cannot say about itself.
 *
 * @param topic where it was read; who may write there is known, so this is what identifies the speaker
 * @param source the service or registered outside system that owns the topic
 * @param receivedAt when this service received it first
 */
public record Heard<E extends SpecificRecord>(E event, String topic, String source, Instant receivedAt) {}
