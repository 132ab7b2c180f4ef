package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.FailoverDecided;
import com.orocloud.events.FailoverRequestRejected;
import com.orocloud.events.FailoverVerdict;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.ObservedSignal;
import com.orocloud.events.PhaseInstant;
import com.orocloud.events.StandbyRebuilt;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.events.ZoneSwitchoverCompleted;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The promise to writers: whatever happens to a main, what was acknowledged is kept, and writing goes on in seconds. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoneFailoverTest {

    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private final TestTopics topics;
    private final TestingProvider provider;
    private final String address;
    private final TestDatabase database;
    private ConfigurableApplicationContext service;
    private TestingPair pair;
    private TestingNode first;
    private TestingNode second;
    private String environmentId;

    @TempDir
    private static Path settingsDirectory;

    ZoneFailoverTest(TestServers servers, TestTopics topics) throws IOException {
        this.topics = topics;
        provider = new TestingProvider(servers.address(24, 4));
        address = servers.address(0, 11);
        database = TestDatabase.create("failover");
    }

    @BeforeAll
    void startService() throws IOException {
        service = TestingService.start(database, provider, settingsDirectory, Map.of());
    }

    @AfterAll
    void end() {
        service.close();
        provider.close();
    }

    @BeforeEach
    void startPair(TestInfo test) {
        environmentId = "env-" + Integer.toHexString(test.getDisplayName().hashCode());
        pair = TestingPair.start(environmentId, provider, topics);
        first = pair.first;
        second = pair.second;
        List<String> pairing = List.of("failover.pair.after-naming", "failover.pair.after-witness");
        pairing.forEach(CrashPoint::arm);
        pair.awaitProtected();
        assertThat(pairing).as("witness: died after naming and after proving").noneMatch(CrashPoint::isArmed);
        assertThat(first.ask("select sync_state from pg_stat_replication")).isEqualTo("sync");
    }

    @AfterEach
    void endPair() throws IOException {
        pair.close();
    }

    @Test
    void aKilledMainCostsNoAcknowledgedOrderAndItsNodeComesBackAsStandby() throws Exception {
        var writer = new TestingWriter(0, List.of(first, second));
        try (writer) {
            patiently().until(() -> writer.count() > 100);
            first.process().kill();
            assertThat(first.isAlive()).as("witness: the main is dead").isFalse();
            ZoneFailoverCompleted completed = pair.completed();
            assertThat(completed.getPromotedNodeId()).isEqualTo(second.nodeId());
            assertThat(completed.getLostWalBytes()).isZero();
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
        }
        tellGap("killed", writer);
        assertThat(TestingPair.missingAt(second, writer)).isEmpty();
        assertIntentCameFirst();
        assertExplained();
        rebuildRedundancy();
    }

    private void assertExplained() throws IOException, InterruptedException {
        FailoverDecided why = topics.await(
                FailoverDecided.class,
                event -> pair.isOurs(event.getEnvironmentId()) && event.getVerdict() == FailoverVerdict.FAIL_OVER);
        assertThat(why.getCandidates()).hasSize(2);
        assertThat(why.getSignals())
                .extracting(ObservedSignal::getName)
                .contains("misses in a row", "main's last position", "standby");
        assertThat(why.getPhases()).extracting(PhaseInstant::getPhase).containsExactly("LAST_HEALTHY", "FIRST_MISS");
        assertThat(answer("/environments/" + environmentId + "/decisions"))
                .contains("FAIL_OVER", why.getRule(), "holds every acknowledged commit", "WRITABLE");
    }

    private String answer(String path) throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://" + address + ":" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Every try dies one step later than the one before, and the second service instance starts in the middle. */
    @Test
    void aControllerThatDiesAtEveryStepIsFinishedByTheNextStart() throws Exception {
        List<String> steps = List.of(
                "failover.zone.after-intent",
                "failover.promote.after-slot",
                "failover.promote.after-release",
                "failover.promote.after-promote",
                "failover.promote.after-write");
        var writer = new TestingWriter(0, List.of(first, second));
        try (writer) {
            patiently().until(() -> writer.count() > 100);
            steps.forEach(CrashPoint::arm);
            first.process().kill();
            patiently().until(() -> !CrashPoint.isArmed(steps.getFirst()));
            service.close();
            service = TestingService.start(database, provider, settingsDirectory, Map.of());
            pair.completed();
            assertThat(steps).noneMatch(CrashPoint::isArmed);
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
        }
        assertThat(TestingPair.missingAt(second, writer)).isEmpty();
        assertIntentCameFirst();
        assertThat(topics.said(ZoneFailoverCompleted.class, event -> pair.isOurs(event.getEnvironmentId())))
                .hasSize(1);
    }

    @Test
    void aFrozenMainThatWakesUpAcknowledgesNothingThatIsLost() throws Exception {
        var writer = new TestingWriter(0, List.of(first, second));
        try (writer) {
            patiently().until(() -> writer.count() > 100);
            first.process().freeze();
            assertThat(first.process().isFrozen())
                    .as("witness: the main is frozen")
                    .isTrue();
            pair.completed();
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
            first.process().thaw();
            assertThat(isAcknowledgedBy(first))
                    .as("the old main, awake again, acknowledges a write")
                    .isFalse();
        }
        tellGap("frozen", writer);
        assertThat(TestingPair.missingAt(second, writer)).isEmpty();
        first.process().kill();
        rebuildRedundancy();
    }

    /** Dies once at every step of it as well; the requests that come too late are answered with a reason. */
    @Test
    void aPlannedSwitchoverLosesNothingAndSaysThePositionThatProvesIt() throws Exception {
        List<String> steps = List.of(
                "failover.switchover.after-read-only",
                "failover.switchover.after-replay",
                "failover.switchover.after-intent",
                "failover.promote.after-promote");
        var writer = new TestingWriter(0, List.of(first, second));
        try (writer) {
            patiently().until(() -> writer.count() > 100);
            steps.forEach(CrashPoint::arm);
            topics.say("portal", switchover());
            var done = topics.await(ZoneSwitchoverCompleted.class, event -> pair.isOurs(event.getEnvironmentId()));
            assertThat(steps).as("witness: died at each").noneMatch(CrashPoint::isArmed);
            assertThat(done.getToNodeId()).isEqualTo(second.nodeId());
            assertThat(second.ask("select pg_lsn '" + done.getReplayedPosition() + "' >= pg_lsn '"
                            + done.getStoppedAtPosition() + "'"))
                    .isEqualTo("t");
            assertThat(pair.completed().getPlanned()).isTrue();
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
        }
        tellGap("switched over, with four crashes", writer);
        assertThat(TestingPair.missingAt(second, writer)).isEmpty();
        assertThat(isAcknowledgedBy(first)).as("the old main takes a write").isFalse();
        topics.say("portal", switchover());
        var rejected = topics.await(FailoverRequestRejected.class, event -> pair.isOurs(event.getEnvironmentId()));
        assertThat(rejected.getReasons()).singleElement().asString().contains("no standby");
        first.process().kill();
        rebuildRedundancy();
    }

    private ZoneSwitchoverRequested switchover() {
        return ZoneSwitchoverRequested.newBuilder()
                .setMeta(Meta.of("portal", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setReason("maintenance")
                .build();
    }

    @Test
    void aLostStandbyStopsWritersOnlyUntilItsAbsenceIsRecorded() throws Exception {
        var writer = new TestingWriter(0, List.of(first, second));
        try (writer) {
            patiently().until(() -> writer.count() > 100);
            CrashPoint.arm("failover.asynchronous.after-record");
            second.process().freeze();
            SynchronousReplicationChanged change = topics.await(
                    SynchronousReplicationChanged.class,
                    event -> pair.isOurs(event.getEnvironmentId()) && !event.getSynchronous());
            assertThat(change.getLeaderTerm()).isEqualTo(1);
            Instant recorded = Instant.now();
            patiently().until(() -> writer.writesAfter(recorded));
            second.process().thaw();
            topics.await(StandbyRebuilt.class, event -> pair.isOurs(event.getEnvironmentId()));
        }
        tellGap("standby frozen", writer);
        assertThat(topics.said(ZoneFailoverStarted.class, event -> pair.isOurs(event.getEnvironmentId())))
                .isEmpty();
    }

    @Test
    void anIdleMainThatOnlyTheControllerCannotReachIsNotLost() throws Exception {
        first.cutOffFromController();
        String leadership = "/environments/" + environmentId + "/leadership";
        patiently().until(() -> answer(leadership).matches("(?s).*\"misses\":[1-9][0-9].*"));
        assertThat(answer(leadership)).contains("the main is missed here, but its standby still hears it");
        assertThat(pair.started()).isEmpty();
        first.process().freeze();
        assertThat(pair.completed().getPromotedNodeId())
                .as("witness: the standby's silence is what was missing")
                .isEqualTo(second.nodeId());
    }

    @Test
    void withBothNodesGoneNobodyIsPromotedAndItIsSaidWhy() {
        second.process().kill();
        first.process().kill();
        FailoverDecided whyNot = topics.await(
                FailoverDecided.class,
                event -> pair.isOurs(event.getEnvironmentId()) && event.getVerdict() == FailoverVerdict.NO_FAIL_OVER);
        assertThat(whyNot.getRule()).contains("neither node answers");
        assertThat(topics.said(ZoneFailoverStarted.class, event -> pair.isOurs(event.getEnvironmentId())))
                .isEmpty();
        assertThat(topics.said(ZoneFailoverFailed.class, event -> pair.isOurs(event.getEnvironmentId())))
                .isEmpty();
    }

    private void assertIntentCameFirst() {
        var started = topics.said(ZoneFailoverStarted.class, event -> pair.isOurs(event.getEnvironmentId()));
        assertThat(started).hasSize(1);
        assertThat(started.getFirst().getSynchronousInForce()).isTrue();
        assertThat(started.getFirst().getLeaderTerm()).isEqualTo(2);
        var fence = topics.await(NodeFenceRequested.class, event -> pair.isOurs(event.getEnvironmentId()));
        assertThat(fence.getNodeId()).isEqualTo(first.nodeId());
        assertThat(fence.getLeaderNodeId()).isEqualTo(second.nodeId());
    }

    /** As provisioning-service and the node supervisor do. */
    private void rebuildRedundancy() {
        assertThat(first.isAlive()).isFalse();
        topics.say(
                "provisioning-service",
                new NodeFenced(
                        Meta.of("provisioning-service", "acme", environmentId),
                        environmentId,
                        1L,
                        2L,
                        first.nodeId(),
                        "TERMINATED"));
        patiently()
                .until(() -> second.ask("select (select timeline_id from pg_control_checkpoint()) = 2 and exists "
                                + "(select from pg_replication_slots where slot_name = '" + first.slot() + "')")
                        .equals("t"));
        first.rejoin(second);
        StandbyRebuilt rebuilt = topics.await(StandbyRebuilt.class, event -> pair.isOurs(event.getEnvironmentId()));
        assertThat(rebuilt.getStandbyNodeId()).isEqualTo(first.nodeId());
        assertThat(second.ask("select sync_state from pg_stat_replication")).isEqualTo("sync");
    }

    private static boolean isAcknowledgedBy(TestingNode node) {
        String url = "jdbc:postgresql://" + node.address() + ":5432/postgres?connectTimeout=1&socketTimeout=2";
        try (Connection connection = DriverManager.getConnection(url, "postgres", TestingNode.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into orders (id) values (-1)");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void tellGap(String how, TestingWriter writer) {
        System.out.println("main or standby " + how + ": " + writer.count() + " orders acknowledged, longest gap "
                + writer.longestGap().toMillis() + " ms");
        assertThat(writer.longestGap()).isLessThan(LONGEST_GAP);
    }
}
