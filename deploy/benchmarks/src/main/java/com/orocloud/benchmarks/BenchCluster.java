package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The PostgreSQL that everybody backs up: durable, archiving, and open to whoever is on this machine's address. */
final class BenchCluster implements AutoCloseable {

    static final String DATABASE = "shop";

    /** The role that pgBackRest and the restored clusters' first query use. */
    static final String ADMIN = "postgres";

    private static final String ACCESS = """
            local all all trust
            host all all samenet trust
            host replication all samenet trust
            """;

    private final Programs programs;
    private final Path directory;
    private final String address;

    private BenchCluster(Programs programs, Path directory, String address) {
        this.programs = programs;
        this.directory = directory;
        this.address = address;
    }

    /** Makes and starts it; the folder must belong to the user that servers run as. */
    static BenchCluster start(Programs programs, Path directory, String address)
            throws IOException, InterruptedException, SQLException {
        var cluster = new BenchCluster(programs, directory, address);
        programs.asServer(List.of(
                programs.postgres("initdb"),
                "--username=" + ADMIN,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-sync",
                "--pgdata=" + cluster.data()));
        Files.writeString(cluster.data().resolve("pg_hba.conf"), ACCESS);
        Files.writeString(cluster.data().resolve("postgresql.auto.conf"), cluster.settings());
        cluster.control("start", "--log=" + directory.resolve("log"));
        cluster.prepare();
        return cluster;
    }

    private String settings() {
        return """
                listen_addresses = '%s'
                unix_socket_directories = '%s'
                wal_level = replica
                archive_mode = on
                archive_command = '/bin/true'
                max_wal_size = 4GB
                shared_buffers = 256MB
                timezone = UTC
                """.formatted(address, directory);
    }

    private void prepare() throws SQLException {
        execute("postgres", "create role shop login");
        execute("postgres", "create role replicator login replication");
        execute("postgres", "create role backup login createdb");
        execute("postgres", "grant pg_read_all_data, shop to backup");
        execute("postgres", "create database shop owner shop");
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Also where the socket file is. */
    Path directory() {
        return directory;
    }

    String address() {
        return address + ":5432";
    }

    String host() {
        return address;
    }

    long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
    }

    /** For libpq. */
    Map<String, String> environment() {
        return Map.of("PGHOST", directory.toString(), "PGUSER", ADMIN, "PGDATABASE", DATABASE);
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + address() + "/" + database, ADMIN, "");
    }

    void execute(String database, String command) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    long databaseBytes() throws SQLException {
        try (var connection = connect(DATABASE);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }

    void archiveBy(String command) throws SQLException {
        execute("postgres", "alter system set archive_command = '%s'".formatted(command));
        execute("postgres", "select pg_reload_conf()");
    }

    private void control(String verb, String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(programs.postgres("pg_ctl"), verb, "--wait", "--silent", "--pgdata=" + data()));
        command.addAll(List.of(arguments));
        programs.asServer(command);
    }

    @Override
    public void close() throws IOException {
        try {
            control("stop", "--mode=immediate");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping PostgreSQL", e);
        }
    }
}
