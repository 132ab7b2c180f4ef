package com.orocloud.provisioning.decommission;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentDecommissionWithdrawn;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.environment.EndOfLife;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The decision that one environment ends. Of a PRODUCTION environment it takes two operators.
 *
 * <pre>
 *   EnvironmentDecommissionRequested --PRODUCTION--> Pending --confirmed by another--> Agreed --> Begun
 *                  '--------------- other types ----------------------------------------^
 *   Pending, Agreed --withdrawn, not confirmed in time, not possible any more--> Lapsed --asked anew--> as at first
 *   Begun --asked to do without the last backup that it waits for--> as at first
 * </pre>
 */
public sealed interface Decommission {

    /** How long another operator has to confirm. */
    Duration CONFIRM_WITHIN = Duration.ofHours(24);

    /** What was asked for. */
    EndOfLife.Wish wish();

    /**
     * By which it is found: a customer's word about another's environment is no word about that environment.
     *
     * @param tenantId of whoever speaks
     */
    static String id(String tenantId, String environmentId) {
        return tenantId + "/" + environmentId;
    }

    /** No environmentId has a slash in it. */
    static String environmentOf(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** @param askedBy the operator who asked, and so cannot confirm */
    record Pending(EndOfLife.Wish wish, String askedBy, Instant confirmBefore) implements Decommission {}

    record Agreed(EndOfLife.Wish wish) implements Decommission {}

    /** The environment has begun to end. */
    record Begun(EndOfLife.Wish wish) implements Decommission {}

    record Lapsed(EndOfLife.Wish wish, String code) implements Decommission {}

    /**
     * @param objections every reason why it cannot be; none if it can
     * @param twoPeople true if another operator must confirm
     */
    static Outcome<Decommission> on(
            @Nullable Decommission current,
            EnvironmentDecommissionRequested request,
            List<Failure> objections,
            boolean twoPeople,
            Instant receivedAt) {
        return switch (current) {
            case null -> asked(null, request, objections, twoPeople, receivedAt);
            case Lapsed lapsed ->
                lapsed.wish().requestId().equals(request.getRequestId())
                        ? rejected(lapsed, Wished.of(request), DecommissionRules.usedBefore())
                        : asked(current, request, objections, twoPeople, receivedAt);
            case Pending _, Agreed _ -> rejected(current, Wished.of(request), DecommissionRules.askedBefore());
            case Begun begun ->
                begun.wish().requestId().equals(request.getRequestId())
                        ? rejected(begun, Wished.of(request), DecommissionRules.usedBefore())
                        : asked(current, request, objections, twoPeople, receivedAt);
        };
    }

    private static Outcome<Decommission> asked(
            @Nullable Decommission before,
            EnvironmentDecommissionRequested request,
            List<Failure> objections,
            boolean twoPeople,
            Instant receivedAt) {
        var wish = new EndOfLife.Wish(
                request.getRequestId(), request.getReason(), request.getWithoutBackupReason() == null);
        if (!objections.isEmpty()) {
            return rejected(before == null ? new Lapsed(wish, "REJECTED") : before, Wished.of(request), objections);
        }
        if (!twoPeople) {
            return applied(new Agreed(wish));
        }
        var pending = new Pending(wish, request.getMeta().getActor().getId(), receivedAt.plus(CONFIRM_WITHIN));
        return applied(pending, DecommissionFacts.pending(request.getEnvironmentId(), pending));
    }

    static Outcome<Decommission> on(
            @Nullable Decommission current,
            EnvironmentDecommissionConfirmed confirmation,
            List<Failure> objections,
            Instant receivedAt) {
        return switch (current) {
            case Pending pending -> {
                List<Failure> found = DecommissionRules.also(objections, pending, confirmation, receivedAt);
                yield found.isEmpty()
                        ? applied(new Agreed(pending.wish()))
                        : rejected(pending, Wished.of(confirmation), found);
            }
            case null ->
                rejected(nothing(confirmation.getRequestId()), Wished.of(confirmation), DecommissionRules.unknown());
            case Agreed _, Begun _ -> rejected(current, Wished.of(confirmation), DecommissionRules.agreed());
            case Lapsed _ -> rejected(current, Wished.of(confirmation), DecommissionRules.unknown());
        };
    }

    static Outcome<Decommission> on(
            @Nullable Decommission current, EnvironmentDecommissionWithdrawn request, List<Failure> objections) {
        return switch (current) {
            case null -> rejected(nothing(request.getRequestId()), Wished.of(request), DecommissionRules.unknown());
            case Pending _, Agreed _ -> {
                if (!current.wish().requestId().equals(request.getRequestId())) {
                    yield rejected(current, Wished.of(request), DecommissionRules.unknown());
                }
                yield objections.isEmpty()
                        ? lapsed(current.wish(), request.getEnvironmentId(), "WITHDRAWN", request.getReason())
                        : rejected(current, Wished.of(request), objections);
            }
            case Begun _ -> rejected(current, Wished.of(request), DecommissionRules.begun());
            case Lapsed _ -> rejected(current, Wished.of(request), DecommissionRules.unknown());
        };
    }

    /** Nobody confirmed it. */
    static Outcome<Decommission> passed(@Nullable Decommission current, String environmentId, Instant now) {
        return current instanceof Pending(var wish, var _, var confirmBefore) && !now.isBefore(confirmBefore)
                ? lapsed(wish, environmentId, "NOT_CONFIRMED", "No other operator confirmed it in time.")
                : ignored("not due");
    }

    /** The environment ends. */
    static Outcome<Decommission> begun(@Nullable Decommission current) {
        return current instanceof Agreed(var wish) ? applied(new Begun(wish)) : ignored("not agreed");
    }

    /** What became of the environment since it was asked for does not allow it. */
    static Outcome<Decommission> impossible(@Nullable Decommission current, String environmentId, String why) {
        return current instanceof Agreed(var wish)
                ? lapsed(wish, environmentId, "NOT_POSSIBLE", "Ask anew later: " + why + ".")
                : ignored("not agreed");
    }

    private static Outcome<Decommission> lapsed(EndOfLife.Wish wish, String environmentId, String code, String reason) {
        return applied(new Lapsed(wish, code), DecommissionFacts.lapsed(environmentId, wish, code, reason));
    }

    private static Decommission nothing(UUID requestId) {
        return new Lapsed(new EndOfLife.Wish(requestId, "", true), "REJECTED");
    }

    private static Outcome<Decommission> rejected(Decommission current, Wished wished, List<Failure> reasons) {
        return applied(current, DecommissionFacts.rejected(wished, reasons));
    }
}
