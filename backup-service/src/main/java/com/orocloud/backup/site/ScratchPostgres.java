package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL cluster that lives for one restore test. It listens on a socket file in a directory that only its user can
 * enter, and on no network; its own network has nobody else in it, so that nothing in a restored database can call out.
 * Durability is off, since nothing in it is to survive.
 */
public final class ScratchPostgres implements PostgresServer, AutoCloseable {

    public static final String DATABASE = "postgres";

    private static final String SOCKET = ".s.PGSQL.5432";

    /** A recovery replays up to a day of the log. */
    private static final Duration START_WITHIN = Duration.ofHours(1);

    private static final long ASK_EVERY_MILLIS = 50;

    /** What PostgreSQL answers while it starts or recovers. */
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final PostgresPrograms programs;
    private final Path directory;

    /** Elsewhere, because the whole name of a socket file may have 107 characters. */
    private final Path sockets;

    private ScratchPostgres(PostgresPrograms programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
        var name = Digests.of(directory.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
        sockets = Path.of(System.getProperty("java.io.tmpdir"), "orocloud-" + name.substring(0, 16));
    }

    /** Ends and removes whatever an earlier life left in this directory, and makes room for a cluster. */
    static ScratchPostgres prepared(PostgresPrograms programs, Path directory) throws IOException {
        var scratch = new ScratchPostgres(programs, directory);
        scratch.close();
        scratch.prepare();
        return scratch;
    }

    /** Starts a fresh cluster in this directory, after ending and removing whatever an earlier life left there. */
    public static ScratchPostgres start(PostgresPrograms programs, Path directory)
            throws IOException, InterruptedException {
        var scratch = prepared(programs, directory);
        try {
            scratch.runAsServer(
                    "initdb",
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "--pgdata=" + scratch.data());
            scratch.launch(options(scratch.settings()));
        } catch (IOException | InterruptedException e) {
            scratch.close();
            throw e;
        }
        return scratch;
    }

    /**
     * How far the log is replayed.
     *
     * @param until an instant as PostgreSQL reads it; null for the first one at which the files are consistent
     * @param timeline on which that instant is
     */
    record Target(@Nullable String until, int timeline) {
        static final Target CONSISTENT = new Target(null, 0);
    }

    /**
     * Starts on files of a cluster that was backed up; returns when they were recovered. Nothing of how that cluster was
     * set up is in force here: not its access rules, its archiving, its subscriptions, nor what it loads at start.
     *
     * @throws IOException it does not come to its target
     */
    void startRecovering(Target target) throws IOException, InterruptedException {
        for (String theirs : List.of("postgresql.auto.conf", "standby.signal", "postmaster.pid")) {
            Files.deleteIfExists(data().resolve(theirs));
        }
        write(data().resolve("recovery.signal"), "");
        write(data().resolve("postgresql.auto.conf"), "");
        var access = directory.resolve("access");
        write(access, "local all postgres trust\n");
        var names = directory.resolve("names");
        write(names, "");
        var conf = directory.resolve("settings");
        write(conf, "");
        var settings = new ArrayList<>(settings());
        settings.addAll(List.of(
                "config_file=" + conf,
                "hba_file=" + access,
                "ident_file=" + names,
                "hot_standby=off",
                "wal_level=replica",
                "archive_mode=off",
                "max_prepared_transactions=100",
                "max_logical_replication_workers=0",
                "recovery_target_action=promote",
                "restore_command=cp \"%s/%%f\" \"%%p\"".formatted(log())));
        settings.addAll(
                target.until() == null
                        ? List.of("recovery_target=immediate", "recovery_target_timeline=current")
                        : List.of(
                                "recovery_target_time=" + target.until(),
                                "recovery_target_timeline=" + target.timeline()));
        settings.remove("wal_level=minimal");
        launch(options(settings));
        awaitRecovered();
    }

    /** pg_ctl is content with a server that is still replaying. */
    private void awaitRecovered() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + START_WITHIN.toNanos();
        while (true) {
            try (var _ = connect(DATABASE)) {
                return;
            } catch (SQLException e) {
                boolean ended = !Files.exists(data().resolve("postmaster.pid"));
                if (ended || !CANNOT_CONNECT_NOW.equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    throw new IOException("it does not come to its target; it said: " + lastWords(), e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MILLIS);
        }
    }

    private void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        ServerUser.give(file);
    }

    private void launch(String options) throws IOException, InterruptedException {
        try {
            runAsServer(
                    "pg_ctl",
                    "start",
                    "--wait",
                    "--timeout=" + START_WITHIN.toSeconds(),
                    "--silent",
                    "--pgdata=" + data(),
                    "--log=" + serverLog(),
                    "--options=" + options);
        } catch (IOException e) {
            throw new IOException("%s; its server said: %s".formatted(e.getMessage(), lastWords()), e);
        }
    }

    private String lastWords() throws IOException {
        if (!Files.exists(serverLog())) {
            return "nothing";
        }
        return Files.readAllLines(serverLog()).stream()
                .filter(line -> line.contains("FATAL") || line.contains("PANIC") || line.contains("ERROR"))
                .reduce((_, last) -> last)
                .orElse("nothing of a failure");
    }

    /** Ends and removes what a killed process of this service left in its work directory. */
    public static void cleanUp(PostgresPrograms programs, Path directory) throws IOException {
        new ScratchPostgres(programs, directory).close();
    }

    @Override
    public Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
        properties.setProperty("socketFactoryArg", sockets.resolve(SOCKET).toString());
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("sslmode", "disable");
        return DriverManager.getConnection("jdbc:postgresql://localhost/" + database, properties);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("PGHOST", sockets.toString(), "PGUSER", "postgres");
    }

    /** False where the system does not give it a network of its own: then it listens nowhere, but could call out. */
    public boolean isIsolated() {
        return ServerUser.isolates();
    }

    public String engine() throws SQLException {
        try (var connection = connect(DATABASE)) {
            return Snapshot.engine(connection);
        }
    }

    /** An interrupt is kept for whoever waits next: a server that was started is ended in any case. */
    @Override
    public void close() throws IOException {
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while ending the scratch server in " + directory, e);
        }
    }

    private void end() throws IOException, InterruptedException {
        if (Files.exists(data().resolve("postmaster.pid"))) {
            try {
                runAsServer("pg_ctl", "stop", "--mode=immediate", "--silent", "--wait", "--pgdata=" + data());
            } catch (IOException e) {
                if (Files.exists(sockets.resolve(SOCKET))) {
                    throw e;
                }
            }
        }
        removeAll(directory);
        removeAll(sockets);
    }

    private void prepare() throws IOException {
        Files.createDirectories(
                Objects.requireNonNull(directory.toAbsolutePath().getParent()));
        for (Path own : List.of(directory, sockets, data(), log())) {
            Files.createDirectory(own, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            ServerUser.give(own);
        }
    }

    private List<String> settings() {
        return List.of(
                "listen_addresses=",
                "unix_socket_directories=" + sockets,
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                "shared_buffers=64MB",
                "max_connections=10",
                "autovacuum=off");
    }

    private static String options(List<String> settings) {
        return String.join(" ", settings.stream().map("-c '%s'"::formatted).toList());
    }

    private void runAsServer(String program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(programs.program(program));
        command.addAll(List.of(arguments));
        PostgresPrograms.run(ServerUser.isolated(command), Map.of("LC_ALL", "C.UTF-8"), process -> {
            process.getOutputStream().close();
            process.getInputStream().readAllBytes();
        });
    }

    Path data() {
        return directory.resolve("data");
    }

    /** The write-ahead log that is to be replayed. */
    Path log() {
        return directory.resolve("wal");
    }

    private Path serverLog() {
        return directory.resolve("log");
    }

    private static void removeAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
