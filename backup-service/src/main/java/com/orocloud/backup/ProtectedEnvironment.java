package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.ObjectiveScope;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One environment, seen as something to be backed up.
 *
 * <pre>
 *   Announced --EnvironmentProvisioned--> Protected --DrApproved--> Recovering --EnvironmentSiteChanged--> Protected
 *                                             ^   |                     |
 *                                             +---|---DrCancelled-------+
 *                                                 +--EnvironmentDecommissionStarted--> Ending
 *                                                              Ending --EnvironmentDecommissioned--> Ended
 * </pre>
 *
 * <p>From the approval of a recovery on, the old site's epoch is void and nothing is read from it any more, because what
 * it still writes belongs to nobody. Backups begin again on the site that visitors are moved to.
 */
sealed interface ProtectedEnvironment {

    /** A first backup that failed is tried again after this, because an environment without any is not in service. */
    Duration RETRY_INITIAL_AFTER = Duration.ofMinutes(1);

    Plan plan();

    /** Accepted; nothing runs yet. */
    record Announced(Plan plan) implements ProtectedEnvironment {}

    /** There is data: a schedule is kept, and what can be restored is known. */
    sealed interface Kept extends ProtectedEnvironment {

        /** The site that is, or was, in service. */
        Site site();

        Schedule schedule();

        Posture posture();

        Kept with(Schedule schedule, Posture posture);
    }

    /** In hourly backup. */
    record Protected(Plan plan, Site site, Schedule schedule, Posture posture) implements Kept {

        @Override
        public Kept with(Schedule next, Posture now) {
            return new Protected(plan, site, next, now);
        }
    }

    /**
     * Being rebuilt elsewhere.
     *
     * @param site the lost one, whose epoch is void
     * @param epoch of the site to come
     * @param rebuilt the site to come, once it is complete
     */
    record Recovering(
            Plan plan,
            Site site,
            UUID drCaseId,
            long epoch,
            @Nullable Site rebuilt,
            Schedule schedule,
            Posture posture) implements Kept {

        @Override
        public Kept with(Schedule next, Posture now) {
            return new Recovering(plan, site, drCaseId, epoch, rebuilt, next, now);
        }
    }

    /** Backed up when asked for only: its last backup is still to come. See {@link EndOfProtection}. */
    record Ending(Plan plan, Site site, Schedule schedule, Posture posture) implements Kept {

        @Override
        public Kept with(Schedule next, Posture now) {
            return new Ending(plan, site, next, now);
        }
    }

    /**
     * There is nothing left to be backed up; what was is kept for a while.
     *
     * @param lastBackup the one that is kept until then; null if there is none
     * @param keptUntil from then on nothing is kept any more
     */
    record Ended(
            Plan plan,
            Site site,
            Schedule schedule,
            Posture posture,
            @Nullable UUID lastBackup,
            Instant keptUntil) implements Kept {

        @Override
        public Kept with(Schedule next, Posture now) {
            return new Ended(plan, site, next, now, lastBackup, keptUntil);
        }
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentAccepted event) {
        return switch (current) {
            case null -> applied(new Announced(Plan.of(event)));
            case Announced _, Protected _, Recovering _, Ending _, Ended _ -> ignored("already known");
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentProvisioned event) {
        if (event.getSite() == SiteRole.DRILL) {
            return ignored("a drill site is not backed up");
        }
        var site = Site.of(event);
        return switch (current) {
            case null -> impossible("provisioned before it was accepted");
            case Announced(var plan) -> {
                if (site.role() != SiteRole.PRIMARY) {
                    yield impossible("a recovery site before there was a primary one");
                }
                var now = event.getMeta().getOccurredAt();
                yield applied(follow(plan, site, Schedule.startingAfter(now), Posture.NONE, now));
            }
            case Protected at
            when site.epoch() <= at.site().epoch() -> ignored("site of epoch %d is known".formatted(site.epoch()));
            case Protected _ -> deferred("a site of a newer epoch, and its approval has not been heard yet");
            case Recovering at when site.epoch() < at.epoch() -> ignored("a site of a void epoch");
            case Recovering at
            when site.epoch() > at.epoch() ->
                deferred("a site of a newer epoch, and its approval has not been heard yet");
            case Recovering at when at.rebuilt() != null -> ignored("the rebuilt site is known");
            case Recovering at ->
                applied(new Recovering(
                        at.plan(), at.site(), at.drCaseId(), at.epoch(), site, at.schedule(), at.posture()));
            case Ending _, Ended _ -> ignored("it ends");
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, DrApproved event) {
        return switch (current) {
            case null -> deferred("not accepted yet");
            case Announced _ -> deferred("not provisioned yet");
            case Protected at
            when event.getSiteEpoch() <= at.site().epoch() -> ignored("the approved site is already served");
            case Recovering at when event.getSiteEpoch() <= at.epoch() -> ignored("already approved");
            case Ending _, Ended _ -> ignored("it ends");
            case Kept at ->
                applied(new Recovering(
                        at.plan(),
                        at.site(),
                        event.getDrCaseId(),
                        event.getSiteEpoch(),
                        null,
                        at.schedule(),
                        at.posture()));
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, DrCancelled event) {
        return switch (current) {
            case null -> ignored("not accepted yet, so nothing was approved");
            case Announced _, Protected _, Ending _, Ended _ -> ignored("no recovery of it was approved");
            case Recovering at when !at.drCaseId().equals(event.getDrCaseId()) -> ignored("another case");
            case Recovering at -> applied(new Protected(at.plan(), at.site(), at.schedule(), at.posture()));
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentSiteChanged event) {
        return served(current, event.getSiteEpoch(), event.getMeta().getOccurredAt());
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, DrRecovered event) {
        return served(current, event.getSiteEpoch(), event.getMeta().getOccurredAt());
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, BackupRequested event) {
        if (current != null && !current.plan().belongsTo(event.getMeta().getTenantId())) {
            return impossible("asked for by another tenant");
        }
        var wish = new Schedule.Wish(
                event.getBackupId(),
                BackupTrigger.MANUAL,
                event.getLabel(),
                event.getMeta().getOccurredAt());
        return switch (current) {
            case null -> deferred("not accepted yet");
            case Announced _ -> deferred("not provisioned yet");
            case Ended ended -> applied(ended, EndOfProtection.notTaken(event));
            case Kept kept when kept.schedule().knows(wish.backupId()) -> ignored("already asked for");
            case Kept kept when kept.schedule().full() -> applied(kept, Backup.notTaken(event));
            case Kept kept -> applied(kept.with(kept.schedule().wishing(wish), kept.posture()));
        };
    }

    /** This service itself needs a backup before it goes on. */
    record Wished(Schedule.Wish wish) {}

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, Wished event) {
        var wish = event.wish();
        return switch (current) {
            case null -> impossible("a backup of an environment that is not known");
            case Announced _ -> impossible("a backup of an environment that never ran");
            case Kept kept when kept.schedule().knows(wish.backupId()) -> ignored("already wished for");
            case Kept kept -> applied(kept.with(kept.schedule().wishing(wish), kept.posture()));
        };
    }

    /** Time passed: open what is due, or record why not. */
    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, Tick tick) {
        return switch (current) {
            case null -> impossible("time passed for an environment that is not known");
            case Announced _ -> ignored("nothing runs yet");
            case Protected at -> passed(at, tick, runsAt(at));
            case Recovering at -> passed(at, tick.against("a recovery is going on"), runsAt(at));
            case Ending at -> passed(at, tick.onDemand(), runsAt(at));
            case Ended at -> passed(at, tick.onDemand().against("its environment ended"), runsAt(at));
        };
    }

    /** The open run came to its end. */
    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, RunEnded end) {
        return switch (current) {
            case null -> impossible("a run ended of an environment that is not known");
            case Announced _ -> impossible("a run ended that was never opened");
            case Kept kept when !kept.schedule().isOpen(end.backupId()) -> ignored("not the open run");
            case Kept kept ->
                showing(kept, closed(kept.schedule(), end), kept.posture().afterRun(end.stored(), end.excused()));
        };
    }

    /** What there is to restore has changed. */
    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, Catalogued now) {
        return switch (current) {
            case null -> impossible("backups of an environment that is not known");
            case Announced _ -> impossible("backups of an environment that never ran");
            case Kept kept when now.to(kept).equals(kept.posture()) -> ignored("as before");
            case Kept kept -> showing(kept, kept.schedule(), now.to(kept));
        };
    }

    /**
     * A look at the clock.
     *
     * @param obstacle why no run may begin now, or null
     * @param scheduled false if the environment is backed up on demand only
     */
    record Tick(Instant now, @Nullable String obstacle, boolean scheduled) {

        Tick(Instant now, @Nullable String obstacle) {
            this(now, obstacle, true);
        }

        private Tick against(String otherObstacle) {
            return new Tick(now, otherObstacle, scheduled);
        }

        private Tick onDemand() {
            return new Tick(now, obstacle, false);
        }
    }

    /**
     * @param stored true if it left a complete set
     * @param excused true if it failed because its region is lost or its site void
     */
    record RunEnded(UUID backupId, boolean stored, boolean excused, Instant at) {

        RunEnded(UUID backupId, boolean stored, Instant at) {
            this(backupId, stored, false, at);
        }
    }

    /**
     * A look at the catalogue.
     *
     * @param scheduled false if the environment is backed up on demand only: then nothing was agreed about age
     * @param excused true while the region is lost
     */
    record Catalogued(Posture.Inventory inventory, boolean scheduled, boolean excused, Instant at) {

        private Posture to(Kept kept) {
            var agreed =
                    kept instanceof Ending || kept instanceof Ended ? Set.<ObjectiveScope>of() : agreed(kept.plan());
            return kept.posture().showing(inventory, agreed, at, excused || kept instanceof Recovering);
        }

        private Set<ObjectiveScope> agreed(Plan plan) {
            if (!scheduled) {
                return Set.of();
            }
            return plan.disasterRecovery() == null
                    ? EnumSet.of(ObjectiveScope.IN_REGION)
                    : EnumSet.of(ObjectiveScope.IN_REGION, ObjectiveScope.DISASTER_RECOVERY);
        }
    }

    /** The site with this epoch, if it is the newest one and complete. */
    static @Nullable Site site(ProtectedEnvironment environment, long epoch) {
        return switch (environment) {
            case Announced _ -> null;
            case Protected at -> at.site().epoch() == epoch ? at.site() : null;
            case Recovering at -> at.epoch() == epoch ? at.rebuilt() : null;
            case Ending at -> at.site().epoch() == epoch ? at.site() : null;
            case Ended _ -> null;
        };
    }

    /** Everything of an older epoch is void. */
    static long newestEpoch(ProtectedEnvironment environment) {
        return switch (environment) {
            case Announced _ -> 0;
            case Protected at -> at.site().epoch();
            case Recovering at -> at.epoch();
            case Ending at -> at.site().epoch();
            case Ended _ -> Long.MAX_VALUE;
        };
    }

    private static Outcome<ProtectedEnvironment> served(
            @Nullable ProtectedEnvironment current, long epoch, Instant now) {
        return switch (current) {
            case null -> deferred("not accepted yet");
            case Announced _ -> deferred("not provisioned yet");
            case Protected at when epoch <= at.site().epoch() -> ignored("already follows that site");
            case Protected _ -> deferred("its approval has not been heard yet");
            case Recovering at when epoch < at.epoch() -> ignored("a void epoch");
            case Recovering at -> {
                var rebuilt = site(at, epoch);
                yield rebuilt == null
                        ? deferred("that site has not been heard of yet")
                        : applied(follow(at.plan(), rebuilt, at.schedule(), at.posture(), now));
            }
            case Ending _, Ended _ -> ignored("it ends");
        };
    }

    /** Backs up this site from now on, first of all at once: it may differ from everything that is stored. */
    private static Protected follow(Plan plan, Site site, Schedule schedule, Posture posture, Instant now) {
        var first = EffectId.of("backup", plan.environmentId(), "initial", site.epoch());
        return new Protected(
                plan, site, schedule.wishing(new Schedule.Wish(first, BackupTrigger.INITIAL, null, now)), posture);
    }

    private static Outcome<ProtectedEnvironment> showing(Kept kept, Schedule schedule, Posture posture) {
        return applied(
                kept.with(schedule, posture), PostureNow.changed(kept.plan().environmentId(), kept.posture(), posture));
    }

    private static Outcome<ProtectedEnvironment> passed(Kept kept, Tick tick, Schedule.Runs runs) {
        var schedule = kept.schedule();
        var next = tick.scheduled()
                ? schedule.pass(tick.now(), tick.obstacle(), kept.plan().environmentId(), runs)
                : schedule.passOnDemand(tick.now(), tick.obstacle(), runs);
        return next.equals(schedule) ? ignored("nothing is due") : applied(kept.with(next, kept.posture()));
    }

    private static Schedule closed(Schedule schedule, RunEnded end) {
        var open = schedule.open();
        var closed = schedule.closed();
        if (end.stored() || open == null || open.trigger() != BackupTrigger.INITIAL) {
            return closed;
        }
        var again = EffectId.of("backup", open.backupId(), "again");
        return closed.wishing(
                new Schedule.Wish(again, BackupTrigger.INITIAL, null, end.at().plus(RETRY_INITIAL_AFTER)));
    }

    private static Schedule.Runs runsAt(Kept at) {
        return (backupId, trigger, slot, label, openedAt) -> new Run(
                backupId,
                at.plan().environmentId(),
                at.plan().tenantId(),
                trigger,
                slot,
                label,
                at.plan().commitHash(),
                at.site().epoch(),
                at.site().region(),
                at.plan().otherThan(at.site().region()),
                openedAt);
    }
}
