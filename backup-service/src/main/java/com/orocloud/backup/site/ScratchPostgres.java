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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/**
 * A PostgreSQL cluster that lives for one restore test. It listens on a socket file in a directory that only its user can
 * enter, and on no network; its own network has nobody else in it, so that nothing in a restored database can call out.
 * Durability is off, since nothing in it is to survive.
 */
public final class ScratchPostgres implements PostgresServer, AutoCloseable {

    public static final String DATABASE = "postgres";

    private static final String SOCKET = ".s.PGSQL.5432";
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

    /** Starts a fresh cluster in this directory, after ending and removing whatever an earlier life left there. */
    public static ScratchPostgres start(PostgresPrograms programs, Path directory)
            throws IOException, InterruptedException {
        var scratch = new ScratchPostgres(programs, directory);
        scratch.close();
        scratch.prepare();
        try {
            scratch.runAsServer(
                    "initdb",
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "--pgdata=" + scratch.data());
            scratch.runAsServer(
                    "pg_ctl",
                    "start",
                    "--wait",
                    "--silent",
                    "--pgdata=" + scratch.data(),
                    "--log=" + scratch.log(),
                    "--options=" + scratch.options());
        } catch (IOException | InterruptedException e) {
            scratch.close();
            throw e;
        }
        return scratch;
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
        for (Path own : List.of(directory, sockets)) {
            Files.createDirectory(own, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            ServerUser.give(own);
        }
    }

    private String options() {
        var settings = List.of(
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

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
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
