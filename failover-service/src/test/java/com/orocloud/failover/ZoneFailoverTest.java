package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.FailoverRequestRejected;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeFenced;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** The promise to writers: whatever happens to a main, what was acknowledged is kept, and writing goes on in seconds. */
@RealServers
class ZoneFailoverTest {

    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private final TestServers servers;
    private final TestTopics topics;
    private Path nodes;
    private TestingProvider provider;
    private TestingNode first;
    private TestingNode second;
    private ConfigurableApplicationContext service;
    private TestDatabase database;
    private String environmentId;

    @TempDir
    private Path settingsDirectory;

    ZoneFailoverTest(TestServers servers, TestTopics topics) {
        this.servers = servers;
        this.topics = topics;
    }

    @BeforeEach
    void startPairAndService(TestInfo test) throws Exception {
        environmentId = "env-" + Integer.toHexString(test.getDisplayName().hashCode());
        nodes = Path.of("/var/tmp", "failover-tests-" + ProcessHandle.current().pid(), environmentId);
        first = new TestingNode(nodes, environmentId + "-1-db-1", servers.address(21, 1));
        second = new TestingNode(nodes, environmentId + "-1-db-2", servers.address(21, 2));
        first.startAsMain(second.slot());
        second.startAsCopyOf(first);
        provider = new TestingProvider(servers.address(21, 3));
        database = TestDatabase.create("failover");
        List<String> pairing = List.of("failover.pair.after-naming", "failover.pair.after-witness");
        pairing.forEach(CrashPoint::arm);
        service = TestingService.start(database, provider, settingsDirectory, Map.of());
        topics.say("provisioning-service", TestingService.provisioned(environmentId, first, second, provider));
        topics.await(
                SynchronousReplicationChanged.class,
                event -> isOurs(event.getEnvironmentId()) && event.getSynchronous());
        assertThat(pairing).as("witness: died after naming and after proving").noneMatch(CrashPoint::isArmed);
        assertThat(first.ask("select sync_state from pg_stat_replication")).isEqualTo("sync");
    }

    @AfterEach
    void end() throws IOException {
        service.close();
        provider.close();
        first.endIfAlive();
        second.endIfAlive();
        FileSystemUtils.deleteRecursively(nodes);
    }

    @Test
    void aKilledMainCostsNoAcknowledgedOrderAndItsNodeComesBackAsStandby() throws Exception {
        var writer = new TestingWriter(0, List.of(first, second));
        try (writer) {
            patiently().until(() -> writer.count() > 100);
            first.process().kill();
            assertThat(first.isAlive()).as("witness: the main is dead").isFalse();
            ZoneFailoverCompleted completed = completed();
            assertThat(completed.getPromotedNodeId()).isEqualTo(second.nodeId());
            assertThat(completed.getLostWalBytes()).isZero();
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
        }
        tellGap("killed", writer);
        assertThat(missingAt(second, writer)).isEmpty();
        assertIntentCameFirst();
        rebuildRedundancy();
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
            completed();
            assertThat(steps).noneMatch(CrashPoint::isArmed);
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
        }
        assertThat(missingAt(second, writer)).isEmpty();
        assertIntentCameFirst();
        assertThat(topics.said(ZoneFailoverCompleted.class, event -> isOurs(event.getEnvironmentId())))
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
            completed();
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
            first.process().thaw();
            assertThat(isAcknowledgedBy(first))
                    .as("the old main, awake again, acknowledges a write")
                    .isFalse();
        }
        tellGap("frozen", writer);
        assertThat(missingAt(second, writer)).isEmpty();
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
            var done = topics.await(ZoneSwitchoverCompleted.class, event -> isOurs(event.getEnvironmentId()));
            assertThat(steps).as("witness: died at each").noneMatch(CrashPoint::isArmed);
            assertThat(done.getToNodeId()).isEqualTo(second.nodeId());
            assertThat(second.ask("select pg_lsn '" + done.getReplayedPosition() + "' >= pg_lsn '"
                            + done.getStoppedAtPosition() + "'"))
                    .isEqualTo("t");
            assertThat(completed().getPlanned()).isTrue();
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
        }
        tellGap("switched over, with four crashes", writer);
        assertThat(missingAt(second, writer)).isEmpty();
        assertThat(isAcknowledgedBy(first)).as("the old main takes a write").isFalse();
        topics.say("portal", switchover());
        var rejected = topics.await(FailoverRequestRejected.class, event -> isOurs(event.getEnvironmentId()));
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
                    event -> isOurs(event.getEnvironmentId()) && !event.getSynchronous());
            assertThat(change.getLeaderTerm()).isEqualTo(1);
            Instant recorded = Instant.now();
            patiently().until(() -> writer.writesAfter(recorded));
            second.process().thaw();
            topics.await(StandbyRebuilt.class, event -> isOurs(event.getEnvironmentId()));
        }
        tellGap("standby frozen", writer);
        assertThat(topics.said(ZoneFailoverStarted.class, event -> isOurs(event.getEnvironmentId())))
                .isEmpty();
    }

    @Test
    void anIdleMainThatOnlyTheControllerCannotReachIsNotLost() throws Exception {
        first.cutOffFromController();
        patiently().until(() -> leadership().matches("(?s).*\"misses\":[2-9][0-9].*"));
        assertThat(leadership()).contains("the main is missed here, but its standby still hears it");
        assertThat(topics.said(ZoneFailoverStarted.class, event -> isOurs(event.getEnvironmentId())))
                .isEmpty();
        first.process().freeze();
        assertThat(completed().getPromotedNodeId())
                .as("witness: the standby's silence is what was missing")
                .isEqualTo(second.nodeId());
    }

    @Test
    void withBothNodesGoneNothingIsDecided() {
        second.process().kill();
        first.process().kill();
        patiently().pollDelay(Duration.ofSeconds(4)).until(() -> true);
        assertThat(topics.said(ZoneFailoverStarted.class, event -> isOurs(event.getEnvironmentId())))
                .isEmpty();
        assertThat(topics.said(ZoneFailoverFailed.class, event -> isOurs(event.getEnvironmentId())))
                .isEmpty();
    }

    private String leadership() throws IOException, InterruptedException {
        return TestingService.get(service, "/environments/" + environmentId + "/leadership");
    }

    private ZoneFailoverCompleted completed() {
        return topics.await(ZoneFailoverCompleted.class, event -> isOurs(event.getEnvironmentId()));
    }

    private void assertIntentCameFirst() {
        var started = topics.said(ZoneFailoverStarted.class, event -> isOurs(event.getEnvironmentId()));
        assertThat(started).hasSize(1);
        assertThat(started.getFirst().getSynchronousInForce()).isTrue();
        assertThat(started.getFirst().getLeaderTerm()).isEqualTo(2);
        var fence = topics.await(NodeFenceRequested.class, event -> isOurs(event.getEnvironmentId()));
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
        StandbyRebuilt rebuilt = topics.await(StandbyRebuilt.class, event -> isOurs(event.getEnvironmentId()));
        assertThat(rebuilt.getStandbyNodeId()).isEqualTo(first.nodeId());
        assertThat(second.ask("select sync_state from pg_stat_replication")).isEqualTo("sync");
    }

    private boolean isOurs(String id) {
        return id.equals(environmentId);
    }

    private static List<Long> missingAt(TestingNode node, TestingWriter writer) {
        var kept = List.of(node.ask("select coalesce(string_agg(id::text, ','), '') from orders")
                .split(","));
        var keptIds = new java.util.HashSet<>(kept);
        return writer.acknowledged().stream()
                .filter(id -> !keptIds.contains(id.toString()))
                .toList();
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
