package com.orocloud.backup;

import com.orocloud.backup.Backup.Failed;
import com.orocloud.backup.Backup.GaveUp;
import com.orocloud.backup.Backup.Purged;
import com.orocloud.backup.Backup.Running;
import com.orocloud.backup.Backup.Taken;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes the backups that were begun, and removes what failed ones have left. */
@Component
final class TakingSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(TakingSweep.class);

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);
    private static final Duration PURGE_AGAIN_AFTER = Duration.ofMinutes(1);

    private final Environments environments;
    private final Backups backups;
    private final BackupTaking taking;
    private final Workshop workshop;
    private final LeasedWork work;

    TakingSweep(Environments environments, Backups backups, BackupTaking taking, Workshop workshop) {
        this.environments = environments;
        this.backups = backups;
        this.taking = taking;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "taking";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(backups.table(), Running.class, this::take);
        work.each(backups.table(), Failed.class, this::purge);
    }

    private Instant take(Stored<Backup> stored, Lease lease) throws InterruptedException, GeneralSecurityException {
        var run = stored.state().run();
        var environment = environments.find(run.environmentId());
        var site = environment == null ? null : ProtectedEnvironment.site(environment, run.siteEpoch());
        if (site == null) {
            return giveUp(stored, "SITE_VOID", "the site it was to read is not in force any more");
        }
        if (environments.isDown(run.storeIn())) {
            return giveUp(stored, "REGION_DOWN", run.storeIn().id() + " is down");
        }
        var began = workshop.now();
        try {
            var point = taking.take(run, site, () -> hold(run, lease));
            var taken = new Taken(point, workshop.now());
            CrashPoint.hit("backup.take.before-record");
            backups.change(stored, current -> Backup.on(current, taken));
            workshop.took("taking", began);
        } catch (IOException | SQLException e) {
            return troubled(stored, e);
        } catch (Refusal e) {
            return giveUp(stored, e.reason().name(), String.valueOf(e.getMessage()));
        }
        return workshop.now();
    }

    /** A recovery that was approved meanwhile voids the site; nothing that it still says may become a backup. */
    private void hold(Run run, Lease lease) throws IOException {
        lease.hold();
        var environment = environments.find(run.environmentId());
        if (environment == null || ProtectedEnvironment.newestEpoch(environment) != run.siteEpoch()) {
            throw new IOException("the site of epoch " + run.siteEpoch() + " is void by now");
        }
    }

    private Instant troubled(Stored<Backup> stored, Exception trouble) {
        var run = stored.state().run();
        if (run.openedAt().plus(workshop.settings().giveUpAfter()).isBefore(workshop.now())) {
            log.error("gave up backup {} of {}", run.backupId(), run.environmentId(), trouble);
            return giveUp(stored, "UNREACHABLE", String.valueOf(trouble.getMessage()));
        }
        log.warn("taking backup {} of {}; trying again", run.backupId(), run.environmentId(), trouble);
        return workshop.in(TRY_AGAIN_AFTER);
    }

    private Instant giveUp(Stored<Backup> stored, String code, String why) {
        var run = stored.state().run();
        var failures = environments.find(run.environmentId()) instanceof Kept kept
                ? kept.posture().consecutiveFailures()
                : 0;
        var counted = environments.excuses(run) ? failures : failures + 1;
        var gaveUp = new GaveUp("taking the backup", code, why, counted, workshop.now());
        backups.change(stored, current -> Backup.on(current, gaveUp));
        return workshop.now();
    }

    private Instant purge(Stored<Backup> stored, Lease lease) {
        var run = stored.state().run();
        try {
            taking.purge(run);
            CrashPoint.hit("backup.purge.before-record");
            backups.change(stored, current -> Backup.on(current, new Purged()));
        } catch (IOException e) {
            log.warn("cannot remove what backup {} of {} left", run.backupId(), run.environmentId(), e);
        }
        return workshop.in(PURGE_AGAIN_AFTER);
    }
}
