package com.orocloud.failover;

import com.orocloud.events.FailoverDecided;
import com.orocloud.events.FailoverVerdict;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** The databases of one environment: a main and its standby, as provisioning-service would have built them. */
final class TestingPair implements AutoCloseable {

    final String environmentId;
    final TestingNode first;
    final TestingNode second;
    final TestingProvider provider;
    final TestDatabase database;

    private final Path nodes;
    private final TestTopics topics;

    private TestingPair(String environmentId, Path nodes, TestingNode first, TestingNode second, TestTopics topics)
            throws IOException {
        this.environmentId = environmentId;
        this.nodes = nodes;
        this.first = first;
        this.second = second;
        this.topics = topics;
        this.provider = new TestingProvider(TestServers.shared().address(23, 3));
        this.database = TestDatabase.create("failover");
    }

    static Path directory(String environmentId) {
        return Path.of("/var/tmp", "failover-tests-" + ProcessHandle.current().pid(), environmentId);
    }

    static TestingPair start(String environmentId, TestTopics topics) throws IOException {
        TestServers servers = TestServers.shared();
        Path nodes = directory(environmentId);
        return start(
                environmentId,
                new TestingNode(nodes, environmentId + "-1-db-1", servers.address(23, 1)),
                new TestingNode(nodes, environmentId + "-1-db-2", servers.address(23, 2)),
                topics);
    }

    static TestingPair start(String environmentId, TestingNode first, TestingNode second, TestTopics topics)
            throws IOException {
        var pair = new TestingPair(environmentId, directory(environmentId), first, second, topics);
        first.startAsMain(second.slot());
        second.startAsCopyOf(first);
        return pair;
    }

    /** Tells the service of it and waits until every commit waits for the standby. */
    void awaitProtected() {
        topics.say("provisioning-service", TestingService.provisioned(environmentId, first, second, provider));
        topics.await(
                SynchronousReplicationChanged.class,
                event -> isOurs(event.getEnvironmentId()) && event.getSynchronous());
    }

    boolean isOurs(String id) {
        return id.equals(environmentId);
    }

    FailoverDecided decided(FailoverVerdict verdict, String word) {
        return topics.await(
                FailoverDecided.class,
                event -> isOurs(event.getEnvironmentId())
                        && event.getVerdict() == verdict
                        && event.getRule().contains(word));
    }

    List<ZoneFailoverStarted> started() {
        return topics.said(ZoneFailoverStarted.class, event -> isOurs(event.getEnvironmentId()));
    }

    ZoneFailoverCompleted completed() {
        return topics.await(ZoneFailoverCompleted.class, event -> isOurs(event.getEnvironmentId()));
    }

    List<ZoneFailoverCompleted> allCompleted() {
        return topics.said(ZoneFailoverCompleted.class, event -> isOurs(event.getEnvironmentId()));
    }

    /** Acknowledged orders that this node does not have. */
    static List<Long> missingAt(TestingNode node, TestingWriter writer) {
        List<Long> acknowledged = writer.acknowledged();
        var kept = new HashSet<>(List.of(node.ask("select coalesce(string_agg(id::text, ','), '') from orders")
                .split(",")));
        return acknowledged.stream().filter(id -> !kept.contains(id.toString())).toList();
    }

    @Override
    public void close() throws IOException {
        provider.close();
        first.endIfAlive();
        second.endIfAlive();
        FileSystemUtils.deleteRecursively(nodes);
    }
}
