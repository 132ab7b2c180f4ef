package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.Failure;
import com.orocloud.events.VerificationLevel;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.site.Site;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One customer's environment.
 *
 * <pre>
 *   EnvironmentRequested --invalid--> Rejected
 *       |
 *       v
 *   Accepted --addresses reserved--> Provisioning --site complete--> Provisioned --named, backed up--> Active
 *                                        |                                                              |
 *                                        +--cannot be built--> ProvisioningFailed                  RegionDown
 *                                                                                                       v
 *   ActiveOnDr &lt;--DrRecovered-- Recovering &lt;--DrApproved-- Unavailable &lt;-------------------------------+
 * </pre>
 *
 * <p>What a disaster does is in {@link DisasterRecovery}; how it ends, from any state in which nothing is being built or
 * recovered, in {@link EndOfLife}. No state leads back from a rejection, a failure or the end: a new request needs a new
 * environmentId.
 */
public sealed interface Environment {

    /** When it came into this state. */
    Instant since();

    /** Valid; its addresses and its secret are being made. */
    record Accepted(Agreement agreement, Instant since) implements Environment {}

    record Provisioning(Agreement agreement, Reserved addresses, Instant since) implements Environment {}

    /**
     * Built; in service when the gates are open.
     *
     * @param unnamed what went wrong with its first names; null if nothing did
     */
    record Provisioned(
            Standing standing, Gates gates, @Nullable Unnamed unnamed, Instant since) implements Environment {}

    record Active(Standing standing, Instant since) implements Environment {}

    /** The region that serves it is lost. */
    record Unavailable(Standing standing, Instant since) implements Environment {}

    /**
     * A recovery was approved and checked.
     *
     * @param asked the newest request to build its site; null before the first
     */
    record Recovering(
            Standing standing,
            Approval approval,
            Progress progress,
            @Nullable Asked asked,
            Instant since) implements Environment {

        Recovering reached(Progress next) {
            return new Recovering(standing, approval, next, asked, since);
        }
    }

    /**
     * A request to build.
     *
     * @param version of the case when it asked: it rises, so an older request is a repeated one
     * @param failedAt when the site last turned out not to be buildable, by which one failure is known from the next;
     *     null if it never did
     */
    record Asked(long version, @Nullable Instant failedAt) {}

    /** Served from its recovery region. Returning is never automatic. */
    record ActiveOnDr(Standing standing, Instant since) implements Environment {}

    record ProvisioningFailed(Agreement agreement, String code, String message, Instant since) implements Environment {}

    /** It ends, which cannot be undone: see {@link EndOfLife}. */
    record Decommissioning(EndOfLife end, Instant since) implements Environment {

        Decommissioning with(EndOfLife other) {
            return new Decommissioning(other, since);
        }
    }

    /** Nothing of it is left with the provider. Remembered, so that the id is never used again. */
    record Decommissioned(EndOfLife end, Instant since) implements Environment {}

    /** Remembered, so that the id is never used for something else. */
    record Rejected(String environmentId, UUID requestEventId, Place primary, List<String> codes, Instant since)
            implements Environment {}

    /** How far the recovery site is. */
    enum Progress {
        /** Approved, and not yet asked for: nothing may be built. */
        APPROVED,
        /** Approved and asked for. */
        BUILDING,
        BUILT,
        FAILED
    }

    /** @param objections every reason why the request cannot be met; none if it can */
    static Outcome<Environment> on(
            @Nullable Environment current, EnvironmentRequested request, List<Failure> objections) {
        Instant at = request.getMeta().getOccurredAt();
        if (current != null) {
            return request.getMeta().getEventId().equals(requestOf(current))
                    ? ignored("this request was answered before")
                    : applied(current, EnvironmentFacts.duplicate(request));
        }
        if (!objections.isEmpty()) {
            var rejected = new Rejected(
                    request.getEnvironmentId(),
                    request.getMeta().getEventId(),
                    Place.of(request.getPrimary()),
                    objections.stream().map(Failure::getCode).toList(),
                    at);
            return applied(rejected, EnvironmentFacts.rejected(request, objections), EnvironmentNow.snapshot(rejected));
        }
        var accepted = new Accepted(Agreement.of(request), at);
        return applied(accepted, EnvironmentFacts.accepted(accepted.agreement()), EnvironmentNow.snapshot(accepted));
    }

    /** @param idleMonthlyUsd what one idle address costs a month in US dollars; null if the price is not known */
    static Outcome<Environment> addressesReserved(
            @Nullable Environment current, Reserved addresses, @Nullable Double idleMonthlyUsd, Instant now) {
        return current instanceof Accepted(var agreement, var _)
                ? applied(
                        new Provisioning(agreement, addresses, now),
                        EnvironmentFacts.reserved(agreement, addresses, idleMonthlyUsd))
                : ignored("addresses were reserved before");
    }

    /** A site of this environment is complete: the first one, or the one of an approved recovery. */
    static Outcome<Environment> siteComplete(
            @Nullable Environment current, Site.Complete site, int timeToLiveSeconds, Instant now) {
        return switch (current) {
            case Provisioning(var agreement, var addresses, var _) -> {
                if (site.plan().epoch() != Standing.FIRST_EPOCH) {
                    yield ignored("a site of another epoch");
                }
                var built = new Provisioned(Standing.first(agreement, addresses), Gates.CLOSED, null, now);
                yield applied(
                        built,
                        EnvironmentFacts.provisioned(site),
                        EnvironmentFacts.firstNames(built.standing(), 1, timeToLiveSeconds),
                        EnvironmentNow.snapshot(built));
            }
            case Recovering recovering
            when recovering.progress() == Progress.BUILDING ->
                recovering.approval().epoch() == site.plan().epoch()
                        ? applied(recovering.reached(Progress.BUILT), EnvironmentFacts.provisioned(site))
                        : ignored("a site of another epoch");
            case null -> ignored("there is no such environment");
            case Accepted _, Provisioned _, Active _, Unavailable _, Recovering _ -> ignored("not waiting for a site");
            case ActiveOnDr _, ProvisioningFailed _, Rejected _ -> ignored("not waiting for a site");
            case Decommissioning _, Decommissioned _ -> ignored("not waiting for a site");
        };
    }

    /**
     * It cannot be built, and trying again at once will not help.
     *
     * @param at when that turned out
     */
    static Outcome<Environment> cannotBuild(@Nullable Environment current, String code, String message, Instant at) {
        return switch (current) {
            case Accepted(var agreement, var _) -> failed(agreement, code, message, at);
            case Provisioning(var agreement, var _, var _) -> failed(agreement, code, message, at);
            case Recovering recovering
            when recovering.progress() == Progress.BUILDING ->
                DisasterRecovery.cannotBuild(recovering, code, message, at);
            case null -> ignored("there is no such environment");
            case Provisioned _, Active _, Unavailable _, Recovering _ -> ignored("not being built");
            case ActiveOnDr _, ProvisioningFailed _, Rejected _ -> ignored("not being built");
            case Decommissioning _, Decommissioned _ -> ignored("not being built");
        };
    }

    private static Outcome<Environment> failed(Agreement agreement, String code, String message, Instant now) {
        var failed = new ProvisioningFailed(agreement, code, message, now);
        return applied(failed, EnvironmentFacts.firstSiteFailed(failed), EnvironmentNow.snapshot(failed));
    }

    static Outcome<Environment> on(@Nullable Environment current, BackupVerified event) {
        if (current instanceof Decommissioning ending) {
            return EndOfLife.on(ending, event);
        }
        return event.getLevel() == VerificationLevel.RESTORE_TEST
                ? gate(
                        current,
                        gates -> gates.withVerified(event.getBackupId()),
                        event.getMeta().getOccurredAt())
                : ignored("only a restore proves a backup");
    }

    static Outcome<Environment> on(@Nullable Environment current, BackupReplicated event) {
        if (current instanceof Provisioned(var standing, var _, var _, var _)
                && Place.of(event.getLocation()).equals(standing.active().place())) {
            return ignored("a copy in the region itself is none");
        }
        return event.getKeyUsableThere()
                ? gate(
                        current,
                        gates -> gates.withReplicated(event.getBackupId()),
                        event.getMeta().getOccurredAt())
                : ignored("a copy without a usable key is none");
    }

    static Outcome<Environment> on(@Nullable Environment current, DnsUpdated event) {
        if (current instanceof Decommissioning ending) {
            return EndOfLife.on(ending, event);
        }
        return Unnamed.isFirstChange(current, event.getEnvironmentId(), event.getChangeId())
                ? gate(current, Gates::withNames, event.getMeta().getOccurredAt())
                : ignored("not the change that gives this environment its names");
    }

    static Outcome<Environment> on(@Nullable Environment current, DnsUpdateFailed event) {
        if (current instanceof Decommissioning ending) {
            return EndOfLife.on(ending, event);
        }
        if (event.getDrCaseId() != null) {
            return ignored("about the names of a recovery");
        }
        return switch (current) {
            case Provisioned provisioned -> Unnamed.failed(provisioned, event);
            case null -> deferred("no environment of this id is known");
            case Accepted _, Provisioning _ -> deferred("its site is still being built");
            case Active _, Unavailable _, Recovering _, ActiveOnDr _ -> ignored("already in service");
            case ProvisioningFailed _, Rejected _ -> ignored("never came into service");
            case Decommissioning _, Decommissioned _ -> ignored("it ends");
        };
    }

    private static Outcome<Environment> gate(@Nullable Environment current, UnaryOperator<Gates> change, Instant at) {
        return switch (current) {
            case Provisioned(var standing, var gates, var unnamed, var since) -> {
                Gates changed = change.apply(gates);
                if (changed.open(standing.agreement().disasterRecovery() != null)) {
                    var active = new Active(standing, at);
                    yield applied(active, EnvironmentFacts.activated(standing), EnvironmentNow.snapshot(active));
                }
                yield changed.equals(gates)
                        ? ignored("known")
                        : applied(new Provisioned(standing, changed, changed.named() ? null : unnamed, since));
            }
            case null -> deferred("no environment of this id is known");
            case Accepted _, Provisioning _ -> deferred("its site is still being built");
            case Active _, Unavailable _, Recovering _, ActiveOnDr _ -> ignored("already in service");
            case ProvisioningFailed _, Rejected _ -> ignored("never came into service");
            case Decommissioning _, Decommissioned _ -> ignored("it ends");
        };
    }

    private static UUID requestOf(Environment environment) {
        return switch (environment) {
            case Accepted(var agreement, var _) -> agreement.requestEventId();
            case Provisioning(var agreement, var _, var _) -> agreement.requestEventId();
            case Provisioned(var standing, var _, var _, var _) ->
                standing.agreement().requestEventId();
            case Active(var standing, var _) -> standing.agreement().requestEventId();
            case Unavailable(var standing, var _) -> standing.agreement().requestEventId();
            case Recovering(var standing, var _, var _, var _, var _) ->
                standing.agreement().requestEventId();
            case ActiveOnDr(var standing, var _) -> standing.agreement().requestEventId();
            case ProvisioningFailed(var agreement, var _, var _, var _) -> agreement.requestEventId();
            case Rejected(var _, var requestEventId, var _, var _, var _) -> requestEventId;
            case Decommissioning(var end, var _) -> end.agreement().requestEventId();
            case Decommissioned(var end, var _) -> end.agreement().requestEventId();
        };
    }
}
