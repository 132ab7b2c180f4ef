package com.orocloud.backup;

import com.orocloud.backup.Journal.Based;
import com.orocloud.backup.Journal.Complete;
import com.orocloud.backup.Journal.Following;
import com.orocloud.backup.Journal.Lost;
import com.orocloud.backup.Journal.Succeeded;
import com.orocloud.backup.Journals.Successor;
import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.LogStretch;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.site.MainLog;
import com.orocloud.backup.site.MainLog.Broken;
import com.orocloud.backup.site.MainLog.Section;
import com.orocloud.backup.site.Secrets;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores the log of every main that has a backup of its whole cluster, minute by minute, and has it copied out. */
@Component
final class JournalSweep implements Sweep {

    private static final Logger log = LoggerFactory.getLogger(JournalSweep.class);

    /** The most that a restore to the latest second loses, with the time to read and store it. */
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(10);

    /** Of a log that has ended, and is where it belongs. */
    private static final Duration REST = Duration.ofDays(1);

    private final Journals journals;
    private final Catalogue catalogue;
    private final Archive archive;
    private final Secrets secrets;
    private final JournalCopies copies;
    private final Workshop workshop;
    private final LeasedWork work;

    JournalSweep(Journals journals, Catalogue catalogue, Archive archive, Secrets secrets, JournalCopies copies) {
        this.journals = journals;
        this.catalogue = catalogue;
        this.archive = archive;
        this.secrets = secrets;
        this.copies = copies;
        this.workshop = catalogue.workshop();
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
        work.each(journals.table(), Journal.Broken.class, this::copyRest);
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
        var base = catalogue.backups().find(stored.state().backupId());
        var point = usable(base);
        if (!(stored.state() instanceof Following following) || base == null || point == null) {
            return lost(stored, "its backup is gone, or does not restore");
        }
        var run = base.run();
        var kept = catalogue.environments().find(run.environmentId()) instanceof Kept found ? found : null;
        var site = kept == null ? null : ProtectedEnvironment.site(kept, run.siteEpoch());
        if (kept == null || site == null) {
            return lost(stored, "the site is not in force any more");
        }
        if (journals.isPreceded(following)) {
            return workshop.in(LOOK_AGAIN_AFTER);
        }
        if (catalogue.environments().isDown(run.storeIn())) {
            return workshop.in(EVERY);
        }
        try (var directory = workshop.directory("journal", run.backupId())) {
            var main = new MainLog(site.databases(), secrets.read(site.secretsRef()));
            if (!journals.isWanted(kept.plan())) {
                main.letGo();
                return lost(stored, "the policy does not ask for it any more");
            }
            return look(stored, new Look(run, point, following, main, directory, lease));
        } catch (Broken e) {
            log.warn("the log of {} does not go on; the next backup takes its cluster anew", run.environmentId(), e);
            return lost(stored, String.valueOf(e.getMessage()));
        } catch (Refusal e) {
            log.error("what is stored of the log of {} is not what was stored", run.environmentId(), e);
            return lost(stored, String.valueOf(e.getMessage()));
        } catch (IOException | SQLException | GeneralSecurityException e) {
            log.warn("storing the log of {}; trying again", run.environmentId(), e);
            return workshop.in(EVERY);
        }
    }

    private static @Nullable Point usable(@Nullable Backup base) {
        return switch (base) {
            case null -> null;
            case Backup.Completed set -> set.point();
            case Backup.Verified set -> set.point();
            case Backup.Replicated set -> set.point();
            case Backup other -> null;
        };
    }

    /** One look at one main. */
    private record Look(Run run, Point point, Following following, MainLog main, WorkDirectory directory, Lease lease) {

        String region() {
            return run.storeIn().name();
        }
    }

    private Instant look(Stored<Journal> stored, Look look)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException, Refusal, Broken {
        var began = workshop.now();
        // asked first: a run that ends in between has left a successor
        boolean isRunning = isRunning(look.run());
        var successor = journals.successor(look.following());
        var base = archive.open(
                look.region(),
                look.run().owner(),
                look.point().manifestSha256(),
                look.directory().path());
        if (storedAlready(stored, look, base)) {
            return workshop.now(); // what was recorded gave up the lease; the next look goes on from there
        }
        boolean isProved = successor.isPresent() && successor.get().proved();
        if (isProved && isCovered(look.following(), successor.get())) {
            journals.change(stored, look.run().backupId(), current -> Journal.on(current, new Succeeded()));
        } else if (!storeNext(stored, look, base, successor.isEmpty() && !isRunning)) {
            return workshop.now();
        }
        // a change gave up the lease, and with it the say when to look again
        var again = began.plus(isProved ? LOOK_AGAIN_AFTER : EVERY);
        journals.rest(stored.id(), again);
        copies.copy(stored, look.run());
        journals.rest(stored.id(), again);
        workshop.took("journal", began);
        return again;
    }

    private static boolean isCovered(Following following, Successor successor) {
        return !following.coveredUntil().isBefore(successor.consistentFrom());
    }

    /**
     * Records what a look stored that was cut short before it was recorded, or what an earlier catalogue had.
     *
     * @return true if there was something
     */
    private boolean storedAlready(Stored<Journal> stored, Look look, Fetched base)
            throws IOException, InterruptedException, Refusal {
        long first = look.following().next();
        long next = first;
        while (true) {
            var stretch = archive.readLog(look.region(), base, next, (_, _) -> {});
            if (stretch.isEmpty()) {
                return next != first;
            }
            record(stored, look.run(), stretch.get());
            next = stretch.get().end();
        }
    }

    /** @return false if there is more to be read at once: the main is another than before */
    private boolean storeNext(Stored<Journal> stored, Look look, Fetched base, boolean release)
            throws IOException, SQLException, GeneralSecurityException, Broken {
        long start = look.following().next();
        var mark = look.main().mark();
        var section = look.main().section(look.following().timeline(), start, mark);
        var head = new LogStretch.Head(
                section.timeline(),
                section.history(),
                section.reachesMark() ? mark.at() : look.following().coveredUntil());
        var file = look.directory().path().resolve("stretch");
        try (var out = base.writeLog(start, head, file)) {
            long end = look.main().read(section, release, out);
            look.lease().hold();
            CrashPoint.hit("backup.journal.before-put");
            archive.putLog(look.region(), look.run().owner(), start, out.done());
            CrashPoint.hit("backup.journal.before-record");
            record(stored, look.run(), new LogStretch(head, start, end));
        }
        if (!section.reachesMark()) {
            tell(look.run(), section);
        }
        return section.reachesMark();
    }

    private static void tell(Run run, Section section) {
        log.info(
                "timeline {} of {} has ended, its log goes on with the new main's",
                section.timeline(),
                run.environmentId());
    }

    private void record(Stored<Journal> stored, Run run, LogStretch at) {
        var head = at.head();
        var read = new Journal.Read(at.start(), at.end(), head.timeline(), head.coveredUntil(), run.copyTo() != null);
        journals.change(stored, run.backupId(), current -> Journal.on(current, read));
    }

    /** A run that is going may be copying the cluster: then the main has to keep its log since that began. */
    private boolean isRunning(Run run) {
        return catalogue.environments().find(run.environmentId()) instanceof Kept kept
                && kept.schedule().open() != null;
    }

    private Instant copyRest(Stored<Journal> stored, Lease lease) {
        var base = catalogue.backups().find(stored.state().backupId());
        boolean isDone = base == null || usable(base) == null || copies.copy(stored, base.run());
        var again = workshop.in(isDone ? REST : EVERY);
        journals.rest(stored.id(), again);
        return again;
    }

    private Instant lost(Stored<Journal> stored, String why) {
        journals.change(stored, stored.state().backupId(), current -> Journal.on(current, new Lost(why)));
        return workshop.in(EVERY);
    }
}
