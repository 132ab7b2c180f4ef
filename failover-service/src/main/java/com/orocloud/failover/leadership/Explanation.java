package com.orocloud.failover.leadership;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.FailoverVerdict;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
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
    static final int KEPT = 100;

    /** So many decisions to do nothing are told in an hour at most, however often the reasons alternate. */
    static final int REFUSALS_AN_HOUR = 20;

    /** Something that was known. */
    record Signal(String name, String value) {}

    /**
     * One decision.
     *
     * @param reached what led to it, and what followed from it once that is known
     * @param mainAnsweredAt when the main that was replaced as lost was seen to be one still; null if it was not
     */
    record Decided(
            Instant at,
            long term,
            FailoverVerdict verdict,
            String rule,
            List<Signal> signals,
            List<Candidate> candidates,
            List<Reached> reached,
            @Nullable Instant mainAnsweredAt) {

        private boolean refuses() {
            return verdict == FailoverVerdict.NO_FAIL_OVER || verdict == FailoverVerdict.RESTART_IN_PLACE;
        }

        /** A decision is made in the term that it ends. */
        private boolean ledTo(FailingOver attempt) {
            return term + 1 == attempt.roles().term()
                    && (verdict == FailoverVerdict.FAIL_OVER || verdict == FailoverVerdict.SWITCH_OVER);
        }

        private boolean replacedIn(long newTerm) {
            return verdict == FailoverVerdict.FAIL_OVER && term + 1 == newTerm;
        }

        private Decided with(List<Reached> more) {
            return new Decided(at, term, verdict, rule, signals, candidates, more, mainAnsweredAt);
        }

        private Decided flapped(Instant answeredAt) {
            return new Decided(at, term, verdict, rule, signals, candidates, reached, answeredAt);
        }

        private boolean repeats(Decided other) {
            return refuses() && verdict == other.verdict && term == other.term && rule.equals(other.rule);
        }
    }

    /** Stores and tells a decision, unless it is the last one again or one of too many. */
    static Outcome<Explanation> on(@Nullable Explanation current, Site site, Decided decided) {
        List<Decided> before = current == null ? List.of() : current.decisions();
        if (!before.isEmpty() && decided.repeats(before.getFirst())) {
            return ignored("told already");
        }
        Instant anHourAgo = decided.at().minus(Duration.ofHours(1));
        long refusals = before.stream()
                .filter(each -> each.refuses() && each.at().isAfter(anHourAgo))
                .count();
        if (decided.refuses() && refusals >= REFUSALS_AN_HOUR) {
            return ignored("too many of this hour were told already");
        }
        return applied(
                new Explanation(Stream.concat(Stream.of(decided), before.stream())
                        .limit(KEPT)
                        .toList()),
                Facts.decided(site, decided));
    }

    /** Adds when each part of what followed was reached to the decision that led to it. */
    static Outcome<Explanation> followed(@Nullable Explanation current, FailingOver attempt, List<Reached> reached) {
        if (current == null) {
            return ignored("its decision is not known any more");
        }
        return applied(new Explanation(current.decisions().stream()
                .map(each -> each.ledTo(attempt) ? each.with(reached) : each)
                .toList()));
    }

    /** Notes that the main which was replaced in this term was not dead. */
    static Outcome<Explanation> flapped(@Nullable Explanation current, long term, Instant at) {
        boolean isNew = current != null
                && current.decisions().stream()
                        .anyMatch(each -> each.replacedIn(term) && each.mainAnsweredAt() == null);
        return current == null || !isNew
                ? ignored("nobody was replaced in this term, or it is known")
                : applied(new Explanation(current.decisions().stream()
                        .map(each -> each.replacedIn(term) ? each.flapped(at) : each)
                        .toList()));
    }

    /** How many mains answered again within the last hour after they had been replaced. */
    int flaps(Instant now) {
        return Math.toIntExact(decisions.stream()
                .map(Decided::mainAnsweredAt)
                .filter(at -> at != null && at.isAfter(now.minus(Duration.ofHours(1))))
                .count());
    }
}
