package com.orocloud.backup;

import com.orocloud.backup.Backup.Completed;
import com.orocloud.backup.Backup.Disproven;
import com.orocloud.backup.Backup.Proven;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.backup.site.DoesNotRestore;
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

/** Proves the backups that are stored, and quarantines those that do not restore. */
@Component
final class ProvingSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(ProvingSweep.class);

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(10);

    /** A restore that fails for the scratch server's own reasons passes by then; a backup that does not restore does not. */
    private static final Duration DISPROVED_AFTER = Duration.ofMinutes(5);

    private final Backups backups;
    private final Environments environments;
    private final RestoreTrial trial;
    private final Workshop workshop;
    private final LeasedWork work;

    ProvingSweep(Backups backups, Environments environments, RestoreTrial trial, Workshop workshop) {
        this.backups = backups;
        this.environments = environments;
        this.trial = trial;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "proving";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(backups.table(), Completed.class, this::prove);
    }

    private Instant prove(Stored<Backup> stored, Lease lease) throws InterruptedException {
        if (!(stored.state() instanceof Completed completed)) {
            return workshop.now();
        }
        var run = completed.run();
        if (environments.isDown(run.storeIn())) {
            return workshop.in(TRY_AGAIN_AFTER);
        }
        var began = workshop.now();
        try {
            var result = trial.prove(run, completed.point());
            lease.hold();
            CrashPoint.hit("backup.prove.before-record");
            var took = Duration.between(began, workshop.now());
            backups.change(stored, current -> Backup.on(current, verdict(result, took)));
            workshop.took("proving", began);
        } catch (Refusal e) {
            if (e.reason() == Reason.WRONG_KEY) {
                return tryAgain(run, e);
            }
            disprove(stored, e.reason().name(), e);
        } catch (DoesNotRestore e) {
            if (completed.at().plus(DISPROVED_AFTER).isBefore(workshop.now())) {
                disprove(stored, "DOES_NOT_RESTORE", e);
            }
            return tryAgain(run, e);
        } catch (IOException | SQLException e) {
            return tryAgain(run, e);
        }
        return workshop.now();
    }

    private Backup.Verdict verdict(RestoreTrial.Result result, Duration took) {
        return result.passed()
                ? new Proven(result.findings(), result.engine(), took, workshop.now())
                : new Disproven(
                        "CONTENT_DIFFERS",
                        "what was restored is not what was backed up",
                        result.findings(),
                        workshop.now());
    }

    private void disprove(Stored<Backup> stored, String code, Exception why) {
        log.error("backup {} does not restore and is quarantined", stored.id(), why);
        var disproven = new Disproven(code, String.valueOf(why.getMessage()), List.of(), workshop.now());
        backups.change(stored, current -> Backup.on(current, disproven));
    }

    private Instant tryAgain(Run run, Exception trouble) {
        log.warn("proving backup {} of {}; trying again", run.backupId(), run.environmentId(), trouble);
        return workshop.in(TRY_AGAIN_AFTER);
    }
}
