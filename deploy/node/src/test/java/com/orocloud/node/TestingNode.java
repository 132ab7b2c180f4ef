package com.orocloud.node;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** One node of the {@link TestingCloud}: a real supervisor process with its disk and its metadata. */
final class TestingNode {
    private final TestingCloud cloud;
    private final String name;
    private final String ip;
    private final Path disk;
    private final Path log;
    private final TestingMetadata metadata;

    @Nullable
    private Process supervisor;

    TestingNode(TestingCloud cloud, String name, String ip, Path disk) throws IOException {
        this.cloud = cloud;
        this.name = name;
        this.ip = ip;
        this.disk = Files.createDirectories(disk).toRealPath();
        this.log = disk.resolveSibling(name + ".log");
        this.metadata = new TestingMetadata(ip);
    }

    String name() {
        return name;
    }

    String ip() {
        return ip;
    }

    String slot() {
        return name.replace('-', '_');
    }

    Path disk() {
        return disk;
    }

    TestingMetadata metadata() {
        return metadata;
    }

    TestingNode assign(JsonObject assignment) {
        metadata.set(assignment);
        return this;
    }

    /** Starts the supervisor, as the local cloud does: as the user postgres where the tests are root. */
    TestingNode start() throws IOException {
        return start(TestingCloud.ROOT);
    }

    TestingNode start(boolean asPostgres) throws IOException {
        List<String> command = new ArrayList<>();
        if (asPostgres) {
            Files.getFileAttributeView(disk, PosixFileAttributeView.class)
                    .setOwner(
                            disk.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        String java = System.getProperty("java.home") + "/bin/java";
        command.addAll(List.of(
                java,
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                cloud.classPath(),
                "com.orocloud.node.NodeSupervisor"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "GCE_METADATA_HOST",
                        ip + ":9254",
                        "OROCLOUD_NODE_DIR",
                        disk.toString(),
                        "OROCLOUD_SHOP_CLASSPATH",
                        cloud.classPath(),
                        "OROCLOUD_JAVA",
                        java,
                        "OROCLOUD_MAIL_NEXT_HOP",
                        cloud.nextHop().getHostString() + ":" + cloud.nextHop().getPort(),
                        "OROCLOUD_SECRETS_ENDPOINT",
                        cloud.secretsEndpoint()));
        supervisor = builder.start();
        return this;
    }

    /** Ends the supervisor alone, without a chance to do anything about it. */
    void killSupervisor() {
        Process running = Objects.requireNonNull(supervisor);
        running.destroyForcibly();
        Awaitility.await().until(() -> !running.isAlive());
    }

    /** The machine is gone at once, as in a power cut. */
    void crash() {
        killSupervisor();
        Server.killAllUnder(disk);
    }

    /** Asks for an orderly end and waits for it. */
    void shutDown() {
        Process running = Objects.requireNonNull(supervisor);
        running.destroy();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !running.isAlive());
    }

    boolean hasProcesses() {
        return !ProcessTable.workingUnder(disk).isEmpty();
    }

    /** The pid of the main process of the node's server. */
    long serverPid(String server) throws IOException {
        return JsonParser.parseString(Files.readString(disk.resolve(server + ".process")))
                .getAsJsonObject()
                .get("pid")
                .getAsLong();
    }

    JsonObject state() {
        String state = metadata.state();
        return state.isEmpty()
                ? new JsonObject()
                : JsonParser.parseString(state).getAsJsonObject();
    }

    String detail() {
        return state().has("detail") ? state().get("detail").getAsString() : "";
    }

    boolean isReady(long generation) {
        JsonObject state = state();
        return state.has("ready")
                && state.get("ready").getAsBoolean()
                && state.get("generation").getAsLong() == generation;
    }

    TestingNode awaitReady(long generation) {
        try {
            Awaitility.await(name + " ready").atMost(Duration.ofMinutes(2)).until(() -> isReady(generation));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(name + " is not ready; its log:\n" + log(), e);
        }
        return this;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection connect(String role, String database) throws SQLException {
        String url = "jdbc:postgresql://" + ip + ":5432/" + database + "?connectTimeout=2&socketTimeout=10";
        return DriverManager.getConnection(url, role, TestingCloud.SECRET.get(role));
    }

    /** The first column of the first row. */
    String ask(String role, String database, String sql) throws SQLException {
        try (Connection connection = connect(role, database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    void tell(String role, String database, String sql) throws SQLException {
        try (Connection connection = connect(role, database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void close() {
        if (supervisor != null) {
            crash();
        }
        metadata.goAway();
    }
}
