package com.orocloud.notification;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.Channel;
import com.orocloud.events.ContactRole;
import com.orocloud.events.Failure;
import com.orocloud.events.NotificationDelivered;
import com.orocloud.events.NotificationDispatched;
import com.orocloud.events.NotificationFailed;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.notification.Handover.NotNow;
import com.orocloud.notification.Handover.Refused;
import com.orocloud.notification.Handover.Taken;
import com.orocloud.notification.Handover.Tries;
import com.orocloud.notification.Handover.Unaddressable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One mail to one person about one event.
 *
 * <pre>
 *             .-------- not now, or refused here --------.
 *             v                                          |
 *   (new) → Queued --dispatched--> Dispatched --taken--> Delivered
 *             |                        |
 *             '--- expired, given up --'--> Unreached --operations told--> Dead
 *                                      '------- (nobody must know) ------> Dead
 * </pre>
 *
 * Dispatched is committed before the relay is called. Whoever finds a notice in it sends it again under the same
 * Message-ID, because a crash may have come between the sending and the note that it was sent.
 */
sealed interface Notice {

    /** What stays when the letter is erased. */
    Label label();

    /**
     * The outside of a letter.
     *
     * @param id from the event, the recipient and the template, so that nobody is told twice
     * @param story id of what it belongs to, so that a reader's mailbox keeps it together
     * @param mandatory somebody must know if it is not delivered
     * @param expiresAt from when on it would tell something untrue
     */
    record Label(
            UUID id,
            UUID subjectEventId,
            UUID story,
            String environmentId,
            String template,
            ContactRole role,
            String recipientHash,
            boolean mandatory,
            boolean exercise,
            Instant queuedAt,
            @Nullable Instant expiresAt) {

        boolean isExpired(Instant at) {
            return expiresAt != null && !at.isBefore(expiresAt);
        }
    }

    /** How long and with how many relays to go on trying. */
    record Patience(int relays, Duration pause, Duration longestPause, Duration keepTrying) {

        private Instant pauseUntil(Instant at, int attempts) {
            int rounds = Math.max(0, attempts / Math.max(1, relays) - 1);
            Duration next = pause.multipliedBy(1L << Math.min(rounds, 16));
            return at.plus(next.compareTo(longestPause) > 0 ? longestPause : next);
        }
    }

    record Queued(Label label, Letter letter, Tries tries, Instant notBefore) implements Notice {}

    record Dispatched(Label label, Letter letter, Tries tries, String relay, Instant at) implements Notice {

        private Outcome<Notice> after(Handover result, Instant at, Patience patience) {
            int count = tries.count() + 1;
            return switch (result) {
                case Taken _ ->
                    applied(
                            new Delivered(label, relay, count, at),
                            new NotificationDelivered(
                                    Events.unstamped(),
                                    label.environmentId(),
                                    label.id(),
                                    Channel.EMAIL,
                                    relay,
                                    Duration.between(label.queuedAt(), at).toMillis()));
                case Unaddressable _ -> givenUp(label, count, "BAD_ADDRESS", "the address is no mail address", at);
                case Refused(int code) -> {
                    var after = new Tries(count, tries.tried(), with(tries.refusedBy(), relay));
                    yield after.refusedBy().size() < patience.relays()
                            ? again(after, at, patience)
                            : givenUp(label, count, "REFUSED", "every relay refuses it, the last with " + code, at);
                }
                case NotNow _ -> again(new Tries(count, with(tries.tried(), relay), tries.refusedBy()), at, patience);
            };
        }

        private Outcome<Notice> again(Tries after, Instant at, Patience patience) {
            if (label.isExpired(at)) {
                return givenUp(label, after.count(), "EXPIRED", "no relay took it before it expired", at);
            }
            if (at.isAfter(label.queuedAt().plus(patience.keepTrying()))) {
                return givenUp(label, after.count(), "NO_RELAY", "no relay took it for " + patience.keepTrying(), at);
            }
            boolean anotherNow = after.used() < patience.relays();
            return applied(
                    anotherNow
                            ? new Queued(label, letter, after, at)
                            : new Queued(label, letter, after.newRound(), patience.pauseUntil(at, after.count())));
        }

        private static List<String> with(List<String> names, String name) {
            return Stream.concat(names.stream(), Stream.of(name)).distinct().toList();
        }
    }

    record Delivered(Label label, String relay, int attempts, Instant at) implements Notice {}

    record Unreached(Label label, String code, String why, Instant at) implements Notice {}

    record Dead(Label label, String code, Instant at) implements Notice {}

    static Outcome<Notice> queued(@Nullable Notice current, Label label, Letter letter) {
        return switch (current) {
            case null -> applied(new Queued(label, letter, Tries.NONE, label.queuedAt()));
            case Queued _, Dispatched _, Delivered _, Unreached _, Dead _ -> ignored("this person is told already");
        };
    }

    static Outcome<Notice> dispatched(@Nullable Notice current, String relay, Instant at) {
        return switch (current) {
            case null -> ignored("there is no such notice");
            case Queued(var label, var letter, var tries, var _) ->
                applied(
                        new Dispatched(label, letter, tries, relay, at),
                        new NotificationDispatched(
                                Events.unstamped(),
                                label.environmentId(),
                                label.id(),
                                label.subjectEventId(),
                                label.template(),
                                Channel.EMAIL,
                                label.role(),
                                label.recipientHash(),
                                relay,
                                tries.count() + 1));
            case Dispatched _ -> ignored("under way already");
            case Delivered _, Unreached _, Dead _ -> ignored("over already");
        };
    }

    static Outcome<Notice> handedOver(@Nullable Notice current, Handover result, Instant at, Patience patience) {
        return switch (current) {
            case null -> ignored("there is no such notice");
            case Dispatched dispatched -> dispatched.after(result, at, patience);
            case Queued _ -> ignored("another instance has noted that attempt");
            case Delivered _, Unreached _, Dead _ -> ignored("over already");
        };
    }

    /** It would tell something untrue by now. */
    static Outcome<Notice> expired(@Nullable Notice current, Instant at) {
        return switch (current) {
            case null -> ignored("there is no such notice");
            case Queued(var label, var _, var tries, var _) ->
                givenUp(label, tries.count(), "EXPIRED", "it was not delivered before it expired", at);
            case Dispatched _ -> ignored("under way: its relay answers first");
            case Delivered _, Unreached _, Dead _ -> ignored("over already");
        };
    }

    static Outcome<Notice> operationsTold(@Nullable Notice current, Instant at) {
        return switch (current) {
            case null -> ignored("there is no such notice");
            case Unreached(var label, var code, var _, var _) -> applied(new Dead(label, code, at));
            case Queued _, Dispatched _, Delivered _, Dead _ -> ignored("nothing to tell operations");
        };
    }

    private static Outcome<Notice> givenUp(Label label, int attempts, String code, String why, Instant at) {
        Notice state = label.mandatory() ? new Unreached(label, code, why, at) : new Dead(label, code, at);
        return applied(
                state,
                new NotificationFailed(
                        Events.unstamped(),
                        label.environmentId(),
                        label.id(),
                        label.subjectEventId(),
                        label.template(),
                        label.role(),
                        Channel.EMAIL,
                        new Failure("telling " + label.role(), code, why, false, Math.max(1, attempts))));
    }
}
