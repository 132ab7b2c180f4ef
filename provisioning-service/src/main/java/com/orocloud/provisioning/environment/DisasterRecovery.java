package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.environment.Environment.Accepted;
import com.orocloud.provisioning.environment.Environment.Active;
import com.orocloud.provisioning.environment.Environment.ActiveOnDr;
import com.orocloud.provisioning.environment.Environment.Asked;
import com.orocloud.provisioning.environment.Environment.Decommissioned;
import com.orocloud.provisioning.environment.Environment.Decommissioning;
import com.orocloud.provisioning.environment.Environment.Progress;
import com.orocloud.provisioning.environment.Environment.Provisioned;
import com.orocloud.provisioning.environment.Environment.Provisioning;
import com.orocloud.provisioning.environment.Environment.ProvisioningFailed;
import com.orocloud.provisioning.environment.Environment.Recovering;
import com.orocloud.provisioning.environment.Environment.Rejected;
import com.orocloud.provisioning.environment.Environment.Unavailable;
import com.orocloud.provisioning.environment.Standing.ActiveSite;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a disaster does to an {@link Environment}.
 *
 * <p>A site in the recovery region needs two things, which may come in either order: an approval whose proof was
 * checked here, and the request to build. Nothing else makes one.
 */
public final class DisasterRecovery {

    private DisasterRecovery() {}

    static Outcome<Environment> regionLost(@Nullable Environment current, Place lost, Instant now) {
        return switch (current) {
            case Active(var standing, var _) -> unavailable(standing, lost, now);
            case ActiveOnDr(var standing, var _) -> unavailable(standing, lost, now);
            case Unavailable _ -> ignored("known to be unavailable");
            case Recovering _ -> ignored("being recovered already");
            case null -> ignored("there is no such environment");
            case Accepted _, Provisioning _, Provisioned _ -> ignored("not yet in service");
            case ProvisioningFailed _, Rejected _ -> ignored("never came into service");
            case Decommissioning _, Decommissioned _ -> ignored("it ends");
        };
    }

    private static Outcome<Environment> unavailable(Standing standing, Place lost, Instant now) {
        if (!standing.active().place().equals(lost)) {
            return ignored("not served from " + lost);
        }
        var unavailable = new Unavailable(standing, now);
        return applied(unavailable, EnvironmentNow.snapshot(unavailable));
    }

    /** The region that serves it is healthy again. One that is being recovered stays so. */
    static Outcome<Environment> regionRecovered(@Nullable Environment current, Place recovered, Instant now) {
        if (!(current instanceof Unavailable(var standing, var _))
                || !standing.active().place().equals(recovered)) {
            return ignored("not waiting for this region");
        }
        Environment back = switch (standing.active().role()) {
            case DR -> new ActiveOnDr(standing, now);
            case PRIMARY, DRILL, UNKNOWN -> new Active(standing, now);
        };
        return applied(back, EnvironmentNow.snapshot(back));
    }

    /** @param objection why the approval's proof does not hold; empty if it does */
    public static Outcome<Environment> on(
            @Nullable Environment current, DrApproved approved, Optional<String> objection) {
        return switch (current) {
            // the region's loss may be read later than the approval that it led to
            case Active(var standing, var _) -> approve(standing, approved, objection);
            case Unavailable(var standing, var _) -> approve(standing, approved, objection);
            case ActiveOnDr(var standing, var _) ->
                approved.getSiteEpoch() <= standing.lastEpoch()
                        ? ignored("this recovery is over")
                        : deferred("served from its recovery region, which is not known to be lost");
            case Recovering(var standing, var approval, var _, var _, var _) ->
                approval.equals(Approval.of(approved)) || approved.getSiteEpoch() < standing.lastEpoch()
                        ? ignored("approved before")
                        : impossible("case " + approval.drCaseId() + " is being recovered");
            case Accepted _, Provisioning _, Provisioned _ -> deferred("not yet in service");
            case null -> impossible("no environment of this id is known");
            case ProvisioningFailed _, Rejected _ -> impossible("it never came into service");
            case Decommissioning _, Decommissioned _ ->
                ignored("it ends: dr-service cancels the case when it hears so");
        };
    }

    private static Outcome<Environment> approve(Standing standing, DrApproved approved, Optional<String> objection) {
        if (approved.getSiteEpoch() <= standing.lastEpoch()) {
            return ignored("this approval is older than epoch " + standing.lastEpoch());
        }
        if (objection.isPresent()) {
            return impossible("the approval's proof does not hold: " + objection.get());
        }
        Approval approval = Approval.of(approved);
        if (!approval.target().equals(standing.agreement().disasterRecovery())
                || approval.target().equals(standing.active().place())) {
            return impossible(approval.target() + " is not the recovery region of this environment");
        }
        var recovering = new Recovering(
                standing.approved(approval.epoch()),
                approval,
                Progress.APPROVED,
                null,
                approved.getMeta().getOccurredAt());
        return applied(recovering, EnvironmentNow.snapshot(recovering));
    }

    public static Outcome<Environment> on(@Nullable Environment current, DrInfrastructureRequested request) {
        if (request.getSite() != SiteRole.DR) {
            return impossible("no approval allows a site of role " + request.getSite());
        }
        return switch (current) {
            case Recovering recovering -> build(recovering, request);
            case Active(var standing, var _) -> early(standing, request);
            case Unavailable(var standing, var _) -> early(standing, request);
            case ActiveOnDr(var standing, var _) -> early(standing, request);
            case Accepted _, Provisioning _, Provisioned _ -> deferred("not yet in service");
            case null -> impossible("no environment of this id is known");
            case ProvisioningFailed _, Rejected _ -> impossible("it never came into service");
            case Decommissioning _, Decommissioned _ ->
                ignored("it ends: dr-service cancels the case when it hears so");
        };
    }

    private static Outcome<Environment> early(Standing standing, DrInfrastructureRequested request) {
        return request.getSiteEpoch() > standing.lastEpoch()
                ? deferred("its approval has not been seen")
                : ignored("this recovery is over");
    }

    private static Outcome<Environment> build(Recovering recovering, DrInfrastructureRequested request) {
        Approval approval = recovering.approval();
        if (request.getSiteEpoch() != approval.epoch()) {
            return early(recovering.standing(), request);
        }
        if (!request.getDrCaseId().equals(approval.drCaseId())
                || !Place.of(request.getRegion()).equals(approval.target())) {
            return impossible("approved was case " + approval.drCaseId() + " in " + approval.target());
        }
        var asked = recovering.asked();
        return switch (recovering.progress()) {
            case APPROVED -> applied(building(recovering, request));
            // what could not be built is tried again when it is asked for again, not when that is heard again
            case FAILED ->
                asked == null || request.getMeta().getAggregateVersion() > asked.version()
                        ? applied(building(recovering, request))
                        : ignored("the request that failed");
            case BUILDING, BUILT -> ignored("asked before");
        };
    }

    private static Recovering building(Recovering recovering, DrInfrastructureRequested request) {
        var before = recovering.asked();
        var asked = new Asked(request.getMeta().getAggregateVersion(), before == null ? null : before.failedAt());
        return new Recovering(
                recovering.standing(), recovering.approval(), Progress.BUILDING, asked, recovering.since());
    }

    /** Tells a failure of the recovery site, once: the one that led to a repeated request is known. */
    static Outcome<Environment> cannotBuild(Recovering recovering, String code, String message, Instant at) {
        var asked = recovering.asked();
        if (asked != null && at.equals(asked.failedAt())) {
            return ignored("told before, and asked for again since");
        }
        var failed = new Recovering(
                recovering.standing(),
                recovering.approval(),
                Progress.FAILED,
                new Asked(asked == null ? 0 : asked.version(), at),
                recovering.since());
        return applied(failed, EnvironmentFacts.siteFailed(recovering, code, message));
    }

    public static Outcome<Environment> on(@Nullable Environment current, DrRecovered event) {
        return switch (current) {
            case Recovering recovering -> recovered(recovering, event);
            case ActiveOnDr _ -> ignored("known to be recovered");
            case Active(var standing, var _) -> late(standing, event);
            case Unavailable(var standing, var _) -> late(standing, event);
            case null -> impossible("no environment of this id is known");
            case Accepted _, Provisioning _, Provisioned _ -> impossible("it was never in service");
            case ProvisioningFailed _, Rejected _ -> impossible("it was never in service");
            case Decommissioning _, Decommissioned _ -> ignored("it ends");
        };
    }

    private static Outcome<Environment> recovered(Recovering recovering, DrRecovered event) {
        Approval approval = recovering.approval();
        if (event.getSiteEpoch() < approval.epoch()) {
            return ignored("an older recovery");
        }
        if (!event.getDrCaseId().equals(approval.drCaseId()) || recovering.progress() != Progress.BUILT) {
            return impossible("no complete site of that case is known");
        }
        var site = new ActiveSite(SiteRole.DR, approval.epoch(), approval.target());
        var active = new ActiveOnDr(recovering.standing().servedFrom(site), event.getRecoveredAt());
        return applied(
                active,
                EnvironmentFacts.siteChanged(active.standing(), event.getDrCaseId()),
                EnvironmentNow.snapshot(active));
    }

    private static Outcome<Environment> late(Standing standing, DrRecovered event) {
        return event.getSiteEpoch() <= standing.lastEpoch()
                ? ignored("this recovery is over")
                : impossible("recovered without an approval");
    }

    /** Given up; another approval of a newer epoch may follow. */
    public static Outcome<Environment> on(@Nullable Environment current, DrFailed event) {
        return switch (current) {
            case Recovering(var standing, var approval, var _, var _, var _) -> {
                if (!approval.drCaseId().equals(event.getDrCaseId()) || approval.epoch() != event.getSiteEpoch()) {
                    yield ignored("another recovery");
                }
                var unavailable = new Unavailable(standing, event.getMeta().getOccurredAt());
                yield applied(unavailable, EnvironmentNow.snapshot(unavailable));
            }
            case null -> ignored("there is no such environment");
            case Accepted _, Provisioning _, Provisioned _, Active _ -> ignored("nothing was begun");
            case Unavailable _, ActiveOnDr _, ProvisioningFailed _, Rejected _ -> ignored("nothing was begun");
            case Decommissioning _, Decommissioned _ -> ignored("nothing was begun");
        };
    }

    /** The outage counts as going on; a sweep sees whether the region is healthy by now. */
    public static Outcome<Environment> on(@Nullable Environment current, DrCancelled event) {
        return switch (current) {
            case Recovering(var standing, var approval, var _, var _, var _) -> {
                if (!approval.drCaseId().equals(event.getDrCaseId())) {
                    yield ignored("another case");
                }
                var unavailable = new Unavailable(standing, event.getMeta().getOccurredAt());
                yield applied(unavailable, EnvironmentNow.snapshot(unavailable));
            }
            case null -> ignored("there is no such environment");
            case Accepted _, Provisioning _, Provisioned _, Active _ -> ignored("nothing was begun");
            case Unavailable _, ActiveOnDr _, ProvisioningFailed _, Rejected _ -> ignored("nothing was begun");
            case Decommissioning _, Decommissioned _ -> ignored("nothing was begun");
        };
    }
}
