package com.orocloud.failover;

import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import com.orocloud.servers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One real PostgreSQL as the node supervisor runs it: at first a main, or a copy of one. */
final class TestingNode {

    static final String PASSWORD = "known-to-this-test-only";
    private static final String SUPER = "postgres";
    private static final int PORT = 5432;

    /** In the file, not on the command line, because pg_rewind runs crash recovery with the file alone. */
    private static final String CONFIGURATION = """
            unix_socket_directories = ''
            shared_buffers = 16MB
            fsync = off
            wal_log_hints = on
            wal_retrieve_retry_interval = 100ms
            wal_receiver_timeout = 1200ms
            wal_receiver_status_interval = 1s
            wal_sender_timeout = 1500ms
            max_connections = 40
            """;

    private static final Duration READY = Duration.ofSeconds(30);

    private final String nodeId;
    private final String address;
    private final Path directory;
    private final @Nullable TestingZone zone;
    private final boolean root = System.getProperty("user.name").equals("root");
    private final Path binaries = PostgresServer.installedBinaries();

    TestingNode(Path directory, String nodeId, String address) {
        this(directory, nodeId, address, null);
    }

    /** @param zone the network that it is in; null for that of the test */
    TestingNode(Path directory, String nodeId, String address, @Nullable TestingZone zone) {
        this.zone = zone;
        this.directory = directory.resolve(nodeId);
        this.nodeId = nodeId;
        this.address = address;
    }

    String nodeId() {
        return nodeId;
    }

    String address() {
        return address;
    }

    String slot() {
        return nodeId.replace('-', '_');
    }

    /** A new main, with the roles that a node has and a slot for its standby. */
    void startAsMain(String standbySlot) {
        createDirectory();
        Path password = directory.resolve("password");
        write(password, PASSWORD + "\n");
        run("initdb", "--no-sync", "-D", data(), "-U", SUPER, "-A", "scram-sha-256", "--pwfile=" + password);
        write(
                Path.of(data(), "pg_hba.conf"),
                "host all all all scram-sha-256\nhost replication all all scram-sha-256\n");
        write(Path.of(data(), "postgresql.conf"), CONFIGURATION);
        launch(List.of());
        sql("create role replicator login replication password '" + PASSWORD + "'");
        sql("create role controller login replication password '" + PASSWORD + "'");
        sql("grant pg_monitor, pg_checkpoint, pg_signal_backend to controller");
        sql("grant execute on function pg_promote, pg_reload_conf to controller");
        sql("grant alter system on parameter synchronous_standby_names, default_transaction_read_only to controller");
        sql("create table orders (id bigint primary key)");
        sql("select pg_create_physical_replication_slot('" + standbySlot + "', true)");
    }

    /** A standby from a base backup of {@code main}; waits until it answers. */
    void startAsCopyOf(TestingNode main) {
        createDirectory();
        run("pg_basebackup", "--no-sync", "-D", data(), "-X", "stream", "-d", main.conninfo("replicator"));
        follow(main);
    }

    /** What the supervisor does with an old main: rewind it to the new one and follow that. */
    void rejoin(TestingNode main) {
        run("pg_rewind", "--no-sync", "--target-pgdata=" + data(), "--source-server=" + main.conninfo(SUPER));
        follow(main);
    }

    private void follow(TestingNode main) {
        write(Path.of(data(), "standby.signal"), "");
        launch(List.of(
                "primary_conninfo=" + main.conninfo("replicator") + " application_name=" + nodeId,
                "primary_slot_name=" + slot()));
    }

    /** Started again with the disk as it is, as a crashed main without a supervisor would. */
    void startAgain() {
        launch(List.of());
    }

    private void launch(List<String> more) {
        var command = new ArrayList<>(List.of(program("postgres"), "-D", data()));
        var options = new ArrayList<>(List.of("listen_addresses=" + address, "port=" + PORT));
        options.addAll(more);
        options.forEach(option -> command.addAll(List.of("-c", option)));
        if (zone != null) {
            command.addAll(0, List.of("ip", "netns", "exec", zone.name()));
            command.addAll(4, asServerUser());
        }
        String user = root && zone == null ? SUPER : null;
        ManagedProcess.start(new Program("postgres", directory, command, Map.of(), user))
                .awaitReady("answers", READY, () -> {
                    try (Connection connection = connect()) {
                        return connection.isValid(1);
                    }
                });
    }

    ManagedProcess process() {
        return ManagedProcess.find("postgres", directory)
                .orElseThrow(() -> new IllegalStateException(nodeId + " does not run"));
    }

    boolean isAlive() {
        return ManagedProcess.find("postgres", directory).isPresent();
    }

    /** All its files go while it runs; it notices when it needs a new one, which its log does at once. */
    void loseData() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            TestingService.patiently().until(() -> {
                TestingCommands.run("rm", "-rf", data());
                return !Files.exists(Path.of(data()));
            });
            statement.execute("select pg_switch_wal()");
        } catch (SQLException gone) {
            // as it may be by now
        }
    }

    void endIfAlive() {
        ManagedProcess.find("postgres", directory).ifPresent(ManagedProcess::kill);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address + ":" + PORT + "/postgres?connectTimeout=1&socketTimeout=5",
                SUPER,
                PASSWORD);
    }

    /** Shuts out the role that failover-service comes as, and nobody else; the standby goes on streaming. */
    void cutOffFromController() {
        write(Path.of(data(), "pg_hba.conf"), """
                host all controller all reject
                host all all all scram-sha-256
                host replication all all scram-sha-256
                """);
        sql("select pg_reload_conf()");
        sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'controller'");
    }

    void sql(String command) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            throw new IllegalStateException(command + " on " + nodeId, e);
        }
    }

    /** For what may fail, as on a full disk. */
    void trySql(String command) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            statement.execute(command);
        } catch (SQLException refused) {
            // the node has other troubles
        }
    }

    /** Whether an order is acknowledged to a client that is in the node's own network. */
    boolean insertsFromInside(long id) {
        if (zone == null) {
            throw new IllegalStateException(nodeId + " is in no network of its own");
        }
        String database = conninfo(SUPER) + " connect_timeout=2";
        return TestingCommands.run(
                                "ip",
                                "netns",
                                "exec",
                                zone.name(),
                                "timeout",
                                "3",
                                program("psql"),
                                database,
                                "-c",
                                "insert into orders (id) values (" + id + ")")
                        .status()
                == 0;
    }

    String ask(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(query + " on " + nodeId, e);
        }
    }

    private String conninfo(String user) {
        return "host=" + address + " port=" + PORT + " user=" + user + " password=" + PASSWORD + " dbname=postgres";
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private String program(String name) {
        return binaries.resolve(name).toString();
    }

    private void createDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        own(directory);
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        own(file);
    }

    private void own(Path file) {
        if (root) {
            execute(List.of("chown", SUPER + ":", file.toString()));
        }
    }

    private void run(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root) {
            command.addAll(asServerUser());
        }
        command.add(program(program));
        command.addAll(List.of(arguments));
        execute(command);
    }

    private static List<String> asServerUser() {
        return List.of("setpriv", "--reuid=" + SUPER, "--regid=" + SUPER, "--clear-groups");
    }

    private void execute(List<String> command) {
        var result = TestingCommands.run(Map.of(), command);
        if (result.status() != 0) {
            throw new IllegalStateException(command + ": " + result.output());
        }
    }
}
