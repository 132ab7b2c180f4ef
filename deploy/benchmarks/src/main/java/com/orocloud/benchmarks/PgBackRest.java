package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** pgBackRest, set up as its documentation says: AES-256-CBC, zstd level 3, one process for each processor. */
final class PgBackRest {

    static final String PACKAGE = "pgbackrest";

    private final Programs programs;
    private final Path directory;
    private final Path configuration;

    private PgBackRest(Programs programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
        configuration = directory.resolve("pgbackrest.conf");
    }

    /** Makes its repository; from then on the cluster's WAL is archived into it. The folder belongs to the server's user. */
    static PgBackRest create(Programs programs, BenchCluster cluster, Path directory)
            throws IOException, InterruptedException, SQLException {
        var pgBackRest = new PgBackRest(programs, directory);
        Files.writeString(pgBackRest.configuration, """
                [global]
                repo1-path=%1$s/repository
                repo1-cipher-type=aes-256-cbc
                repo1-cipher-pass=%2$s
                log-path=%1$s
                lock-path=%1$s
                spool-path=%1$s
                log-level-file=off
                process-max=%3$d
                compress-type=zst
                compress-level=3
                start-fast=y
                repo1-retention-full=20

                [bench]
                pg1-path=%4$s
                pg1-socket-path=%5$s
                pg1-user=%6$s
                """.formatted(
                        directory,
                        UUID.randomUUID(),
                        Runtime.getRuntime().availableProcessors(),
                        cluster.data(),
                        cluster.directory(),
                        BenchCluster.ADMIN));
        pgBackRest.run("stanza-create");
        cluster.archiveBy("pgbackrest --config=%s --stanza=bench archive-push %%p".formatted(pgBackRest.configuration));
        return pgBackRest;
    }

    /** @return bytes of the new backup in the repository */
    long backup() throws IOException, InterruptedException {
        run("backup", "--type=full");
        return Folders.bytes(newest());
    }

    /**
     * Restores the newest backup.
     *
     * @return bytes of it in the repository
     */
    long restore(Path data) throws IOException, InterruptedException {
        Programs.give(Files.createDirectory(data));
        run("restore", "--pg1-path=" + data, "--archive-mode=off", "--type=immediate", "--target-action=promote");
        return Folders.bytes(newest());
    }

    private Path newest() throws IOException {
        try (var backups = Files.list(directory.resolve("repository/backup/bench"))) {
            return backups.filter(path -> path.getFileName().toString().endsWith("F"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private void run(String verb, String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("pgbackrest", "--config=" + configuration, "--stanza=bench"));
        command.addAll(List.of(options));
        command.add(verb);
        programs.asServer(command);
    }
}
