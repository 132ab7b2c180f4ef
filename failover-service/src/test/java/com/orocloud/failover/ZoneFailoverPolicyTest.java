package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static com.orocloud.failover.automation.TestingRequests.pause;
import static com.orocloud.failover.automation.TestingRequests.policy;
import static com.orocloud.failover.automation.TestingRequests.resume;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.FailoverPaused;
import com.orocloud.events.FailoverPolicyChanged;
import com.orocloud.events.FailoverRequestRejected;
import com.orocloud.events.FailoverResumed;
import com.orocloud.events.FailoverVerdict;
import com.orocloud.events.LossPolicy;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** What people may ask for: no fail-over for a while, a main started again in place, and time before loss. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoneFailoverPolicyTest {

    private static final int MIB = 1 << 20;

    private final TestTopics topics;
    private final TestingProvider provider;
    private ConfigurableApplicationContext service;
    private TestingPair pair;

    @TempDir
    private static Path settingsDirectory;

    ZoneFailoverPolicyTest(TestServers servers, TestTopics topics) throws IOException {
        this.topics = topics;
        provider = new TestingProvider(servers.address(24, 3));
    }

    @BeforeAll
    void startService() throws IOException {
        service = TestingService.start(TestDatabase.create("failover"), provider, settingsDirectory, Map.of());
    }

    @AfterAll
    void end() {
        service.close();
        provider.close();
    }

    @BeforeEach
    void startPair(TestInfo test) {
        pair = TestingPair.start(
                "env-" + Integer.toHexString(test.getDisplayName().hashCode()), provider, topics);
        pair.awaitProtected();
    }

    @AfterEach
    void endPair() throws IOException {
        pair.close();
    }

    @Test
    void aPausedMainIsNotReplacedAndOneThatMayStartAgainInPlaceIsWaitedFor() throws Exception {
        String id = pair.environmentId;
        topics.say("portal", policy(id, LossPolicy.LOSS_FIRST, MIB, 600));
        topics.await(FailoverPolicyChanged.class, event -> pair.isOurs(event.getEnvironmentId()));
        topics.say("portal", pause(id, Instant.now().plus(2, ChronoUnit.DAYS), "for ever"));
        assertThat(topics.await(FailoverRequestRejected.class, event -> pair.isOurs(event.getEnvironmentId()))
                        .getReasons())
                .singleElement()
                .asString()
                .contains("24 hours at most");
        topics.say("portal", pause(id, Instant.now().plusSeconds(900), "moving disks"));
        topics.await(FailoverPaused.class, event -> pair.isOurs(event.getEnvironmentId()));

        pair.first.process().kill();
        assertThat(pair.decided(FailoverVerdict.NO_FAIL_OVER, "paused").getRule())
                .contains("moving disks");
        topics.say("portal", resume(id));
        topics.await(FailoverResumed.class, event -> pair.isOurs(event.getEnvironmentId()));
        assertThat(pair.decided(FailoverVerdict.RESTART_IN_PLACE, "600 s").getCandidates())
                .hasSize(2);
        pair.first.startAgain();
        patiently()
                .until(() -> pair.first
                        .ask("select sync_state from pg_stat_replication")
                        .equals("sync"));
        assertThat(pair.started()).as("nobody took over").isEmpty();

        CrashPoint.arm("failover.zone.after-intent");
        topics.say("portal", policy(id, LossPolicy.LOSS_FIRST, MIB, 0));
        topics.await(
                FailoverPolicyChanged.class,
                event -> pair.isOurs(event.getEnvironmentId()) && event.getRestartInPlaceSeconds() == 0);
        pair.first.process().kill();
        assertThat(pair.completed().getPromotedNodeId()).isEqualTo(pair.second.nodeId());
    }

    /** The standby is away while a megabyte is written, and comes back when the main is gone. */
    @Test
    void aStandbyThatIsTooFarBehindIsPromotedOnlyOnceSomebodyAcceptsTheLoss() throws Exception {
        String id = pair.environmentId;
        pair.second.process().freeze();
        topics.await(
                SynchronousReplicationChanged.class,
                event -> pair.isOurs(event.getEnvironmentId()) && !event.getSynchronous());
        patiently().until(() -> pair.first.ask("show synchronous_standby_names").isEmpty());
        pair.first.sql("create table bulk as select generate_series(1, 200000) as id");
        String lookedAt = pair.first.ask("select pg_current_wal_lsn()");
        patiently()
                .until(() -> pair.first
                        .ask("select pg_current_wal_lsn() > pg_lsn '" + lookedAt + "'")
                        .equals("t"));
        pair.first.process().kill();
        pair.decided(FailoverVerdict.NO_FAIL_OVER, "neither node answers");
        pair.second.process().thaw();
        var failed = topics.await(ZoneFailoverFailed.class, event -> pair.isOurs(event.getEnvironmentId()));
        assertThat(failed.getReason()).contains("bytes behind");
        assertThat(failed.getCandidates().getLast().getBehindBytes()).isGreaterThan(MIB);
        assertThat(pair.started()).isEmpty();

        topics.say("portal", policy(id, LossPolicy.TIME_FIRST, MIB, 0));
        assertThat(pair.decided(FailoverVerdict.FAIL_OVER, "time before loss").getCandidates())
                .last()
                .extracting(candidate -> candidate.getVerdict())
                .asString()
                .contains("accepted");
        assertThat(pair.second.ask("select pg_is_in_recovery()"))
                .as("not before the old main is proved stopped")
                .isEqualTo("t");
        topics.say(
                "provisioning-service",
                new NodeFenced(
                        Meta.of("provisioning-service", "acme", id), id, 1L, 2L, pair.first.nodeId(), "TERMINATED"));
        var completed = pair.completed();
        assertThat(completed.getFencedBeforePromotion()).isTrue();
        assertThat(completed.getLostWalBytes()).as("the loss is told").isGreaterThan(MIB);
    }
}
