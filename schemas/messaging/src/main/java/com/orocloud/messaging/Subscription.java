package com.orocloud.messaging;

import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One line of a listener: an event type, the lifecycle it changes, and how.
 *
 * @param judgesSpeaker true if the decision itself looks at who spoke, and answers those who may not
 * @param remembered false for observations, whose repetition the decision itself recognises
 */
record Subscription<E extends SpecificRecord, S>(
        Class<E> type,
        StateTable<S> table,
        Function<Heard<E>, @Nullable String> id,
        Decision<S, Heard<E>> decision,
        boolean judgesSpeaker,
        boolean remembered) {

    /** Identifies the subscription in the inbox; stays the same over releases. */
    String name() {
        return table.name() + "/" + type.getSimpleName();
    }
}
