package com.orocloud.messaging;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a service decided about one event.
 *
 * <p>Kafka delivers at least once and orders nothing between topics, so "nothing to do" and "not yet" are ordinary
 * answers, kept apart from "this must never happen".
 */
public sealed interface Outcome<S> {

    /** The event moved the state on; the new state and the emitted events are stored in one transaction. */
    record Applied<S>(S state, List<SpecificRecord> emitted) implements Outcome<S> {
        public Applied {
            emitted = List.copyOf(emitted);
        }
    }

    /** Seen before, or overtaken by something newer: counted and dropped. */
    record Ignored<S>(String why) implements Outcome<S> {}

    /**
     * A fact that it needs may still be on its way on another topic: kept, tried again when the aggregate changes, and
     * impossible if that does not happen in time.
     */
    record Deferred<S>(String why) implements Outcome<S> {}

    /** Never legal from this state: goes to the dead-letter topic with the reason and the state it met. */
    record Impossible<S>(String why) implements Outcome<S> {}

    static <S> Outcome<S> applied(S state, SpecificRecord... emitted) {
        return new Applied<>(state, List.of(emitted));
    }

    static <S> Outcome<S> applied(S state, List<? extends SpecificRecord> emitted) {
        return new Applied<>(state, List.copyOf(emitted));
    }

    static <S> Outcome<S> ignored(String why) {
        return new Ignored<>(why);
    }

    static <S> Outcome<S> deferred(String why) {
        return new Deferred<>(why);
    }

    static <S> Outcome<S> impossible(String why) {
        return new Impossible<>(why);
    }
}
