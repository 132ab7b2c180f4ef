package com.orocloud.failover.automation;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.FailoverPauseRequested;
import com.orocloud.events.FailoverPolicyRequested;
import com.orocloud.events.FailoverResumeRequested;
import com.orocloud.events.LossPolicy;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the databases of one environment are failed over by themselves, and how.
 *
 * <pre>
 *   Automatic --FailoverPauseRequested--> Paused --FailoverResumeRequested, or its time is over--> Automatic
 *                                          |  ^
 *                                          +--+ reminded every hour
 * </pre>
 */
public sealed interface Automation {

    /** A pause that somebody forgot would be an outage; so it ends by itself. */
    Duration LONGEST_PAUSE = Duration.ofDays(1);

    Duration REMIND_EVERY = Duration.ofHours(1);

    /** More would be an outage that somebody has agreed to in advance. */
    Duration LONGEST_RESTART_IN_PLACE = Duration.ofMinutes(10);

    Policy policy();

    record Automatic(Policy policy) implements Automation {}

    /** @param reminders how many were told */
    record Paused(Policy policy, Instant pausedAt, Instant until, String reason, int reminders) implements Automation {

        /** When there is something to do about it next. */
        Instant dueAt() {
            Instant reminder = pausedAt.plus(REMIND_EVERY.multipliedBy(reminders + 1L));
            return reminder.isBefore(until) ? reminder : until;
        }
    }

    static Outcome<Automation> on(@Nullable Automation current, EnvironmentProvisioned event) {
        return switch (current) {
            case null -> applied(new Automatic(Policy.DEFAULT));
            case Automatic _, Paused _ -> ignored("the environment is known already");
        };
    }

    static Outcome<Automation> on(@Nullable Automation current, FailoverPauseRequested request) {
        return switch (current) {
            case null -> deferred("the environment is not known yet");
            case Automatic state -> pause(state, request, request.getMeta().getOccurredAt(), 0);
            case Paused state -> pause(state, request, state.pausedAt(), state.reminders());
        };
    }

    private static Outcome<Automation> pause(
            Automation state, FailoverPauseRequested request, Instant pausedAt, int reminders) {
        Instant now = request.getMeta().getOccurredAt();
        var reasons = new ArrayList<String>();
        if (!request.getUntil().isAfter(now)) {
            reasons.add("until: " + request.getUntil() + " is over already");
        }
        if (request.getUntil().isAfter(now.plus(LONGEST_PAUSE))) {
            reasons.add("until: a pause lasts " + LONGEST_PAUSE.toHours() + " hours at most; ask again before it ends");
        }
        requireReason(request.getReason(), reasons);
        if (!reasons.isEmpty()) {
            return applied(state, AutomationFacts.rejected(request, reasons));
        }
        var paused = new Paused(state.policy(), pausedAt, request.getUntil(), request.getReason(), reminders);
        return applied(paused, AutomationFacts.paused(request.getEnvironmentId(), paused));
    }

    static Outcome<Automation> on(@Nullable Automation current, FailoverResumeRequested request) {
        return switch (current) {
            case null -> deferred("the environment is not known yet");
            case Automatic state ->
                applied(state, AutomationFacts.rejected(request, List.of("fail-over is not paused")));
            case Paused state -> resume(request.getEnvironmentId(), state, request.getReason());
        };
    }

    static Outcome<Automation> on(@Nullable Automation current, FailoverPolicyRequested request) {
        return switch (current) {
            case null -> deferred("the environment is not known yet");
            case Automatic state -> change(state, request);
            case Paused state -> change(state, request);
        };
    }

    private static Outcome<Automation> change(Automation state, FailoverPolicyRequested request) {
        var reasons = new ArrayList<String>();
        if (request.getLossPolicy() == LossPolicy.UNKNOWN) {
            reasons.add("lossPolicy: neither LOSS_FIRST nor TIME_FIRST");
        }
        if (request.getLagLimitBytes() < 0) {
            reasons.add("lagLimitBytes: less than nothing");
        }
        long restartSeconds = request.getRestartInPlaceSeconds();
        if (restartSeconds < 0 || restartSeconds > LONGEST_RESTART_IN_PLACE.toSeconds()) {
            reasons.add("restartInPlaceSeconds: not within 0 to " + LONGEST_RESTART_IN_PLACE.toSeconds());
        }
        requireReason(request.getReason(), reasons);
        if (!reasons.isEmpty()) {
            return applied(state, AutomationFacts.rejected(request, reasons));
        }
        var policy =
                new Policy(request.getLossPolicy(), request.getLagLimitBytes(), Duration.ofSeconds(restartSeconds));
        Automation next = switch (state) {
            case Automatic _ -> new Automatic(policy);
            case Paused paused ->
                new Paused(policy, paused.pausedAt(), paused.until(), paused.reason(), paused.reminders());
        };
        return applied(next, AutomationFacts.policyChanged(request, policy));
    }

    private static void requireReason(String reason, List<String> reasons) {
        if (reason.isBlank()) {
            reasons.add("reason: is empty, and people will ask for it");
        }
    }

    /** Ends a pause whose time is over; reminds of one that goes on. */
    static Outcome<Automation> timePasses(@Nullable Automation current, String environmentId, Instant now) {
        return switch (current) {
            case null -> ignored("nothing is known of the environment");
            case Automatic _ -> ignored("nothing is paused");
            case Paused state when now.isBefore(state.dueAt()) -> ignored("not yet");
            case Paused state
            when !now.isBefore(state.until()) -> resume(environmentId, state, "the time that was asked for is over");
            case Paused state -> remind(environmentId, state, now);
        };
    }

    private static Outcome<Automation> remind(String environmentId, Paused state, Instant now) {
        int reminders = Math.toIntExact(Duration.between(state.pausedAt(), now).dividedBy(REMIND_EVERY));
        var next = new Paused(state.policy(), state.pausedAt(), state.until(), state.reason(), reminders);
        return applied(next, AutomationFacts.reminded(environmentId, next));
    }

    private static Outcome<Automation> resume(String environmentId, Paused state, String reason) {
        return applied(new Automatic(state.policy()), AutomationFacts.resumed(environmentId, state, reason));
    }
}
