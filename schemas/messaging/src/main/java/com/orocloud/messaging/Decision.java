package com.orocloud.messaging;

import org.jspecify.annotations.Nullable;

/** What one event does to one lifecycle. Pure: no clock, no I/O; time arrives with the event. */
@FunctionalInterface
public interface Decision<S, E> {

    /** @param state null if there is no such aggregate yet */
    Outcome<S> on(@Nullable S state, E event);
}
