package com.orocloud.backup;

import com.orocloud.backup.Backup.Disproven;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.Restore.Admitted;
import com.orocloud.backup.Restore.Finished;
import com.orocloud.backup.Restore.Refused;
import com.orocloud.backup.Restore.Running;
import com.orocloud.backup.Restore.Validating;
import com.orocloud.backup.RestoreWay.Closed;
import com.orocloud.backup.RestoreWay.NotYet;
import com.orocloud.backup.RestoreWay.Open;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Admits the restores that were asked for, and carries them out. */
@Component
final class RestoringSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(RestoringSweep.class);

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(500);

    /** How long a restore waits for the site and the backup that it needs. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);

    private final Restores restores;
    private final Backups backups;
    private final RestoreWays ways;
    private final SiteRestore site;
    private final Workshop workshop;
    private final LeasedWork work;

    RestoringSweep(Restores restores, Backups backups, RestoreWays ways, SiteRestore site, Workshop workshop) {
        this.restores = restores;
        this.backups = backups;
        this.ways = ways;
        this.site = site;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "restoring";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(restores.table(), Validating.class, this::admit);
        work.each(restores.table(), Running.class, this::restore);
    }

    private Instant admit(Stored<Restore> stored, Lease lease) {
        var order = stored.state().order();
        switch (ways.find(order)) {
            case Closed(var code, var why) -> refuse(stored, code, why);
            case NotYet(var why) -> waitFor(stored, why);
            case Open _ when restores.isBusy(order) -> waitFor(stored, "another restore works on the environment");
            case Open open -> {
                var admitted = new Admitted(open.estimate(), workshop.now());
                restores.change(stored, current -> Restore.on(current, admitted));
            }
        }
        return workshop.in(LOOK_AGAIN_AFTER);
    }

    private void waitFor(Stored<Restore> stored, String why) {
        if (stored.changedAt().plus(WAIT_MAX).isBefore(workshop.now())) {
            refuse(stored, "NOT_READY", why);
        }
    }

    private Instant restore(Stored<Restore> stored, Lease lease) throws InterruptedException {
        switch (ways.find(stored.state().order())) {
            case Closed(var code, var why) -> refuse(stored, code, why);
            case NotYet(var why) -> troubled(stored, new IOException(why));
            case Open open -> restore(stored, open, lease);
        }
        return workshop.in(TRY_AGAIN_AFTER);
    }

    private void restore(Stored<Restore> stored, Open way, Lease lease) throws InterruptedException {
        var began = workshop.now();
        try {
            var findings = site.restore(stored.state().order(), way, lease);
            CrashPoint.hit("backup.restore.before-record");
            var finished = new Finished(way.point().recoveryPointAt(), findings, workshop.now());
            restores.change(stored, current -> Restore.on(current, finished));
            workshop.took("restoring", began);
        } catch (Refusal e) {
            quarantine(way, e);
            refuse(stored, e.reason().name(), String.valueOf(e.getMessage()));
        } catch (IOException | SQLException e) {
            troubled(stored, e);
        }
    }

    /** What was refused must not be chosen again; unless it is our key that is wrong, and not the backup. */
    private void quarantine(Open way, Refusal refusal) {
        log.error("backup {} was refused in a restore", way.run().backupId(), refusal);
        if (refusal.reason() != Reason.WRONG_KEY) {
            var disproven = new Disproven(
                    refusal.reason().name(), String.valueOf(refusal.getMessage()), List.of(), workshop.now());
            backups.stored(way.run().backupId())
                    .ifPresent(backup -> backups.change(backup, current -> Backup.on(current, disproven)));
        }
    }

    private void troubled(Stored<Restore> stored, Exception trouble) {
        log.warn("restore {}; trying again", stored.id(), trouble);
        if (stored.changedAt().plus(workshop.settings().giveUpRestoreAfter()).isBefore(workshop.now())) {
            refuse(stored, "UNREACHABLE", String.valueOf(trouble.getMessage()));
        }
    }

    private void refuse(Stored<Restore> stored, String code, String why) {
        log.error("restore {} is refused, {}: {}", stored.id(), code, why);
        var refused = new Refused("restoring " + stored.state().order().environmentId(), code, why, workshop.now());
        restores.change(stored, current -> Restore.on(current, refused));
    }
}
