package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.NodeFenced;
import com.orocloud.events.StandbyRebuilt;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Mains that are not dead, but of no use: cut off from everybody, with a full disk (both need root here), or with none. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoneFailoverFaultsTest {

    private final TestTopics topics;
    private final TestingProvider provider;
    private ConfigurableApplicationContext service;

    @TempDir
    private static Path settingsDirectory;

    ZoneFailoverFaultsTest(TestServers servers, TestTopics topics) throws IOException {
        this.topics = topics;
        provider = new TestingProvider(servers.address(24, 2));
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

    @Test
    void aMainThatIsCutOffIsReplacedAndAcknowledgesNothingMeanwhile() throws Exception {
        String id = "env-cut-off";
        try (TestingZone zone = TestingZone.open()) {
            Path nodes = TestingPair.directory(id);
            var inside = new TestingNode(nodes, id + "-1-db-1", zone.inside(), zone);
            var outside = new TestingNode(nodes, id + "-1-db-2", zone.outside());
            try (TestingPair pair = TestingPair.start(id, inside, outside, provider, topics);
                    var writer = new TestingWriter(0, List.of(inside, outside))) {
                pair.awaitProtected();
                patiently().until(() -> writer.count() > 100);
                assertThat(inside.insertsFromInside(-1))
                        .as("witness: a client beside the main can write")
                        .isTrue();
                zone.cut();
                assertThat(inside.insertsFromInside(-2))
                        .as("the isolated main acknowledges a write")
                        .isFalse();
                assertThat(pair.completed().getPromotedNodeId()).isEqualTo(outside.nodeId());
                Instant promoted = Instant.now();
                patiently().until(() -> writer.writesAfter(promoted));
                assertThat(inside.isAlive())
                        .as("witness: the old main still runs")
                        .isTrue();
                zone.mend();
                assertThat(inside.insertsFromInside(-3))
                        .as("the old main, reachable again, acknowledges a write")
                        .isFalse();
                assertThat(TestingPair.missingAt(outside, writer)).isEmpty();
            }
        }
    }

    /** Its files are gone while it runs, as when a disk is detached; its node can only be made anew. */
    @Test
    void aMainWhoseDataDirectoryIsLostIsReplacedAndItsNodeIsMadeAnew() throws Exception {
        String id = "env-lost-data";
        try (TestingPair pair = TestingPair.start(id, provider, topics);
                var writer = new TestingWriter(0, List.of(pair.first, pair.second))) {
            pair.awaitProtected();
            patiently().until(() -> writer.count() > 100);
            pair.first.loseData();
            assertThat(pair.completed().getPromotedNodeId()).isEqualTo(pair.second.nodeId());
            Instant promoted = Instant.now();
            patiently().until(() -> writer.writesAfter(promoted));
            assertThat(TestingPair.missingAt(pair.second, writer)).isEmpty();
            patiently().until(() -> !pair.first.isAlive());
            topics.say(
                    "provisioning-service",
                    new NodeFenced(
                            Meta.of("provisioning-service", "acme", id),
                            id,
                            1L,
                            2L,
                            pair.first.nodeId(),
                            "TERMINATED"));
            patiently()
                    .until(() -> pair.second
                            .ask("select count(*) from pg_replication_slots where slot_name = '" + pair.first.slot()
                                    + "'")
                            .equals("1"));
            pair.first.startAsCopyOf(pair.second);
            StandbyRebuilt rebuilt = topics.await(StandbyRebuilt.class, event -> pair.isOurs(event.getEnvironmentId()));
            assertThat(rebuilt.getStandbyNodeId()).isEqualTo(pair.first.nodeId());
        }
    }

    @Test
    void aMainWhoseDiskIsFullIsReplaced() throws Exception {
        String id = "env-full-disk";
        try (TestingDisk disk = TestingDisk.mount(160)) {
            var first = new TestingNode(disk.directory(), id + "-1-db-1", TestingPair.freeAddress());
            var second = new TestingNode(TestingPair.directory(id), id + "-1-db-2", TestingPair.freeAddress());
            try (TestingPair pair = TestingPair.start(id, first, second, provider, topics);
                    var writer = new TestingWriter(0, List.of(first, second))) {
                pair.awaitProtected();
                patiently().until(() -> writer.count() > 100);
                disk.fill();
                patiently().until(() -> {
                    first.trySql("select pg_switch_wal()");
                    return !pair.started().isEmpty();
                });
                assertThat(pair.completed().getPromotedNodeId()).isEqualTo(second.nodeId());
                Instant promoted = Instant.now();
                patiently().until(() -> writer.writesAfter(promoted));
                assertThat(disk.isFull()).as("witness: the disk is full").isTrue();
                assertThat(TestingPair.missingAt(second, writer)).isEmpty();
            }
        }
    }
}
