package com.orocloud.provisioning.environment;

import static com.orocloud.provisioning.environment.TestingEvents.request;

import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.Matrix;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.environment.Environment.Accepted;
import com.orocloud.provisioning.environment.Environment.Active;
import com.orocloud.provisioning.environment.Environment.ActiveOnDr;
import com.orocloud.provisioning.environment.Environment.Asked;
import com.orocloud.provisioning.environment.Environment.Progress;
import com.orocloud.provisioning.environment.Environment.Provisioned;
import com.orocloud.provisioning.environment.Environment.Provisioning;
import com.orocloud.provisioning.environment.Environment.ProvisioningFailed;
import com.orocloud.provisioning.environment.Environment.Recovering;
import com.orocloud.provisioning.environment.Environment.Rejected;
import com.orocloud.provisioning.environment.Environment.Unavailable;
import com.orocloud.provisioning.environment.Standing.ActiveSite;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SiteAddresses;
import com.orocloud.provisioning.site.TestingSites;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One environment in each of its states, as in the life of acme-prod. */
public final class TestingEnvironments {

    static final String ID = "acme-prod";
    static final UUID CASE = new UUID(7, 1);
    static final UUID OUTAGE = new UUID(7, 2);
    static final UUID BACKUP = new UUID(7, 3);
    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    static final EnvironmentRequested REQUEST = request(ID).build();
    static final Agreement AGREEMENT = Agreement.of(REQUEST);
    static final Reserved ADDRESSES =
            new Reserved(new SiteAddresses("192.0.2.1", "192.0.2.2"), new SiteAddresses("192.0.2.3", "192.0.2.4"));
    static final Standing STANDING = Standing.first(AGREEMENT, ADDRESSES);
    static final Place PRIMARY = Place.of(TestingEvents.PRIMARY);
    static final Place RECOVERY = Place.of(TestingEvents.RECOVERY);
    static final Approval APPROVAL =
            Approval.of(TestingEvents.approved(ID, CASE, 2).build());

    static final Accepted ACCEPTED = new Accepted(AGREEMENT, NOW);
    static final Provisioning PROVISIONING = new Provisioning(AGREEMENT, ADDRESSES, NOW);
    static final Provisioned PROVISIONED = new Provisioned(STANDING, Gates.CLOSED, null, NOW);
    static final Provisioned UNNAMED = new Provisioned(
            STANDING, Gates.CLOSED, new Unnamed(1, "OLD_VALUE_DIFFERS", "another record stands there", NOW), NOW);
    static final Active ACTIVE = new Active(STANDING, NOW);
    static final Unavailable UNAVAILABLE = new Unavailable(STANDING, NOW);
    static final ActiveOnDr ACTIVE_ON_DR =
            new ActiveOnDr(STANDING.approved(2).servedFrom(new ActiveSite(SiteRole.DR, 2, RECOVERY)), NOW);
    static final ProvisioningFailed FAILED = new ProvisioningFailed(AGREEMENT, "NO_CAPACITY", "none left", NOW);
    static final Rejected REJECTED =
            new Rejected(ID, AGREEMENT.requestEventId(), PRIMARY, List.of("COMMIT_INVALID"), NOW);

    private TestingEnvironments() {}

    /** Any environment in service. */
    public static Environment active(String id) {
        return new Active(Standing.first(Agreement.of(request(id).build()), ADDRESSES), NOW);
    }

    static Environment.Decommissioning decommissioning() {
        return (Environment.Decommissioning) ((Outcome.Applied<Environment>)
                        EndOfLife.begin(ACTIVE, new EndOfLife.Wish(new UUID(7, 6), "the contract ended", true), NOW))
                .state();
    }

    private static Environment.Decommissioning unnamed() {
        var asked = (Environment.Decommissioning)
                ((Outcome.Applied<Environment>) EndOfLife.askForNames(decommissioning(), 60, NOW)).state();
        return asked.with(asked.end().with(new EndOfLife.LastNames(1, NOW, NOW, null)));
    }

    private static Environment.Decommissioning backedUp() {
        var ending = unnamed();
        return ending.with(ending.end()
                .with(new EndOfLife.LastBackup(true, 1, NOW, ending.end().backupId(1))));
    }

    private static Environment.Decommissioning dismantled() {
        return (Environment.Decommissioning)
                ((Outcome.Applied<Environment>) EndOfLife.dismantle(backedUp(), NOW)).state();
    }

    /** The change that takes its names away. */
    public static UUID lastChange(Environment ending) {
        EndOfLife end = ((Environment.Decommissioning) ending).end();
        return end.changeId(end.names().asked());
    }

    public static int lastChangesAsked(Environment ending) {
        return ((Environment.Decommissioning) ending).end().names().asked();
    }

    /** The backup that is waited for. */
    public static UUID lastBackup(Environment ending) {
        EndOfLife end = ((Environment.Decommissioning) ending).end();
        return end.backupId(end.backup().asked());
    }

    public static int lastBackupsAsked(Environment ending) {
        return ((Environment.Decommissioning) ending).end().backup().asked();
    }

    static Recovering recovering(Progress progress) {
        return new Recovering(
                STANDING.approved(2),
                APPROVAL,
                progress,
                progress == Progress.APPROVED ? null : new Asked(1, progress == Progress.FAILED ? NOW : null),
                NOW);
    }

    static Site.Complete site(long epoch) {
        return TestingSites.complete(TestingSites.plan(ID, epoch));
    }

    /** What an environment makes of what it hears and of what sweeps find. */
    public static Matrix<Environment> matrix() {
        EnvironmentRequested another = request(ID).build();
        return new Matrix<Environment>()
                .state(ACCEPTED)
                .state(PROVISIONING)
                .state(PROVISIONED)
                .state("Provisioned, unnamed", UNNAMED)
                .state(ACTIVE)
                .state(UNAVAILABLE)
                .state("Recovering, approved", recovering(Progress.APPROVED))
                .state("Recovering, building", recovering(Progress.BUILDING))
                .state("Recovering, failed", recovering(Progress.FAILED))
                .state("Recovering, built", recovering(Progress.BUILT))
                .state(ACTIVE_ON_DR)
                .state(FAILED)
                .state(REJECTED)
                .state(decommissioning())
                .state("Decommissioning, unnamed", unnamed())
                .state("Decommissioning, backed up", backedUp())
                .state("Decommissioning, dismantled", dismantled())
                .state(new Environment.Decommissioned(dismantled().end(), NOW))
                .event("EnvironmentRequested, valid", e -> Environment.on(e, another, List.of()))
                .event(
                        "EnvironmentRequested, invalid",
                        e -> Environment.on(e, another, List.of(RequestRules.reason("COMMIT_INVALID", "say which"))))
                .event("EnvironmentRequested, the same again", e -> Environment.on(e, REQUEST, List.of()))
                .event("*its end is agreed*", e -> EndOfLife.begin(e, new EndOfLife.Wish(CASE, "over", true), NOW))
                .event(
                        "*its end is agreed, without a backup*",
                        e -> EndOfLife.begin(e, new EndOfLife.Wish(CASE, "over", false), NOW))
                .event("*its names are to go*", e -> EndOfLife.askForNames(e, 60, NOW))
                .event("DnsUpdated, its names are gone", TestingEnvironments::namesGone)
                .event("*a last backup is due*", e -> EndOfLife.askForBackup(e, 60, NOW.plusSeconds(60)))
                .event("BackupVerified, the last one", TestingEnvironments::lastBackupProved)
                .event("*its machines are to go*", e -> EndOfLife.dismantle(e, NOW))
                .event("*nothing of it is left*", e -> EndOfLife.gone(e, NOW))
                .event("*addresses reserved*", e -> Environment.addressesReserved(e, ADDRESSES, null, NOW))
                .event("*first site complete*", e -> Environment.siteComplete(e, site(1), 60, NOW))
                .event("*recovery site complete*", e -> Environment.siteComplete(e, site(2), 60, NOW))
                .event("*cannot be built*", e -> Environment.cannotBuild(e, "NO_CAPACITY", "none left", NOW))
                .event("BackupVerified", e -> Environment.on(e, TestingEvents.verified(ID, BACKUP)))
                .event("BackupReplicated", e -> Environment.on(e, TestingEvents.replicated(ID, BACKUP)))
                .event("DnsUpdated", e -> Environment.on(e, TestingEvents.named(ID)))
                .event("DnsUpdateFailed", e -> Environment.on(e, TestingEvents.unnamed(ID, 1)))
                .event("*names are due again*", e -> Unnamed.askAgain(e, 60, NOW))
                .event("*its region is lost*", e -> DisasterRecovery.regionLost(e, PRIMARY, NOW))
                .event("*its region is healthy*", e -> DisasterRecovery.regionRecovered(e, PRIMARY, NOW))
                .event(
                        "DrApproved, proof holds",
                        e -> DisasterRecovery.on(
                                e, TestingEvents.approved(ID, new UUID(7, 9), 3).build(), Optional.empty()))
                .event(
                        "DrApproved, forged",
                        e -> DisasterRecovery.on(
                                e,
                                TestingEvents.approved(ID, new UUID(7, 9), 3).build(),
                                Optional.of("signed by nobody")))
                .event("DrInfrastructureRequested", e -> DisasterRecovery.on(e, TestingEvents.build(ID, CASE, 2)))
                .event(
                        "DrInfrastructureRequested, again",
                        e -> DisasterRecovery.on(e, TestingEvents.again(TestingEvents.build(ID, CASE, 2))))
                .event("DrRecovered", e -> DisasterRecovery.on(e, TestingEvents.recovered(ID, CASE, 2)))
                .event("DrFailed", e -> DisasterRecovery.on(e, TestingEvents.failed(ID, CASE, 2)))
                .event("DrCancelled", e -> DisasterRecovery.on(e, TestingEvents.cancelled(ID, CASE)));
    }

    private static Outcome<Environment> namesGone(@Nullable Environment state) {
        return Environment.on(state, TestingEvents.named(ID, lastChange(unnamed())));
    }

    private static Outcome<Environment> lastBackupProved(@Nullable Environment state) {
        return Environment.on(state, TestingEvents.verified(ID, lastBackup(backedUp())));
    }

    /** What a region makes of what is said about it. */
    public static Matrix<RegionHealth> regionMatrix() {
        var earlier = new UUID(7, 4);
        var later = new UUID(7, 5);
        return new Matrix<RegionHealth>()
                .state(new RegionHealth.Lost(PRIMARY, OUTAGE, NOW))
                .state(new RegionHealth.Healthy(PRIMARY, OUTAGE, NOW))
                .event(
                        "RegionDown",
                        r -> RegionHealth.on(r, TestingEvents.down(TestingEvents.PRIMARY, later, NOW.plusSeconds(60))))
                .event(
                        "RegionDown, the same again",
                        r -> RegionHealth.on(r, TestingEvents.down(TestingEvents.PRIMARY, OUTAGE, NOW)))
                .event(
                        "RegionDown, of an earlier outage",
                        r -> RegionHealth.on(
                                r, TestingEvents.down(TestingEvents.PRIMARY, earlier, NOW.minusSeconds(60))))
                .event("RegionRecovered", r -> RegionHealth.on(r, TestingEvents.up(TestingEvents.PRIMARY, OUTAGE)));
    }
}
