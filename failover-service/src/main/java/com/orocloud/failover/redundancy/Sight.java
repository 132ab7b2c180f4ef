package com.orocloud.failover.redundancy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of a node, and how many looks in a row have shown the contrary: a belief changes only after several.
 *
 * @param since the first look that showed what is believed, or its contrary if any did; null if neither was seen here
 * @param detail what the last look showed
 */
record Sight(boolean works, int contrary, @Nullable Instant since, String detail) {

    /** A node that pauses for a moment is not lost, and one that answers once is not back. */
    static final int LOOKS_TO_CHANGE = 4;

    /** Counted on as long as the record says the same; another instance may have changed it, and then all begins anew. */
    static Sight from(@Nullable Sight before, boolean recordedAsWorking) {
        return before != null && before.works() == recordedAsWorking
                ? before
                : new Sight(recordedAsWorking, 0, null, "");
    }

    Sight again(boolean seenWorking, String seen, Instant at) {
        if (seenWorking == works) {
            return new Sight(works, 0, contrary > 0 ? null : since, seen);
        }
        Instant first = contrary > 0 && since != null ? since : at;
        return contrary + 1 < LOOKS_TO_CHANGE
                ? new Sight(works, contrary + 1, first, seen)
                : new Sight(seenWorking, 0, first, seen);
    }
}
