package com.orocloud.messaging;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EventMeta;
import java.time.Instant;
import java.util.UUID;

/** The part of an event that a decision cannot know: it is stamped on when the event is stored for sending. */
public final class Events {

    private static final UUID NIL = new UUID(0, 0);

    private static final EventMeta UNSTAMPED = EventMeta.newBuilder()
            .setEventId(NIL)
            .setOccurredAt(Instant.EPOCH)
            .setSource("")
            .setTenantId("")
            .setAggregateId("")
            .setCorrelationId(NIL)
            .setActor(new Actor(ActorKind.SYSTEM, ""))
            .build();

    private Events() {}

    /**
     * The meta to build an emitted record with. Decisions stay pure and comparable: ids, time, tenant, correlation and
     * version are stamped when the record enters the outbox.
     */
    public static EventMeta unstamped() {
        return UNSTAMPED;
    }

    static boolean isUnstamped(EventMeta meta) {
        return meta.getEventId().equals(NIL);
    }
}
