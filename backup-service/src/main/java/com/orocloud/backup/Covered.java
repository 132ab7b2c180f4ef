package com.orocloud.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A stretch of time, to every second of which a database can be brought: that of one log, or of several without a gap. */
record Covered(Instant from, Instant until) {

    /** @param journals and what these cover, the newest first */
    static List<Covered> by(List<? extends Journal> journals) {
        var stretches = new ArrayList<Covered>();
        for (Journal journal : journals) {
            var last = stretches.isEmpty() ? null : stretches.getLast();
            if (last != null && !journal.coveredUntil().isBefore(last.from())) {
                var until = journal.coveredUntil().isAfter(last.until()) ? journal.coveredUntil() : last.until();
                stretches.set(stretches.size() - 1, new Covered(journal.from(), until));
            } else {
                stretches.add(new Covered(journal.from(), journal.coveredUntil()));
            }
        }
        return List.copyOf(stretches);
    }
}
