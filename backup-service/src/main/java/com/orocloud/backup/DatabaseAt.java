package com.orocloud.backup;

import com.orocloud.backup.Restore.Second;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.backup.site.DatabaseReplacement;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.ScratchPostgres;
import com.orocloud.backup.site.Snapshot;
import com.orocloud.messaging.CrashPoint;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * An environment's database as it was at any second that its logs cover: the files of the whole cluster and the log after
 * them are brought to that second in a scratch server, and what stands there goes into the site as a dump. So it fits
 * into any site, whatever its version, and nothing is touched there before the second was reached.
 */
@Component
final class DatabaseAt {

    private static final int PIPE_BYTES = 1 << 20;

    private final Archive archive;
    private final Backups backups;
    private final Environments environments;
    private final PostgresPrograms programs;
    private final Workshop workshop;

    DatabaseAt(
            Archive archive, Backups backups, Environments environments, PostgresPrograms programs, Workshop workshop) {
        this.archive = archive;
        this.backups = backups;
        this.environments = environments;
        this.programs = programs;
        this.workshop = workshop;
    }

    /** What is done with the database while it stands there. */
    @FunctionalInterface
    private interface Use<T> {
        T of(ScratchPostgres scratch) throws IOException, InterruptedException, SQLException;
    }

    /** Brings it to that second and throws it away: afterwards it is known that it can be done. */
    Finding check(Second second, UUID restoreId) throws IOException, InterruptedException, SQLException, Refusal {
        var began = workshop.now();
        return at(second, restoreId, _ -> {
            CrashPoint.hit("backup.restore.after-rehearsal");
            return new Finding("database at " + second.at(), true, workshop.millisSince(began), "reached");
        });
    }

    /**
     * Fills the replacement with the database of that second.
     *
     * @return what stood in the database then
     * @throws Refusal it cannot be brought to that second, or what is stored is not what was stored
     */
    List<TableContent> fill(DatabaseReplacement into, Second second, UUID restoreId)
            throws IOException, InterruptedException, SQLException, Refusal {
        return at(second, restoreId, scratch -> {
            CrashPoint.hit("backup.restore.after-recovery");
            try (var snapshot = Snapshot.of(scratch, Site.DATABASE)) {
                return pipe(snapshot, into);
            }
        });
    }

    private <T> T at(Second second, UUID restoreId, Use<T> use)
            throws IOException, InterruptedException, SQLException, Refusal {
        var base = base(second);
        var run = base.run();
        var point = Backup.point(base);
        var from = holding(base)
                .filter(region -> !environments.isDown(region))
                .findFirst()
                .orElseThrow(() ->
                        new IOException("no region that holds backup %s can be reached".formatted(run.backupId())))
                .name();
        try (var directory = workshop.directory("point-in-time", restoreId)) {
            var manifest = point == null ? null : point.manifestSha256();
            var cluster = cluster(from, run, manifest, directory.path());
            var recovery = new PointInTime(programs, workshop.path("scratch-" + restoreId));
            try (var scratch = recovery.recover(
                    cluster, (start, reader) -> archive.readLog(from, cluster, start, reader), second.at())) {
                return use.of(scratch);
            }
        }
    }

    /** Whatever is wrong there is wrong with the files of the cluster, and not with the backup that gives the files. */
    private Fetched cluster(String from, Run run, @Nullable String manifestSha256, Path directory)
            throws IOException, Refusal {
        try {
            return archive.fetchCluster(from, run.owner(), manifestSha256, directory);
        } catch (Refusal e) {
            throw new Refusal(Part.CLUSTER, e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private Backup base(Second second) throws Refusal {
        var base = second.base() == null ? null : backups.find(second.base());
        return switch (base) {
            case Backup.Verified set -> set;
            case Backup.Replicated set -> set;
            case null -> throw gone(second);
            case Backup other -> throw gone(second);
        };
    }

    private static Refusal gone(Second second) {
        return new Refusal(
                Part.CLUSTER, Reason.MISSING, "backup %s, whose log covers it, is gone".formatted(second.base()));
    }

    private static Stream<Region> holding(Backup base) {
        return base instanceof Backup.Replicated set
                ? Stream.of(set.run().storeIn(), set.copy())
                : Stream.of(base.run().storeIn());
    }

    private List<TableContent> pipe(Snapshot snapshot, DatabaseReplacement into)
            throws IOException, InterruptedException, SQLException {
        try (var reading = Executors.newVirtualThreadPerTaskExecutor();
                var dump = new PipedInputStream(PIPE_BYTES)) {
            var end = new PipedOutputStream(dump);
            Future<List<TableContent>> contents = reading.submit(() -> {
                try (end) {
                    return snapshot.dump(programs, end);
                }
            });
            into.fill(dump);
            return contents.get();
        } catch (ExecutionException e) {
            throw new IOException("dumping the recovered database", e.getCause());
        }
    }
}
