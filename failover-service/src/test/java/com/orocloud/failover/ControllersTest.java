package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.servers.ManagedProcess;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Several instances of the service: one acts, and whatever becomes of it, another one finishes. */
@RealServers
class ControllersTest {

    private static final Duration STARTED = Duration.ofSeconds(90);
    private static final String LAST = "controller-3";

    private final TestServers servers;
    private final TestTopics topics;
    private final Map<String, ManagedProcess> processes = new HashMap<>();
    private TestingProvider provider;
    private TestDatabase database;
    private TestingPair pair;

    @TempDir
    private Path settingsDirectory;

    ControllersTest(TestServers servers, TestTopics topics) {
        this.servers = servers;
        this.topics = topics;
    }

    @BeforeEach
    void startPairAndProcesses() throws Exception {
        provider = new TestingProvider(servers.address(24, 1));
        database = TestDatabase.create("failover");
        for (String instance : List.of("controller-1", "controller-2")) {
            processes.put(instance, startProcess(instance));
        }
        pair = TestingPair.start("env-controllers", provider, topics);
        processes.values().forEach(ControllersTest::awaitStarted);
        pair.awaitProtected();
    }

    @AfterEach
    void end() throws Exception {
        processes.values().stream().filter(ManagedProcess::isAlive).forEach(ManagedProcess::kill);
        pair.close();
        provider.close();
    }

    /**
     * In processes of their own: the one that watches is frozen, the next one is killed when the standby is promoted and
     * nothing is recorded. The last one runs in this JVM.
     */
    @Test
    void whatAFrozenAndAKilledControllerLeaveIsFinishedByAnotherAndTheFrozenOneDoesNothingMore() throws Exception {
        ManagedProcess frozen = Objects.requireNonNull(processes.get(watcher()));
        try (var writer = new TestingWriter(0, List.of(pair.first, pair.second))) {
            patiently().until(() -> writer.count() > 100);
            frozen.freeze();
            assertThat(frozen.isFrozen()).as("witness").isTrue();
            pair.first.process().kill();
            patiently().until(() -> processes.values().stream().anyMatch(process -> !process.isAlive()));
            assertThat(frozen.isAlive()).as("witness: the other one was killed").isTrue();
            assertThat(ask("select state_name from leadership"))
                    .as("witness: the intent is stored, and nothing after it")
                    .isEqualTo("FailingOver");
            try (ConfigurableApplicationContext _ =
                    TestingService.start(database, provider, settingsDirectory, Map.of("failover.instance", LAST))) {
                assertThat(pair.completed().getPromotedNodeId()).isEqualTo(pair.second.nodeId());
                Instant promoted = Instant.now();
                patiently().until(() -> writer.writesAfter(promoted));
                assertThatNothingIsDoneBy(frozen);
            }
            assertThat(TestingPair.missingAt(pair.second, writer)).isEmpty();
        }
        assertThat(pair.started()).as("decided once").hasSize(1);
        assertThat(pair.allCompleted()).as("done once").hasSize(1);
        patiently().until(() -> !watcher().equals(LAST));
    }

    /** It wakes up when others have done everything. */
    private void assertThatNothingIsDoneBy(ManagedProcess frozen) throws SQLException {
        assertThat(watcher()).isEqualTo(LAST);
        long versionThen = version();
        frozen.thaw();
        patiently().during(Duration.ofSeconds(3)).until(() -> watcher().equals(LAST));
        assertThat(frozen.isAlive()).as("witness: it is awake").isTrue();
        assertThat(version()).as("it records nothing").isEqualTo(versionThen);
    }

    private ManagedProcess startProcess(String instance) throws IOException {
        return TestingService.startProcess(
                database,
                provider,
                settingsDirectory,
                Map.of("failover.instance", instance),
                Map.of("OROCLOUD_CRASH_AT", "failover.promote.after-promote"));
    }

    private static void awaitStarted(ManagedProcess process) {
        process.awaitReady(
                "has started", STARTED, () -> Files.readString(process.log()).contains("Started FailoverService"));
    }

    /** The instance's name. */
    private String watcher() throws SQLException {
        return ask("select split_part(coalesce(watched_by, ''), ' ', 1) from leadership");
    }

    private long version() throws SQLException {
        return Long.parseLong(ask("select version from leadership"));
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
