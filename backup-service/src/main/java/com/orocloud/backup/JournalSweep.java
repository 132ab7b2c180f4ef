package com.orocloud.backup;

import com.orocloud.backup.Journal.Based;
import com.orocloud.backup.Journal.Complete;
import com.orocloud.backup.Journal.Copied;
import com.orocloud.backup.Journal.Following;
import com.orocloud.backup.Journal.Lost;
import com.orocloud.backup.Journal.Succeeded;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.site.MainLog;
import com.orocloud.backup.site.MainLog.Broken;
import com.orocloud.backup.site.Secrets;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores the log of every main that has a backup of its whole cluster, minute by minute, and copies it out. */
@Component
final class JournalSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(JournalSweep.class);

    /** The most that a restore to the latest second loses, with the time to read and store it. */
    static final Duration EVERY = Duration.ofMinutes(1);

    private final Journals journals;
    private final Backups backups;
    private final Environments environments;
    private final Archive archive;
    private final Secrets secrets;
    private final Workshop workshop;
    private final LeasedWork work;

    JournalSweep(
            Journals journals,
            Backups backups,
            Environments environments,
            Archive archive,
            Secrets secrets,
            Workshop workshop) {
        this.journals = journals;
        this.backups = backups;
        this.environments = environments;
        this.archive = archive;
        this.secrets = secrets;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public void run() throws InterruptedException {
        begin();
        work.each(journals.table(), Following.class, this::follow);
        work.each(journals.table(), Complete.class, this::copyRest);
    }

    private void begin() {
        for (Stored<Backup> stored : journals.unfollowed()) {
            var run = stored.state().run();
            var point = Backup.point(stored.state());
            if (point != null && point.cluster() != null) {
                var based = new Based(run, point.cluster());
                journals.change(stored, run.backupId(), current -> Journal.on(current, based));
            }
        }
    }

    private Instant follow(Stored<Journal> stored, Lease lease) throws InterruptedException {
        var base = backups.find(stored.state().backupId());
        var point = base == null ? null : Backup.point(base);
        if (!(stored.state() instanceof Following following) || base == null || point == null) {
            return lost(stored, "its backup is gone");
        }
        var run = base.run();
        var site = environments.find(run.environmentId()) instanceof Kept kept
                ? ProtectedEnvironment.site(kept, run.siteEpoch())
                : null;
        if (site == null) {
            return lost(stored, "the site is not in force any more");
        }
        if (environments.isDown(run.storeIn())) {
            return workshop.in(EVERY);
        }
        var began = workshop.now();
        try (var directory = workshop.directory("journal", run.backupId())) {
            var credentials = secrets.read(site.secretsRef());
            var main = new MainLog(site.databases(), credentials);
            var reading = new Reading(run, point, following, main, directory, lease);
            read(stored, reading);
            copy(stored, run, following.toBeCopied());
            workshop.took("journal", began);
        } catch (Broken e) {
            log.warn("the log of {} does not go on; the next backup takes its cluster anew", run.environmentId(), e);
            return lost(stored, String.valueOf(e.getMessage()));
        } catch (Refusal e) {
            return lost(stored, String.valueOf(e.getMessage()));
        } catch (IOException | SQLException | GeneralSecurityException e) {
            log.warn("storing the log of {}; trying again", run.environmentId(), e);
        }
        // a change gave up the lease, and with it the say when to look again
        journals.rest(stored.id(), began.plus(EVERY));
        return began.plus(EVERY);
    }

    /** One look at one main. */
    private record Reading(
            Run run, Point point, Following following, MainLog main, WorkDirectory directory, Lease lease) {}

    /** A stretch that is stored already was stored by a look that was cut short before it was recorded. */
    private void read(Stored<Journal> stored, Reading look)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException, Refusal, Broken {
        var run = look.run();
        var region = run.storeIn().name();
        long start = look.following().next();
        boolean newest = journals.newestBase(run.environmentId()).equals(Optional.of(run.backupId()));
        var base = archive.open(region, run.owner(), look.point().manifestSha256(), look.directory().path());
        var earlier = archive.readLog(region, base, start, content -> {});
        var mark = look.main().mark();
        Journal.Read read;
        if (earlier.isPresent()) {
            var stretch = earlier.get();
            read = new Journal.Read(start, stretch.end(), stretch.coveredUntil(), run.copyTo() != null);
        } else {
            var file = look.directory().path().resolve("stretch");
            try (var out = base.writeLog(start, mark.at(), file)) {
                long end = look.main()
                        .read(look.following().timeline(), start, mark, newest && !isRunning(run), out);
                look.lease().hold();
                CrashPoint.hit("backup.journal.before-put");
                archive.putLog(region, run.owner(), start, out.done());
                read = new Journal.Read(start, end, mark.at(), run.copyTo() != null);
            }
        }
        CrashPoint.hit("backup.journal.before-record");
        journals.change(stored, run.backupId(), current -> Journal.on(current, read));
        if (!newest) {
            journals.change(stored, run.backupId(), current -> Journal.on(current, new Succeeded()));
        }
    }

    /** A run that is going may be copying the cluster: then the main has to keep its log since that began. */
    private boolean isRunning(Run run) {
        return environments.find(run.environmentId()) instanceof Kept kept
                && kept.schedule().open() != null;
    }

    private Instant copyRest(Stored<Journal> stored, Lease lease) {
        var base = backups.find(stored.state().backupId());
        if (stored.state() instanceof Complete complete && base != null) {
            copy(stored, base.run(), complete.toBeCopied());
        }
        var again = stored.state() instanceof Complete complete && complete.toBeCopied().isEmpty()
                ? Duration.ofDays(1)
                : EVERY;
        journals.rest(stored.id(), workshop.in(again));
        return workshop.in(again);
    }

    /** Behind the backup's own copy: without that one, a log in the other region is worth nothing. */
    private void copy(Stored<Journal> stored, Run run, List<Long> starts) {
        var to = run.copyTo();
        if (to == null
                || environments.isDown(to)
                || !(backups.find(run.backupId()) instanceof Backup.Replicated)) {
            return;
        }
        try {
            for (long start : starts) {
                archive.copyLog(run.owner(), run.storeIn().name(), to.name(), start);
                CrashPoint.hit("backup.journal.after-copy");
                journals.change(stored, run.backupId(), current -> Journal.on(current, new Copied(start)));
            }
        } catch (IOException e) {
            log.warn("copying the log of {} to {}; trying again", run.environmentId(), to.id(), e);
        }
    }

    private Instant lost(Stored<Journal> stored, String why) {
        journals.change(stored, stored.state().backupId(), current -> Journal.on(current, new Lost(why)));
        return workshop.in(EVERY);
    }
}
