package com.orocloud.backup;

import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.Wished;
import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.Restore.Saved;
import com.orocloud.backup.Restore.Saving;
import com.orocloud.backup.RestoreWay.Closed;
import com.orocloud.backup.RestoreWay.NotYet;
import com.orocloud.backup.RestoreWay.Open;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * What comes before a site in service is changed: the backup is checked as a whole, the site closed to its visitors, and
 * what is in it backed up. If that fails, nothing has been changed, and the visitors are let in again.
 */
@Component
final class SavingSweep implements Sweep {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(500);

    private final Restores restores;
    private final RestoreWays ways;
    private final RestoreEnds ends;
    private final SiteRestore site;
    private final Environments environments;
    private final Backups backups;
    private final Workshop workshop;
    private final LeasedWork work;

    SavingSweep(Restores restores, RestoreWays ways, RestoreEnds ends, SiteRestore site, Catalogue catalogue) {
        this.restores = restores;
        this.ways = ways;
        this.ends = ends;
        this.site = site;
        this.environments = catalogue.environments();
        this.backups = catalogue.backups();
        this.workshop = catalogue.workshop();
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "saving";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(restores.table(), Saving.class, this::save);
    }

    private Instant save(Stored<Restore> stored, Lease lease) throws InterruptedException {
        switch (ways.find(stored.state().order())) {
            case Closed(var code, var why) -> ends.refuse(stored, code, why, true);
            case NotYet(var why) -> troubled(stored, new IOException(why));
            case Open open -> {
                return save(stored, open);
            }
        }
        return workshop.in(TRY_AGAIN_AFTER);
    }

    private Instant save(Stored<Restore> stored, Open way) throws InterruptedException {
        var order = stored.state().order();
        try {
            if (isBegun(order)) {
                lookAtTheSafetyBackup(stored, way);
                return workshop.in(LOOK_AGAIN_AFTER);
            }
            restores.reached(stored, RestoreStep.CHECKING_BACKUP, workshop.now());
            site.check(order, way);
            CrashPoint.hit("backup.restore.after-check");
            site.close(way.to());
            CrashPoint.hit("backup.restore.after-close");
            if (order.wantsSafetyBackup()) {
                wish(order);
            } else {
                saved(stored);
            }
        } catch (Refusal e) {
            ends.quarantine(order, e);
            giveUp(stored, way, e.reason().name(), String.valueOf(e.getMessage()));
        } catch (IOException | SQLException e) {
            troubled(stored, e);
            return workshop.in(TRY_AGAIN_AFTER);
        }
        return workshop.in(LOOK_AGAIN_AFTER);
    }

    private boolean isBegun(Order order) {
        if (backups.find(order.safetyBackupId()) != null) {
            return true;
        }
        return environments.find(order.environmentId()) instanceof Kept kept
                && kept.schedule().knows(order.safetyBackupId());
    }

    private void wish(Order order) {
        var wish = new Schedule.Wish(
                order.safetyBackupId(), BackupTrigger.SAFETY, "before restore " + order.restoreId(), workshop.now());
        environments
                .stored(order.environmentId())
                .ifPresent(environment -> environments.change(
                        environment, current -> ProtectedEnvironment.on(current, new Wished(wish))));
        CrashPoint.hit("backup.restore.after-wish");
    }

    private void lookAtTheSafetyBackup(Stored<Restore> stored, Open way) throws InterruptedException {
        restores.reached(stored, RestoreStep.SAFETY_BACKUP, workshop.now());
        switch (backups.find(stored.state().order().safetyBackupId())) {
            case null -> {}
            case Backup.Running _, Backup.Completed _ -> {}
            case Backup.Verified _, Backup.Replicated _ -> saved(stored);
            case Backup.Quarantined set -> giveUp(stored, way, "SAFETY_BACKUP_FAILED", set.why());
            case Backup.Failed failed -> giveUp(stored, way, "SAFETY_BACKUP_FAILED", failed.why());
            case Backup.Removed failed -> giveUp(stored, way, "SAFETY_BACKUP_FAILED", failed.why());
            case Backup.Expiring set -> giveUp(stored, way, "SAFETY_BACKUP_FAILED", set.rule());
            case Backup.Expired set -> giveUp(stored, way, "SAFETY_BACKUP_FAILED", set.rule());
        }
    }

    private void saved(Stored<Restore> stored) {
        var saved = new Saved(workshop.now());
        restores.change(stored, current -> Restore.on(current, saved));
    }

    private void troubled(Stored<Restore> stored, Exception trouble) {
        if (ends.isOverdue(stored, trouble)) {
            ends.refuse(stored, "UNREACHABLE", String.valueOf(trouble.getMessage()), true);
        }
    }

    /** Nothing was changed, so the visitors may come in again; unless that cannot be done. */
    private void giveUp(Stored<Restore> stored, Open way, String code, String why) throws InterruptedException {
        boolean closed;
        try {
            site.open(way.to());
            closed = false;
        } catch (IOException | SQLException e) {
            closed = true;
        }
        ends.refuse(stored, code, why, closed);
    }
}
