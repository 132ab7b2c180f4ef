package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.environment.Environment.Provisioned;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Why an environment that is built has no names yet. They are asked for again for ever, ever more seldom: what is in the
 * way, a record that somebody left there or a name server that refuses, is for a person to clear away.
 *
 * @param attempt how often they were asked for
 * @param code of the newest failure
 * @param retryAt when they are asked for again; null once they have been
 */
record Unnamed(
        int attempt, String code, String message, @Nullable Instant retryAt) {

    static final Duration FIRST_RETRY_AFTER = Duration.ofSeconds(30);

    static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    /** Thirty seconds doubled so often are more than the maximum. */
    private static final int DOUBLINGS_MAX = 7;

    /** Whether a change is one of those that were to give the environment its first names. */
    static boolean isFirstChange(@Nullable Environment current, String environmentId, UUID changeId) {
        return IntStream.rangeClosed(1, attempts(current))
                .anyMatch(attempt ->
                        EnvironmentFacts.firstChange(environmentId, attempt).equals(changeId));
    }

    static Outcome<Environment> failed(Provisioned current, DnsUpdateFailed event) {
        int attempt = attempts(current);
        if (!event.getChangeId().equals(EnvironmentFacts.firstChange(event.getEnvironmentId(), attempt))) {
            return ignored("not the newest change that is to give this environment its names");
        }
        if (current.gates().named() || isWaiting(current)) {
            return ignored("known");
        }
        Instant retryAt = event.getMeta().getOccurredAt().plus(retryAfter(attempt));
        var unnamed = new Unnamed(
                attempt, event.getFailure().getCode(), event.getFailure().getMessage(), retryAt);
        var next = new Provisioned(current.standing(), current.gates(), unnamed, current.since());
        return applied(
                next,
                EnvironmentFacts.namesFailed(current.standing(), unnamed, retryAt),
                EnvironmentNow.snapshot(next));
    }

    /** Asks for the names once more, when it is time. */
    static Outcome<Environment> askAgain(@Nullable Environment current, int timeToLiveSeconds, Instant now) {
        if (!(current instanceof Provisioned(var standing, var gates, var unnamed, var since))
                || unnamed == null
                || unnamed.retryAt() == null
                || unnamed.retryAt().isAfter(now)) {
            return ignored("no names are to be asked for now");
        }
        var asked = new Unnamed(unnamed.attempt() + 1, unnamed.code(), unnamed.message(), null);
        return applied(
                new Provisioned(standing, gates, asked, since),
                EnvironmentFacts.firstNames(standing, asked.attempt(), timeToLiveSeconds));
    }

    static Duration retryAfter(int attempt) {
        Duration doubled = FIRST_RETRY_AFTER.multipliedBy(1L << Math.min(attempt - 1, DOUBLINGS_MAX));
        return doubled.compareTo(RETRY_AFTER_MAX) < 0 ? doubled : RETRY_AFTER_MAX;
    }

    private static boolean isWaiting(Provisioned current) {
        return current.unnamed() != null && current.unnamed().retryAt() != null;
    }

    private static int attempts(@Nullable Environment current) {
        return current instanceof Provisioned(var _, var _, var unnamed, var _) && unnamed != null
                ? unnamed.attempt()
                : 1;
    }
}
