package com.orocloud.backup;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.site.Contents;
import com.orocloud.backup.site.MediaPack;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.PostgresPrograms.Ownership;
import com.orocloud.backup.site.ScratchPostgres;
import com.orocloud.messaging.CrashPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Proves a backup by doing what a disaster would ask for: restores it, and looks at what is there then. */
@Component
final class RestoreTrial {

    private static final String CLUSTER = "files of the cluster";

    /** Class of PostgreSQL's error codes for damaged data and internal errors. */
    private static final String CORRUPTION = "XX";

    private final Archive archive;
    private final PostgresPrograms programs;
    private final Workshop workshop;

    RestoreTrial(Archive archive, PostgresPrograms programs, Workshop workshop) {
        this.archive = archive;
        this.programs = programs;
        this.workshop = workshop;
    }

    /** @param engine the server it was restored with */
    record Result(List<Finding> findings, String engine) {

        boolean passed() {
            return findings.stream().allMatch(Finding::passed);
        }
    }

    /** @throws Refusal what is stored is not what was stored */
    Result prove(Run run, Point point) throws IOException, InterruptedException, SQLException, Refusal {
        try (var directory = workshop.directory("prove", run.backupId())) {
            var began = workshop.now();
            var fetched = archive.fetch(run.storeIn().name(), run.owner(), point.manifestSha256(), directory.path());
            var whole =
                    new Finding("checksums and decryption", true, since(began).toMillis(), null);
            CrashPoint.hit("backup.prove.after-fetch");
            var files = files(fetched);
            var findings = new ArrayList<Finding>();
            String engine;
            try (var scratch = ScratchPostgres.start(programs, scratch(run.backupId()))) {
                CrashPoint.hit("backup.prove.after-start");
                engine = scratch.engine();
                findings.addAll(database(fetched, scratch, List.of(whole, files)));
                findings.add(new Finding("no way out", true, 0, wayOut(scratch)));
            }
            if (point.cluster() != null) {
                findings.add(cluster(run, point, directory.path()));
            }
            return new Result(List.copyOf(findings), engine);
        }
    }

    /**
     * Starts the files of the cluster and reads every row of every table. They are of a later instant than the dump, so
     * there is nothing to compare the rows with; the pages carry checksums.
     */
    private Finding cluster(Run run, Point point, Path directory)
            throws IOException, InterruptedException, SQLException, Refusal {
        var began = workshop.now();
        var fetched = archive.fetchCluster(run.storeIn().name(), run.owner(), point.manifestSha256(), directory);
        var recovery = new PointInTime(programs, scratch(run.backupId()));
        try (var scratch = recovery.recover(fetched, (_, _) -> Optional.empty(), null)) {
            CrashPoint.hit("backup.prove.after-cluster");
            var tables = Contents.read(scratch, Site.DATABASE, Manifest.FORMAT_VERSION);
            long rows = tables.stream().mapToLong(TableContent::rows).sum();
            return new Finding(
                    CLUSTER,
                    true,
                    since(began).toMillis(),
                    "started, %d rows of %d tables read".formatted(rows, tables.size()));
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(CORRUPTION)) {
                return new Finding(CLUSTER, false, since(began).toMillis(), e.getMessage());
            }
            throw e;
        }
    }

    /** Ends the clusters that an earlier life of this process was killed in. */
    void cleanUp() throws IOException {
        if (!Files.exists(workshop.path(""))) {
            return;
        }
        List<Path> left;
        try (var all = Files.list(workshop.path(""))) {
            left = all.filter(path -> path.getFileName().toString().startsWith("scratch-"))
                    .toList();
        }
        for (Path directory : left) {
            ScratchPostgres.cleanUp(programs, directory);
        }
    }

    private static String wayOut(ScratchPostgres scratch) {
        return scratch.isIsolated()
                ? "in a network of its own"
                : "not denied: this system does not let the service make a network";
    }

    private List<Finding> database(Fetched fetched, ScratchPostgres scratch, List<Finding> before)
            throws IOException, InterruptedException, SQLException {
        try (var dump = fetched.read(Part.DATABASE)) {
            programs.restore(scratch, ScratchPostgres.DATABASE, Ownership.OF_THE_RESTORER, dump);
        }
        CrashPoint.hit("backup.prove.after-restore");
        var began = workshop.now();
        var found = Contents.read(
                scratch, ScratchPostgres.DATABASE, fetched.manifest().formatVersion());
        var expected = fetched.manifest().database().tables();
        var took = since(began);
        return List.of(
                before.getFirst(),
                Comparison.rowCounts(expected, found, took),
                Comparison.contents(expected, found, took),
                before.getLast());
    }

    private Finding files(Fetched fetched) throws IOException, InterruptedException {
        var began = workshop.now();
        try (var pack = fetched.read(Part.MEDIA)) {
            var found = MediaPack.unpack(
                    pack, (name, content) -> MediaPack.copy(name, content, OutputStream.nullOutputStream()));
            return Comparison.files(fetched.manifest().media().files(), found, since(began));
        }
    }

    private Path scratch(UUID backupId) {
        return workshop.path("scratch-" + backupId);
    }

    private Duration since(Instant began) {
        return Duration.between(began, workshop.now());
    }
}
