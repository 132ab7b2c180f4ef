package com.orocloud.backup;

import com.orocloud.backup.Backup.Expiring;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.ProtectedEnvironment.Ended;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.ObjectStore.Retained;
import com.orocloud.backup.retention.Verdict;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deletes the backups that nothing keeps any more, in both regions. While a recovery is going on, nothing expires. */
@Component
final class RetentionSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(RetentionSweep.class);

    static final Duration DECIDE_EVERY = Duration.ofMinutes(5);

    /** Longer than a lease: whoever was still working on the backup has seen by then that it is not theirs any more. */
    static final Duration DELETE_AFTER = Duration.ofMinutes(1);

    private static final Duration TRY_AGAIN_AFTER = Duration.ofMinutes(1);
    private static final Duration LOCKED_AGAIN_AFTER = Duration.ofHours(1);

    private final Environments environments;
    private final EnvironmentRetention retention;
    private final Backups backups;
    private final Restores restores;
    private final Archive archive;
    private final Workshop workshop;
    private final LeasedWork work;
    private Instant decideAgainAt = Instant.EPOCH;

    RetentionSweep(
            Environments environments,
            EnvironmentRetention retention,
            Backups backups,
            Restores restores,
            Archive archive,
            Workshop workshop) {
        this.environments = environments;
        this.retention = retention;
        this.backups = backups;
        this.restores = restores;
        this.archive = archive;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public void run() throws InterruptedException {
        var now = workshop.now();
        if (now.isAfter(decideAgainAt) || decideAgainAt.isAfter(now.plus(DECIDE_EVERY))) {
            for (var stored : environments.kept()) {
                // a recovery needs whatever there is, and so does a last backup that may yet fail
                if (stored.state() instanceof Protected || stored.state() instanceof Ended) {
                    condemn(stored.state());
                }
            }
            decideAgainAt = now.plus(DECIDE_EVERY);
        }
        work.each(backups.table(), Expiring.class, this::delete);
    }

    private void condemn(ProtectedEnvironment environment) {
        var decided = retention.decide(environment);
        for (Verdict verdict : decided.verdicts()) {
            if (!verdict.kept()) {
                var id = UUID.fromString(verdict.candidate().id());
                var condemned = new Expiry.Condemned(decided.policy().name(), verdict.why(), workshop.now());
                backups.stored(id)
                        .ifPresent(stored -> backups.change(stored, current -> Expiry.on(current, condemned)));
                log.info("backup {} of {} expires: {}", id, environment.plan().environmentId(), verdict.why());
                CrashPoint.hit("backup.expire.after-condemn");
            }
        }
    }

    private Instant delete(Stored<Backup> stored, Lease lease) {
        if (!(stored.state() instanceof Expiring expiring)) {
            return workshop.now();
        }
        var run = expiring.run();
        if (expiring.since().plus(DELETE_AFTER).isAfter(workshop.now())) {
            return expiring.since().plus(DELETE_AFTER);
        }
        var regions = Expiry.regions(run);
        if (restores.used(run.environmentId()).contains(stored.id())
                || regions.stream().anyMatch(environments::isDown)) {
            return workshop.in(TRY_AGAIN_AFTER);
        }
        try {
            for (Region region : regions) {
                lease.hold();
                archive.delete(region.name(), run.owner());
                CrashPoint.hit("backup.expire.after-delete");
            }
            lease.hold();
            CrashPoint.hit("backup.expire.before-record");
            var deleted = new Expiry.Deleted(workshop.now());
            backups.change(stored, current -> Expiry.on(current, deleted));
        } catch (Retained e) {
            log.warn("backup {} of {} outlives its retention: {}", run.backupId(), run.environmentId(), e.getMessage());
            return workshop.in(LOCKED_AGAIN_AFTER);
        } catch (IOException e) {
            log.warn("cannot delete backup {} of {}; trying again", run.backupId(), run.environmentId(), e);
        }
        return workshop.in(TRY_AGAIN_AFTER);
    }
}
