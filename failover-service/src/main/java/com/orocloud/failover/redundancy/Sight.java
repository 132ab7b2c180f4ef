package com.orocloud.failover.redundancy;

import org.jspecify.annotations.Nullable;

/**
 * What is believed of a node, and how many looks in a row have shown the contrary: a belief changes only after several.
 *
 * @param detail what the last look showed
 */
record Sight(boolean works, int contrary, String detail) {

    /** A node that pauses for a moment is not lost, and one that answers once is not back. */
    static final int LOOKS_TO_CHANGE = 3;

    /** Counted on as long as the record says the same; another instance may have changed it, and then all begins anew. */
    static Sight from(@Nullable Sight before, boolean recordedAsWorking) {
        return before != null && before.works() == recordedAsWorking ? before : new Sight(recordedAsWorking, 0, "");
    }

    Sight again(NodeProbes.Look look) {
        if (look.works() == works) {
            return new Sight(works, 0, look.detail());
        }
        return contrary + 1 < LOOKS_TO_CHANGE
                ? new Sight(works, contrary + 1, look.detail())
                : new Sight(look.works(), 0, look.detail());
    }
}
