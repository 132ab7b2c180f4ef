package com.orocloud.backup;

import com.orocloud.backup.Backup.CopiedOut;
import com.orocloud.backup.Backup.Verified;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Puts a copy of every proved backup that the policy wants out where the loss of its region does not reach, and reads it back there. */
@Component
final class CopyingSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(CopyingSweep.class);

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(30);

    /** For backups that have nowhere to go, or that the policy leaves in their region. */
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofDays(1);

    private final Backups backups;
    private final Environments environments;
    private final EnvironmentRetention retention;
    private final Archive archive;
    private final Workshop workshop;
    private final LeasedWork work;

    CopyingSweep(
            Backups backups,
            Environments environments,
            EnvironmentRetention retention,
            Archive archive,
            Workshop workshop) {
        this.backups = backups;
        this.environments = environments;
        this.retention = retention;
        this.archive = archive;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "copying";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(backups.table(), Verified.class, this::copy);
    }

    private Instant copy(Stored<Backup> stored, Lease lease) {
        if (!(stored.state() instanceof Verified verified)) {
            return workshop.now();
        }
        var to = verified.run().copyTo();
        var environment = environments.find(verified.run().environmentId());
        if (to == null || (environment != null && !retention.isToBeCopied(environment.plan(), verified.run()))) {
            return workshop.in(LOOK_AGAIN_AFTER);
        }
        if (!environments.isDown(to) && !environments.isDown(verified.run().storeIn())) {
            copy(stored, verified, to, lease);
        }
        return workshop.in(TRY_AGAIN_AFTER);
    }

    private void copy(Stored<Backup> stored, Verified verified, Region to, Lease lease) {
        var run = verified.run();
        var began = workshop.now();
        try (var directory = workshop.directory("copy", run.backupId())) {
            archive.copy(run.owner(), run.storeIn().name(), to.name());
            CrashPoint.hit("backup.copy.after-copy");
            var there = archive.fetch(to.name(), run.owner(), verified.point().manifestSha256(), directory.path());
            lease.hold();
            CrashPoint.hit("backup.copy.before-record");
            var copied = new CopiedOut(to, there.manifestUri(), workshop.now());
            backups.change(stored, current -> Backup.on(current, copied));
            workshop.took("copying", began);
        } catch (IOException e) {
            log.warn("copying backup {} of {} to {}; trying again", run.backupId(), run.environmentId(), to.id(), e);
        } catch (Refusal e) {
            log.error("the copy of backup {} in {} is not the backup; making it again", run.backupId(), to.id(), e);
            discard(run, to);
        }
    }

    private void discard(Run run, Region region) {
        try {
            archive.purge(region.name(), run.owner());
        } catch (IOException e) {
            log.warn("cannot remove the wrong copy of backup {} from {}", run.backupId(), region.id(), e);
        }
    }
}
