package com.orocloud.failover.leadership;

/** What came of looking at a node: what it said, or how it did not. */
public sealed interface Sight<V> {

    record Seen<V>(V view) implements Sight<V> {}

    record Missed<V>(String how) implements Sight<V> {}
}
