package com.orocloud.failover.leadership;

import static com.orocloud.messaging.Outcome.applied;

import com.orocloud.events.FailoverVerdict;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one site's main, newest first, each with everything that it was decided from; also when it was
 * decided that a missed main is not to be failed over.
 */
record Explanation(List<Decided> decisions) {

    /** Older ones stand in the events. */
    private static final int KEPT = 100;

    /** Something that was known. */
    record Signal(String name, String value) {}

    /** One decision. */
    record Decided(
            Instant at,
            long term,
            FailoverVerdict verdict,
            String rule,
            List<Signal> signals,
            List<Candidate> candidates) {}

    static Outcome<Explanation> on(@Nullable Explanation current, Site site, Decided decided) {
        Stream<Decided> before = current == null ? Stream.of() : current.decisions().stream();
        return applied(
                new Explanation(
                        Stream.concat(Stream.of(decided), before).limit(KEPT).toList()),
                Facts.decided(site, decided));
    }
}
