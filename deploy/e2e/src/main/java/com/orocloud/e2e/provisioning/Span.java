package com.orocloud.e2e.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** A piece of time. */
record Span(Instant from, Instant to) {

    /** How much of this is covered by any of those. */
    Duration coveredBy(List<Span> others) {
        Duration covered = Duration.ZERO;
        Instant reached = from;
        for (Span other :
                others.stream().sorted(Comparator.comparing(Span::from)).toList()) {
            Instant begin = other.from.isAfter(reached) ? other.from : reached;
            Instant end = other.to.isBefore(to) ? other.to : to;
            if (end.isAfter(begin)) {
                covered = covered.plus(Duration.between(begin, end));
                reached = end;
            }
        }
        return covered;
    }

    Duration length() {
        return Duration.between(from, to);
    }
}
