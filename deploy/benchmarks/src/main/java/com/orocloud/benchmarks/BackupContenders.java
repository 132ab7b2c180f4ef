package com.orocloud.benchmarks;

import static com.orocloud.benchmarks.Contender.AS_MANY_AS_ASKED;

import com.orocloud.benchmarks.Contender.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is measured, in the order of a round; who is not installed says so. */
final class BackupContenders {

    static final String OURS = "ours";
    static final String PG_DUMP = "pg_dump";
    static final String SHELL = "shell";
    static final String PGBACKREST = "pgbackrest";

    private static final int KEY_BYTES = 32;
    private static final int COUNTER_BYTES = 16;

    private final Programs programs;
    private final BenchCluster cluster;
    private final OurWorker worker;
    private final Path directory;
    private final @Nullable PgBackRest pgBackRest;

    BackupContenders(
            Programs programs,
            BenchCluster cluster,
            OurWorker worker,
            Path directory,
            @Nullable PgBackRest pgBackRest) {
        this.programs = programs;
        this.cluster = cluster;
        this.worker = worker;
        this.directory = directory;
        this.pgBackRest = pgBackRest;
    }

    List<Contender> all() {
        var contenders = new ArrayList<Contender>();
        contenders.add(ours(
                "backup-service, logical: dump over two connections, zstd 1, AES-256-GCM, digest of every table",
                Kind.LOGICAL_BACKUP,
                () -> worker.order(BackupWorker.LOGICAL)));
        contenders.add(shell());
        contenders.add(new Contender(
                PG_DUMP, "pg_dump -Fc (gzip, not encrypted)", Kind.LOGICAL_BACKUP, 1, null, this::pgDump));
        contenders.add(ours(
                "backup-service, physical: pg_basebackup, zstd 3, AES-256-GCM",
                Kind.PHYSICAL_BACKUP,
                () -> worker.order(BackupWorker.PHYSICAL)));
        contenders.add(pgBackRest(
                "pgBackRest full, aes-256-cbc, zst 3, process-max of all processors",
                Kind.PHYSICAL_BACKUP,
                PgBackRest::backup));
        contenders.add(ours(
                "backup-service, physical: fetch, check, unpack, start, first row",
                Kind.PHYSICAL_RESTORE,
                () -> restored("ours", data -> worker.order(BackupWorker.RESTORE + " " + data))));
        contenders.add(pgBackRest(
                "pgBackRest restore, start, first row",
                Kind.PHYSICAL_RESTORE,
                installed -> restored("theirs", installed::restore)));
        return contenders;
    }

    private static Contender ours(String name, Kind kind, Contender.Work work) {
        return new Contender(OURS, name, kind, AS_MANY_AS_ASKED, null, work);
    }

    /** A round of an installed pgBackRest. */
    @FunctionalInterface
    private interface Installed {
        long run(PgBackRest pgBackRest) throws IOException, InterruptedException, SQLException;
    }

    private Contender pgBackRest(String name, Kind kind, Installed work) {
        var installed = pgBackRest;
        return installed == null
                ? new Contender(PGBACKREST, name, kind, 0, "pgbackrest is not installed", () -> 0)
                : new Contender(PGBACKREST, name, kind, AS_MANY_AS_ASKED, null, () -> work.run(installed));
    }

    /** Puts the cluster's files into a folder that is not there yet. */
    @FunctionalInterface
    private interface Restoring {
        long into(Path data) throws IOException, InterruptedException;
    }

    /** Stopping and deleting it is little, and alike for all. */
    private long restored(String whose, Restoring restoring) throws IOException, InterruptedException, SQLException {
        var folder = Folders.forServers(directory.resolve("restored-" + whose));
        try {
            var restored = new RestoredCluster(programs, folder, cluster.host());
            long bytes = restoring.into(restored.data());
            restored.answerOnce();
            restored.stop();
            return bytes;
        } finally {
            Folders.delete(folder);
        }
    }

    private Contender shell() {
        return new Contender(
                SHELL,
                "pg_dump -Fc -Z0 | zstd -3 | openssl aes-256-ctr (not authenticated)",
                Kind.LOGICAL_BACKUP,
                AS_MANY_AS_ASKED,
                Programs.isInstalled("zstd") && Programs.isInstalled("openssl")
                        ? null
                        : "zstd or openssl is not installed",
                this::pipeline);
    }

    private long pipeline() throws IOException, InterruptedException {
        var out = directory.resolve("shell.out");
        var script = "set -o pipefail; '%s' -Fc -Z0 | zstd -q -3 | openssl enc -aes-256-ctr -K %s -iv %s > '%s'"
                .formatted(programs.postgres("pg_dump"), random(KEY_BYTES), random(COUNTER_BYTES), out);
        programs.run(List.of("bash", "-c", script), cluster.environment());
        return sizeOfAndDelete(out);
    }

    private long pgDump() throws IOException, InterruptedException {
        var out = directory.resolve("pg_dump.out");
        programs.run(List.of(programs.postgres("pg_dump"), "-Fc", "--file=" + out), cluster.environment());
        return sizeOfAndDelete(out);
    }

    private static long sizeOfAndDelete(Path file) throws IOException {
        long bytes = Files.size(file);
        Files.delete(file);
        return bytes;
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
