package com.orocloud.failover;

import com.orocloud.events.FailoverDecided;
import com.orocloud.events.FailoverVerdict;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.FileSystemUtils;

/** The databases of one environment: a main and its standby, as provisioning-service would have built them. */
final class TestingPair implements AutoCloseable {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    final String environmentId;
    final TestingNode first;
    final TestingNode second;

    private final TestingProvider provider;
    private final TestTopics topics;

    private TestingPair(
            String environmentId, TestingNode first, TestingNode second, TestingProvider provider, TestTopics topics) {
        this.environmentId = environmentId;
        this.first = first;
        this.second = second;
        this.provider = provider;
        this.topics = topics;
    }

    static Path directory(String environmentId) {
        return Path.of("/var/tmp", "failover-tests-" + ProcessHandle.current().pid(), environmentId);
    }

    /** At addresses of its own, because a service may still look at those of earlier pairs. */
    static TestingPair start(String environmentId, TestingProvider provider, TestTopics topics) {
        Path nodes = directory(environmentId);
        return start(
                environmentId,
                new TestingNode(nodes, environmentId + "-1-db-1", freeAddress()),
                new TestingNode(nodes, environmentId + "-1-db-2", freeAddress()),
                provider,
                topics);
    }

    static TestingPair start(
            String environmentId, TestingNode first, TestingNode second, TestingProvider provider, TestTopics topics) {
        first.startAsMain(second.slot());
        second.startAsCopyOf(first);
        return new TestingPair(environmentId, first, second, provider, topics);
    }

    static String freeAddress() {
        return TestServers.shared().address(25, ADDRESSES.incrementAndGet());
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
        first.endIfAlive();
        second.endIfAlive();
        FileSystemUtils.deleteRecursively(directory(environmentId));
    }
}
