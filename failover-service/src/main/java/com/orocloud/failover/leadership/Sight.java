package com.orocloud.failover.leadership;

/** What came of looking at a node: what it said, or how it did not. */
public sealed interface Sight<V> {

    record Seen<V>(V view) implements Sight<V> {}

    /** @param machineAnswers the machine said that nothing listens there, or the server that it is not ready */
    record Missed<V>(String how, boolean machineAnswers) implements Sight<V> {

        Missed(String how) {
            this(how, false);
        }
    }
}
