package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.servers.ManagedProcess;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Several instances of the service: one acts, and whatever becomes of it, another one finishes. */
@RealServers
class ControllersTest {

    private static final Duration STARTED = Duration.ofSeconds(90);

    private final TestTopics topics;
    private final List<ManagedProcess> processes = new ArrayList<>();
    private TestingPair pair;

    @TempDir
    private Path settingsDirectory;

    ControllersTest(TestTopics topics) {
        this.topics = topics;
    }

    @BeforeEach
    void startPair(TestInfo test) throws Exception {
        pair = TestingPair.start(
                "env-" + Integer.toHexString(test.getDisplayName().hashCode()), topics);
    }

    private ManagedProcess startProcess(String instance, String crashAt) throws Exception {
        ManagedProcess process = TestingService.startProcess(
                pair.database,
                pair.provider,
                settingsDirectory,
                Map.of("failover.instance", instance),
                Map.of("OROCLOUD_CRASH_AT", crashAt));
        processes.add(process);
        return process;
    }

    private static void awaitStarted(ManagedProcess process) {
        process.awaitReady(
                "has started", STARTED, () -> Files.readString(process.log()).contains("Started FailoverService"));
    }

    @AfterEach
    void end() throws Exception {
        processes.stream().filter(ManagedProcess::isAlive).forEach(ManagedProcess::kill);
        pair.close();
    }

    /** As after kill -9, and in real processes: each is killed one phase later than the one before. */
    @Test
    void aControllerThatIsKilledInAnyPhaseIsFinishedByAnother() throws Exception {
        ManagedProcess watching = startProcess("controller-1", "failover.zone.after-intent");
        awaitStarted(watching);
        pair.awaitProtected();
        assertThat(watcher()).startsWith("controller-1 ");
        List<ManagedProcess> others = List.of(
                startProcess("controller-2", "failover.promote.after-slot"),
                startProcess("controller-3", "failover.promote.after-release"),
                startProcess("controller-4", "failover.promote.after-promote"),
                startProcess("controller-5", "failover.promote.after-write"));
        others.forEach(ControllersTest::awaitStarted);
        assertThat(watcher()).as("the lease is kept").startsWith("controller-1 ");
        try (var writer = new TestingWriter(0, List.of(pair.first, pair.second))) {
            patiently().until(() -> writer.count() > 100);
            pair.first.process().kill();
            patiently().until(() -> processes.stream().noneMatch(ManagedProcess::isAlive));
            assertThat(pair.allCompleted())
                    .as("witness: all were killed before it was recorded")
                    .isEmpty();
            try (ConfigurableApplicationContext _ = TestingService.start(
                    pair.database, pair.provider, settingsDirectory, Map.of("failover.instance", "controller-6"))) {
                assertThat(pair.completed().getPromotedNodeId()).isEqualTo(pair.second.nodeId());
                Instant promoted = Instant.now();
                patiently().until(() -> writer.writesAfter(promoted));
            }
            assertThat(TestingPair.missingAt(pair.second, writer)).isEmpty();
        }
        assertThat(pair.started()).as("decided once").hasSize(1);
        assertThat(pair.allCompleted()).as("done once").hasSize(1);
    }

    /** The one that watches is frozen while the main dies, and wakes up when another has done everything. */
    @Test
    void aControllerThatWakesUpDoesNothingMore() throws Exception {
        ManagedProcess watching = startProcess("controller-1", "");
        awaitStarted(watching);
        pair.awaitProtected();
        watching.freeze();
        assertThat(watching.isFrozen()).as("witness").isTrue();
        pair.first.process().kill();
        try (ConfigurableApplicationContext _ = TestingService.start(
                pair.database, pair.provider, settingsDirectory, Map.of("failover.instance", "controller-2"))) {
            assertThat(pair.completed().getPromotedNodeId()).isEqualTo(pair.second.nodeId());
            long versionThen = version();
            watching.thaw();
            patiently().during(Duration.ofSeconds(3)).until(() -> watcher().startsWith("controller-2 "));
            assertThat(watching.isAlive()).as("witness: it is awake").isTrue();
            assertThat(version()).as("it records nothing").isEqualTo(versionThen);
        }
        assertThat(pair.started()).hasSize(1);
        assertThat(pair.allCompleted()).hasSize(1);
        patiently().until(() -> watcher().startsWith("controller-1 "));
    }

    private String watcher() throws SQLException {
        return ask("select coalesce(watched_by, '') from leadership");
    }

    private long version() throws SQLException {
        return Long.parseLong(ask("select version from leadership"));
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = pair.database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
