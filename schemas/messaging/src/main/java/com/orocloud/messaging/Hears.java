package com.orocloud.messaging;

import com.orocloud.events.catalogue.EventKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Listener} lists. Several subscriptions may hear one event; each changes one aggregate. */
public final class Hears {

    private final List<Subscription<?, ?>> subscriptions = new ArrayList<>();

    /** Hears an event about the aggregate that its Kafka key names. */
    public <E extends SpecificRecord, S> Hears event(Class<E> type, StateTable<S> table, Decision<S, E> decision) {
        return event(type, table, EventKey::of, decision);
    }

    /** Hears an event about the aggregate that {@code id} names; null if it is about none of this table. */
    public <E extends SpecificRecord, S> Hears event(
            Class<E> type, StateTable<S> table, Function<E, @Nullable String> id, Decision<S, E> decision) {
        subscriptions.add(new Subscription<>(
                type,
                table,
                heard -> id.apply(heard.event()),
                (state, heard) -> decision.on(state, heard.event()),
                false,
                true));
        return this;
    }

    /** As {@link #event}, for decisions that look at who spoke and answer those who may not ask. */
    public <E extends SpecificRecord, S> Hears heard(
            Class<E> type, StateTable<S> table, Function<E, @Nullable String> id, Decision<S, Heard<E>> decision) {
        subscriptions.add(new Subscription<>(type, table, heard -> id.apply(heard.event()), decision, true, true));
        return this;
    }

    /**
     * Hears an observation: said every few seconds, and worth nothing once a newer one is there. The inbox remembers
     * none; the state has to tell an old one from a new one by itself, so that a repetition changes nothing. It may
     * not be deferred.
     */
    public <E extends SpecificRecord, S> Hears observation(
            Class<E> type,
            StateTable<S> table,
            Function<Heard<E>, @Nullable String> id,
            Decision<S, Heard<E>> decision) {
        subscriptions.add(new Subscription<>(type, table, id, decision, false, false));
        return this;
    }

    List<Subscription<?, ?>> subscriptions() {
        return List.copyOf(subscriptions);
    }
}
