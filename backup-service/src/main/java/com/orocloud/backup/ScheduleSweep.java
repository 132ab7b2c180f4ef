package com.orocloud.backup;

import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.ProtectedEnvironment.Catalogued;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.RunEnded;
import com.orocloud.backup.ProtectedEnvironment.Tick;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps every environment's schedule: opens the runs that are due, begins them, and closes those that came to an end.
 *
 * <p>An environment is looked at when its hour begins, and when something happened to it; several instances of the
 * service share the work, each environment being leased by one of them for the moment of a look. Whatever an instance
 * that was killed has left undone is due as soon as its lease is over.
 */
@Component
final class ScheduleSweep implements Sweep {

    /** How long a change of a backup may take from its time stamp to its commit, clocks that disagree included. */
    private static final Duration COMMIT_MAX = Duration.ofSeconds(5);

    private final Environments environments;
    private final Backups backups;
    private final RetentionPolicies policies;
    private final Workshop workshop;
    private final LeasedWork work;
    private Instant lookedUntil = Instant.EPOCH;

    ScheduleSweep(Environments environments, Backups backups, RetentionPolicies policies, Workshop workshop) {
        this.environments = environments;
        this.backups = backups;
        this.policies = policies;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "schedule";
    }

    @Override
    public void run() throws InterruptedException {
        var now = workshop.now();
        environments.wake(lookedUntil, now);
        lookedUntil = now.minus(COMMIT_MAX);
        work.each(environments.table(), Kept.class, this::look);
    }

    private Instant look(Stored<ProtectedEnvironment> stored, Lease lease) {
        CrashPoint.hit("backup.schedule.after-claim");
        if (stored.state() instanceof Kept kept) {
            endRun(stored, kept);
            passTime(stored, kept);
            beginRun(stored);
            catalogue(stored, kept);
        }
        // a change gave up the lease, and with it the say when to look again
        var seen = environments.stored(stored.id()).orElse(stored);
        var due = seen.state() instanceof Kept kept ? dueAgain(kept) : workshop.in(Schedule.INTERVAL);
        environments.rest(seen, due);
        return due;
    }

    private void endRun(Stored<ProtectedEnvironment> stored, Kept kept) {
        var open = kept.schedule().open();
        var leftASet = open == null ? null : leftASet(backups.find(open.backupId()));
        if (open != null && leftASet != null) {
            var end = new RunEnded(open.backupId(), leftASet, environments.excuses(open), workshop.now());
            environments.change(stored, current -> ProtectedEnvironment.on(current, end));
            CrashPoint.hit("backup.schedule.after-end");
        }
    }

    /** Null if the run goes on. */
    private static @Nullable Boolean leftASet(@Nullable Backup backup) {
        return switch (backup) {
            case null -> null;
            case Backup.Running _ -> null;
            case Backup.Completed _, Backup.Verified _, Backup.Replicated _, Backup.Quarantined _ -> true;
            case Backup.Expiring _, Backup.Expired _ -> true;
            case Backup.Failed _, Backup.Removed _ -> false;
        };
    }

    private void passTime(Stored<ProtectedEnvironment> stored, Kept kept) {
        var scheduled = policies.of(kept.plan()).scheduled();
        var tick = new Tick(workshop.now(), environments.obstacle(stored.id(), kept.site()), scheduled);
        environments.change(stored, current -> ProtectedEnvironment.on(current, tick));
    }

    private void beginRun(Stored<ProtectedEnvironment> stored) {
        if (environments.find(stored.id()) instanceof Kept kept
                && kept.schedule().open() != null) {
            CrashPoint.hit("backup.schedule.after-open");
            var opened = new Backup.Opened(kept.schedule().open());
            backups.change(opened.run().backupId(), Cause.of(stored), current -> Backup.on(current, opened));
        }
    }

    private Instant dueAgain(Kept kept) {
        var due = kept.schedule().dueAgain(workshop.now());
        var broken = kept.posture().dueAgain();
        // an objective that is excused today is looked at with the next slot
        return broken == null || broken.isAfter(due) || !broken.isAfter(workshop.now()) ? due : broken;
    }

    private void catalogue(Stored<ProtectedEnvironment> stored, Kept kept) {
        var now = new Catalogued(
                backups.inventory(stored.id()),
                policies.of(kept.plan()).scheduled(),
                environments.isDown(kept.site().region()),
                workshop.now());
        environments.change(stored, current -> ProtectedEnvironment.on(current, now));
    }
}
