package com.orocloud.backup.retention;

import com.orocloud.backup.retention.Candidate.Proven;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A schedule that ran by itself: a slot at {@code first} and every hour after it up to {@code now}, that instant
 * included; every slot left a usable point at once, except those that failed.
 */
record Preview(Retention retention, Instant first, Instant now, Set<Instant> failed) {

    static final Duration INTERVAL = Duration.ofHours(1);

    /** A hundred years. */
    static final long SLOTS_MAX = 876_600;

    Preview {
        failed = Set.copyOf(failed);
    }

    /** True if the schedule has a slot there, in the past or the future. */
    boolean isOnTheGrid(Instant instant) {
        return first.plus(Duration.ofHours(Duration.between(first, instant).toHours()))
                .equals(instant);
    }

    boolean isSlot(Instant instant) {
        return isOnTheGrid(instant) && !instant.isBefore(first) && !instant.isAfter(now);
    }

    List<Verdict> verdicts() {
        return retention.decide(retention.policy().scheduled() ? points() : List.of(), first, now);
    }

    private List<Candidate> points() {
        return Stream.iterate(first, slot -> !slot.isAfter(now), slot -> slot.plus(INTERVAL))
                .filter(slot -> !failed.contains(slot))
                .map(slot -> new Candidate(slot.toString(), slot, true, new Proven(true), Set.of()))
                .toList();
    }
}
