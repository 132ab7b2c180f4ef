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
import com.orocloud.backup.archive.Archive.Fetched;
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

    /** Up to now; or, of a backup that is not the newest any more, until the newest one's files take over. */
    private void read(Stored<Journal> stored, Reading look)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException, Refusal, Broken {
        var run = look.run();
        var newest = journals.newestBase(run.environmentId());
        boolean isNewest = newest.isEmpty() || newest.get().backupId().equals(run.backupId());
        var base = archive.open(
                run.storeIn().name(),
                run.owner(),
                look.point().manifestSha256(),
                look.directory().path());
        var reached = storedAlready(stored, look, base);
        if (reached.next() != look.following().next()) {
            return; // what was recorded gave up the lease; the next look goes on from there
        }
        if (isNewest || reached.coveredUntil().isBefore(newest.get().consistentFrom())) {
            storeNext(stored, look, base, reached.next(), isNewest);
        }
        if (!isNewest) {
            journals.change(stored, run.backupId(), current -> Journal.on(current, new Succeeded()));
        }
    }

    /** How far a log is stored. */
    private record Reached(long next, Instant coveredUntil) {}

    /** What a look stored that was cut short before it was recorded, or what an earlier catalogue had. */
    private Reached storedAlready(Stored<Journal> stored, Reading look, Fetched base)
            throws IOException, InterruptedException, Refusal {
        var run = look.run();
        var reached = new Reached(look.following().next(), look.following().coveredUntil());
        while (true) {
            var stretch = archive.readLog(run.storeIn().name(), base, reached.next(), content -> {});
            if (stretch.isEmpty()) {
                return reached;
            }
            var at = stretch.get();
            record(stored, run, new Journal.Read(reached.next(), at.end(), at.coveredUntil(), run.copyTo() != null));
            reached = new Reached(at.end(), at.coveredUntil());
        }
    }

    private void storeNext(Stored<Journal> stored, Reading look, Fetched base, long start, boolean isNewest)
            throws IOException, SQLException, GeneralSecurityException, Broken {
        var run = look.run();
        var mark = look.main().mark();
        var file = look.directory().path().resolve("stretch");
        try (var out = base.writeLog(start, mark.at(), file)) {
            boolean release = isNewest && !isRunning(run);
            long end = look.main().read(look.following().timeline(), start, mark, release, out);
            look.lease().hold();
            CrashPoint.hit("backup.journal.before-put");
            archive.putLog(run.storeIn().name(), run.owner(), start, out.done());
            CrashPoint.hit("backup.journal.before-record");
            record(stored, run, new Journal.Read(start, end, mark.at(), run.copyTo() != null));
        }
    }

    private void record(Stored<Journal> stored, Run run, Journal.Read read) {
        journals.change(stored, run.backupId(), current -> Journal.on(current, read));
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
        var again = stored.state() instanceof Complete complete
                        && complete.toBeCopied().isEmpty()
                ? Duration.ofDays(1)
                : EVERY;
        journals.rest(stored.id(), workshop.in(again));
        return workshop.in(again);
    }

    /** Behind the backup's own copy: without that one, a log in the other region is worth nothing. */
    private void copy(Stored<Journal> stored, Run run, List<Long> starts) {
        var to = run.copyTo();
        if (to == null || environments.isDown(to) || !(backups.find(run.backupId()) instanceof Backup.Replicated)) {
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
