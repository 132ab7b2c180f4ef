package com.orocloud.messaging;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EventMeta;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a state changes: what the events that follow from it inherit.
 *
 * @param correlationId the story it belongs to
 * @param causationId the event that led to it; null if a sweep or a person did
 */
public record Cause(
        String tenantId, UUID correlationId, @Nullable UUID causationId, Actor actor, boolean exercise) {

    /** An event that was heard. */
    public static Cause of(EventMeta meta) {
        return new Cause(
                meta.getTenantId(), meta.getCorrelationId(), meta.getEventId(), meta.getActor(), meta.getExercise());
    }

    /** The service's own work on an aggregate. */
    public static Cause of(Stored<?> stored) {
        return new Cause(stored.tenantId(), stored.correlationId(), null, new Actor(ActorKind.SYSTEM, ""), false);
    }

    /** A person, through this service's own page. */
    public static Cause of(Stored<?> stored, Actor actor) {
        return new Cause(stored.tenantId(), stored.correlationId(), null, actor, false);
    }

    /** The service itself, about something new. */
    public static Cause system(String tenantId, UUID correlationId) {
        return new Cause(tenantId, correlationId, null, new Actor(ActorKind.SYSTEM, ""), false);
    }
}
