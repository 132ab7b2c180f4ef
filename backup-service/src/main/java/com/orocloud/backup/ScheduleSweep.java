package com.orocloud.backup;

import com.orocloud.backup.ProtectedEnvironment.Catalogued;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.RunEnded;
import com.orocloud.backup.ProtectedEnvironment.Tick;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps every environment's schedule: opens the runs that are due, begins them, and closes those that came to an end. */
@Component
final class ScheduleSweep implements Sweep {

    private final Environments environments;
    private final Backups backups;
    private final Clock clock;

    ScheduleSweep(Environments environments, Backups backups, Clock clock) {
        this.environments = environments;
        this.backups = backups;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "schedule";
    }

    @Override
    public void run() {
        for (var stored : environments.kept()) {
            if (stored.state() instanceof Kept kept) {
                endRun(stored, kept);
                catalogue(stored);
                passTime(stored, kept);
                beginRun(stored);
            }
        }
    }

    private void endRun(Stored<ProtectedEnvironment> stored, Kept kept) {
        var open = kept.schedule().open();
        var leftASet = open == null ? null : leftASet(backups.find(open.backupId()));
        if (open != null && leftASet != null) {
            var end = new RunEnded(open.backupId(), leftASet, clock.instant());
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
            case Backup.Failed _, Backup.Removed _ -> false;
        };
    }

    private void catalogue(Stored<ProtectedEnvironment> stored) {
        var now = new Catalogued(backups.newestProved(stored.id()), backups.newestOffRegion(stored.id()));
        environments.change(stored, current -> ProtectedEnvironment.on(current, now));
    }

    private void passTime(Stored<ProtectedEnvironment> stored, Kept kept) {
        var regionDown = environments.isDown(kept.site().region());
        var tick = new Tick(clock.instant(), regionDown ? "the region is down" : null);
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
}
