package com.orocloud.testkit;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EventMeta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The common part of events that tests make up. */
public final class Meta {

    private Meta() {}

    /**
     * A new event, of a new story.
     *
     * @param source the service or outside system that says it
     * @param aggregateId the environment, or provider:region
     */
    public static EventMeta of(String source, String tenantId, String aggregateId) {
        return of(source, tenantId, aggregateId, UUID.randomUUID());
    }

    /** A new event of a story that is being told. */
    public static EventMeta of(String source, String tenantId, String aggregateId, UUID correlationId) {
        return EventMeta.newBuilder()
                .setEventId(eventId())
                .setOccurredAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setSource(source)
                .setTenantId(tenantId)
                .setAggregateId(aggregateId)
                .setCorrelationId(correlationId)
                .setActor(Actor.newBuilder()
                        .setKind(ActorKind.SYSTEM)
                        .setId(source)
                        .build())
                .build();
    }

    /** A UUIDv7: 48 bits of time, then chance. */
    static UUID eventId() {
        var random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }
}
