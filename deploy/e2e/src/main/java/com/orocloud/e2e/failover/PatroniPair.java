package com.orocloud.e2e.failover;

import com.orocloud.servers.Installation;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import com.orocloud.servers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two nodes under Patroni with one etcd, as in its documentation; a node is lost with its Patroni. */
final class PatroniPair implements Pair {

    private static final Path PATRONI = Path.of("/usr/bin/patroni");
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final String BLOCK = "127.62";
    private static final String PASSWORD = "bench-of-one-machine";
    private static final Duration WHOLE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final String LEADS = """
            select not pg_is_in_recovery() and exists (
                select from pg_stat_replication where state = 'streaming' and application_name like 'patroni%')
            """;

    /** Asked too: a main that was cut off leads for some time after it is back, with a standby in its books. */
    private static final String FOLLOWS =
            "select pg_is_in_recovery() and exists (select from pg_stat_wal_receiver where status = 'streaming')";

    private final Settings settings;
    private final Path home;
    private final String inside;
    private final Thread cleanup;
    private final List<Node> nodes =
            List.of(new Node("patroni_1", BLOCK + ".1.1"), new Node("patroni_2", BLOCK + ".1.2"));

    /** What its documentation gives as defaults, and as the lowest values. */
    enum Settings {
        PATRONI(30, 10, 10),
        PATRONI_MINIMUM(20, 1, 3);

        private final int ttl;
        private final int loopWait;
        private final int retryTimeout;

        Settings(int ttl, int loopWait, int retryTimeout) {
            this.ttl = ttl;
            this.loopWait = loopWait;
            this.retryTimeout = retryTimeout;
        }

        String contender() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        String words() {
            return "ttl %d, loop_wait %d, retry_timeout %d".formatted(ttl, loopWait, retryTimeout);
        }
    }

    PatroniPair(Settings settings, Path home, String inside) throws IOException {
        this.settings = settings;
        this.home = home;
        this.inside = inside;
        this.cleanup = new Thread(this::remove, "remove");
        Runtime.getRuntime().addShutdownHook(cleanup);
        startEtcd();
        for (Node node : nodes) {
            prepare(node);
            start(node);
        }
    }

    /** Why it cannot be measured here; empty if it can. */
    static Optional<String> missing() {
        return Stream.of(PATRONI, ETCD)
                .filter(program -> !Files.isExecutable(program))
                .findFirst()
                .map(program -> program + " is not there (Debian packages patroni, python3-etcd, etcd-server)");
    }

    /** etcd has an address for each node, so that a node can be cut off from it. */
    private static String etcdFor(Node node) {
        return node.address().replace(BLOCK + ".1.", BLOCK + ".2.");
    }

    private void startEtcd() throws IOException {
        Path folder = Files.createDirectories(home.resolve("etcd"));
        String clients = String.join(
                ",",
                nodes.stream().map(node -> "http://" + etcdFor(node) + ":2379").toList());
        ManagedProcess.start(new Program(
                "etcd",
                folder,
                List.of(
                        ETCD.toString(),
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=http://" + BLOCK + ".2.9:2380",
                        "--initial-advertise-peer-urls=http://" + BLOCK + ".2.9:2380",
                        "--initial-cluster=default=http://" + BLOCK + ".2.9:2380",
                        "--log-level=error"),
                Map.of(),
                null));
    }

    private void prepare(Node node) throws IOException {
        Path folder = Files.createDirectories(folder(node));
        Files.writeString(folder.resolve("patroni.yml"), configuration(node));
        if (runAs() != null) {
            run("chown", "-R", runAs(), folder.toString());
        }
    }

    private Path folder(Node node) {
        return home.resolve(node.name());
    }

    private String configuration(Node node) {
        return """
                scope: bench
                name: %1$s
                restapi: {listen: '%2$s:8008', connect_address: '%2$s:8008'}
                etcd3: {hosts: ['%3$s:2379']}
                bootstrap:
                  dcs:
                    ttl: %4$d
                    loop_wait: %5$d
                    retry_timeout: %6$d
                    maximum_lag_on_failover: 1048576
                    postgresql:
                      use_pg_rewind: true
                      use_slots: true
                  initdb: [{encoding: UTF8}, data-checksums]
                  pg_hba:
                    - host replication replicator all scram-sha-256
                    - host all all all scram-sha-256
                postgresql:
                  listen: '%2$s:5432'
                  connect_address: '%2$s:5432'
                  data_dir: %7$s/data
                  bin_dir: %8$s
                  pgpass: %7$s/pgpass
                  authentication:
                    superuser: {username: postgres, password: %9$s}
                    replication: {username: replicator, password: %9$s}
                    rewind: {username: rewind, password: %9$s}
                  parameters: {unix_socket_directories: '%7$s', password_encryption: scram-sha-256}
                """.formatted(
                        node.name(),
                        node.address(),
                        etcdFor(node),
                        settings.ttl,
                        settings.loopWait,
                        settings.retryTimeout,
                        folder(node),
                        PostgresServer.installedBinaries(),
                        PASSWORD);
    }

    private void start(Node node) {
        ManagedProcess.start(new Program(
                "patroni",
                folder(node),
                List.of(PATRONI.toString(), folder(node).resolve("patroni.yml").toString()),
                Map.of("PYTHONUNBUFFERED", "1"),
                runAs()));
    }

    /** PostgreSQL refuses root; Debian's package brings a user for it. */
    private static @Nullable String runAs() {
        return System.getProperty("user.name").equals("root") ? "postgres" : null;
    }

    @Override
    public String name() {
        return settings.contender();
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public Login login() {
        return new Login("postgres", "postgres", PASSWORD);
    }

    @Override
    public Node awaitWhole() throws IOException {
        long deadline = System.nanoTime() + WHOLE.toNanos();
        while (System.nanoTime() < deadline) {
            for (Node node : nodes) {
                if (says(node, LEADS) && says(other(node), FOLLOWS)) {
                    return node;
                }
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IOException(name() + " did not become whole; see " + home);
    }

    private Node other(Node node) {
        return nodes.stream().filter(each -> !each.equals(node)).findFirst().orElseThrow();
    }

    private static boolean says(Node node, String question) {
        String url = "jdbc:postgresql://" + node.address() + ":5432/postgres?connectTimeout=1&socketTimeout=1";
        try (Connection connection = DriverManager.getConnection(url, "postgres", PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException notNow) {
            return false;
        }
    }

    @Override
    public void lose(Node main, Kind kind) throws IOException {
        switch (kind) {
            case KILLED -> {
                signal(main, "KILL");
                ManagedProcess.find("patroni", folder(main)).ifPresent(ManagedProcess::kill);
            }
            case FROZEN -> signal(main, "STOP");
            case CUT_OFF -> Network.cut(List.of(main.address(), etcdFor(main)), inside);
            case SWITCHOVER -> throw new IllegalArgumentException("is not measured for " + name());
        }
    }

    /** Patroni, the server, which is in a session of its own, and everything that they started. */
    private void signal(Node node, String signal) throws IOException {
        var pids = new ArrayList<Long>();
        ManagedProcess.find("patroni", folder(node)).ifPresent(process -> pids.add(process.pid()));
        Path postmaster = folder(node).resolve("data/postmaster.pid");
        if (Files.exists(postmaster)) {
            pids.add(Long.parseLong(Files.readAllLines(postmaster).getFirst().strip()));
        }
        var command = new ArrayList<>(List.of("kill", "-s", signal));
        for (long pid : pids) {
            ProcessHandle.of(pid)
                    .ifPresent(process -> Stream.concat(Stream.of(process), process.descendants())
                            .forEach(each -> command.add(Long.toString(each.pid()))));
        }
        run(command.toArray(String[]::new));
    }

    @Override
    public Handover awaitHandover(Node lost, Kind kind, Instant since) throws IOException {
        Node other = other(lost);
        long deadline = System.nanoTime() + WHOLE.toNanos();
        while (System.nanoTime() < deadline) {
            if (says(other, "select not pg_is_in_recovery()")) {
                return new Handover(other, Map.of("WRITABLE", Instant.now()));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IOException(name() + ": " + other.name() + " was not promoted");
    }

    @Override
    public void wake(Node node) throws IOException {
        signal(node, "CONT");
    }

    @Override
    public void mend(Node node, Kind kind) throws IOException {
        switch (kind) {
            case KILLED -> start(node);
            case CUT_OFF -> Network.mend();
            case FROZEN -> {
                lose(node, Kind.KILLED);
                start(node);
            }
            case SWITCHOVER -> {}
        }
    }

    private static void run(String... command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void remove() {
        for (Node node : nodes) {
            try {
                signal(node, "KILL");
            } catch (IOException | NumberFormatException e) {
                // nothing runs there any more
            }
        }
        Installation.remove(home);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(cleanup);
        remove();
    }
}
