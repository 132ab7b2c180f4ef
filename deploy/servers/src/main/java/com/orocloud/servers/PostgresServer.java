package com.orocloud.servers;

import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of Debian's packages: one server, a database and a user for each who needs one. */
public final class PostgresServer {

    /** The super user. */
    public static final String ADMIN = "postgres";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration READY = Duration.ofMinutes(4);
    private static final Duration GRACE = Duration.ofSeconds(20);
    /** Of its process. */
    public static final String NAME = "postgres";

    private final Settings settings;

    public PostgresServer(Settings settings) {
        this.settings = settings;
    }

    /**
     * Where it runs.
     *
     * @param adminPassword of the user postgres, fixed when the directory is first used
     * @param durable false only for tests: a power cut may then lose data; a killed process never does
     * @param runAs must be given when this process is root, which PostgreSQL refuses to run as
     */
    public record Settings(
            Path directory,
            String host,
            int port,
            String adminPassword,
            boolean durable,
            Path binaries,
            @Nullable String runAs) {

        public String jdbcUrl(String database) {
            return "jdbc:postgresql://" + host + ":" + port + "/" + database;
        }
    }

    /** Folder of the programs of the newest version that Debian has installed here. */
    public static Path installedBinaries() {
        try (var versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.<Path>empty()) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt(bin ->
                            Integer.parseInt(bin.getName(bin.getNameCount() - 2).toString())))
                    .orElseThrow(() -> new ServerFailed(
                            "PostgreSQL is not installed; install it with: apt-get install -y postgresql"));
        } catch (IOException e) {
            throw new ServerFailed("looking into " + DEBIAN, e);
        }
    }

    /** Initialises the directory if it is new, starts the server (or finds it running) and waits until it answers. */
    public ManagedProcess start() {
        ManagedProcess process = ManagedProcess.find(NAME, settings.directory()).orElseGet(this::launch);
        process.awaitReady("answers the user postgres", READY, () -> {
            try (var connection = connect(ADMIN)) {
                return connection.isValid(2);
            }
        });
        return process;
    }

    /** Ends it (connections are cut, transactions rolled back), if it runs. */
    public void stop() {
        ManagedProcess.find(NAME, settings.directory()).ifPresent(process -> {
            // PostgreSQL waits for its clients after TERM; INT is its fast shutdown
            ProcessTable.signal("INT", List.of(process.pid()));
            process.stop(GRACE);
        });
    }

    public Settings settings() {
        return settings;
    }

    /** A connection of the super user. */
    public Connection connect(String database) throws SQLException {
        var login = new Properties();
        login.setProperty("user", ADMIN);
        login.setProperty("password", settings.adminPassword());
        login.setProperty("connectTimeout", "2");
        login.setProperty("loginTimeout", "3");
        return DriverManager.getConnection(settings.jdbcUrl(database), login);
    }

    /** Makes sure that a user exists with this password and owns a database of that name; nobody else may enter it. */
    public void ensureDatabase(String database, String user, String password) {
        try (var connection = connect(ADMIN)) {
            String role = quoted(connection, user, "quote_ident");
            String secret = quoted(connection, password, "quote_literal");
            String verb = exists(connection, "select 1 from pg_roles where rolname = ?", user) ? "alter" : "create";
            execute(connection, verb + " role " + role + " login password " + secret);
            String name = quoted(connection, database, "quote_ident");
            if (!exists(connection, "select 1 from pg_database where datname = ?", database)) {
                execute(connection, "create database " + name + " owner " + role);
                execute(connection, "revoke all on database " + name + " from public");
            }
        } catch (SQLException e) {
            throw new ServerFailed("making the database " + database + " of " + user, e);
        }
    }

    /** Removes a database, with whoever is connected to it. */
    public void dropDatabase(String database) {
        try (var connection = connect(ADMIN)) {
            execute(
                    connection,
                    "drop database if exists " + quoted(connection, database, "quote_ident") + " with (force)");
        } catch (SQLException e) {
            throw new ServerFailed("dropping the database " + database, e);
        }
    }

    private ManagedProcess launch() {
        Folders.create(settings.directory(), settings.runAs());
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialise();
        }
        var command = new ArrayList<String>(List.of(program("postgres"), "-D", data().toString()));
        options().forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return ManagedProcess.start(new Program(NAME, settings.directory(), command, Map.of(), settings.runAs()));
    }

    private void initialise() {
        Path password = settings.directory().resolve("initial-password");
        Path fresh = settings.directory().resolve("data.new");
        Folders.delete(fresh);
        Folders.writeSecret(password, settings.adminPassword() + "\n", settings.runAs());
        var command = new ArrayList<String>(List.of(
                program("initdb"),
                "--pgdata=" + fresh,
                "--username=" + ADMIN,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8"));
        if (!settings.durable()) {
            command.add("--no-sync");
        }
        Commands.run(Commands.as(settings.runAs(), command), settings.directory());
        try {
            // complete or not there at all, whatever interrupts us
            Files.move(fresh, data());
        } catch (IOException e) {
            throw new ServerFailed("moving " + fresh + " to " + data(), e);
        }
        Folders.delete(password);
    }

    private Map<String, String> options() {
        String durable = settings.durable() ? "on" : "off";
        return Map.of(
                "listen_addresses",
                settings.host(),
                "port",
                Integer.toString(settings.port()),
                "unix_socket_directories",
                "",
                "max_connections",
                "200",
                "shared_buffers",
                "64MB",
                "fsync",
                durable,
                "full_page_writes",
                durable,
                "timezone",
                "UTC");
    }

    private Path data() {
        return settings.directory().resolve("data");
    }

    private String program(String name) {
        return settings.binaries().resolve(name).toString();
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Names and passwords cannot be parameters of a command that makes a user, so the server quotes them. */
    private static String quoted(Connection connection, String text, String function) throws SQLException {
        try (var statement = connection.prepareStatement("select " + function + "(?)")) {
            statement.setString(1, text);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
