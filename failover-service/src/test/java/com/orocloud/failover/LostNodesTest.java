package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRedundancyRestored;
import com.orocloud.events.EventMeta;
import com.orocloud.events.LostNode;
import com.orocloud.events.RegionDegradationEnded;
import com.orocloud.events.RegionDegraded;
import com.orocloud.events.RegionSuspectedDown;
import com.orocloud.failover.redundancy.TestingNodes;
import com.orocloud.messaging.CrashPoint;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The nodes of an environment, real processes, watched by two instances of the service. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostNodesTest {

    private static final String ENVIRONMENT = "lost-env";

    private final TestServers servers;
    private final TestTopics topics;
    private final Map<String, ConfigurableApplicationContext> instances = new HashMap<>();
    private TestingProvider provider;
    private TestDatabase database;
    private TestingNodes nodes;
    private Instant began = Instant.EPOCH;

    @TempDir
    private static Path directory;

    LostNodesTest(TestServers servers, TestTopics topics) {
        this.servers = servers;
        this.topics = topics;
    }

    @BeforeAll
    void start() throws Exception {
        provider = new TestingProvider(servers.address(27, 9));
        database = TestDatabase.create("failover");
        nodes = new TestingNodes(directory);
        var site = new TestingSiteNodes(ENVIRONMENT, servers, nodes);
        startInstance("watch-1");
        startInstance("watch-2");
        topics.say("provisioning-service", site.provisioned());
    }

    @BeforeEach
    void allNodesWork() throws Exception {
        patiently()
                .until(() -> ask("select state_name from redundancy where id like '" + ENVIRONMENT + "/%'")
                        .equals("Whole"));
        began = Instant.now();
    }

    private void startInstance(String name) throws IOException {
        instances.put(
                name,
                TestingService.start(
                        database,
                        provider,
                        directory,
                        Map.of("failover.instance", name, "failover.probe-interval", "150ms")));
    }

    @AfterAll
    void end() {
        instances.values().forEach(ConfigurableApplicationContext::close);
        nodes.close();
        provider.close();
    }

    @Test
    void aFrozenNodeIsNamedOnceThoughItsWatcherEndsAndSoIsItsReturn() throws Exception {
        nodes.freeze("web-2");
        EnvironmentRedundancyReduced reduced = topics.await(EnvironmentRedundancyReduced.class, reduced(Component.WEB));
        assertThat(reduced.getLostNodes())
                .extracting(LostNode::getNodeId, LostNode::getZone, LostNode::getDetail)
                .containsExactly(tuple("web-2", TestingSiteNodes.ZONE_B, "does not answer"));
        assertThat(reduced)
                .returns(1, EnvironmentRedundancyReduced::getWorkingNodes)
                .returns(2, EnvironmentRedundancyReduced::getExpectedNodes)
                .returns(true, EnvironmentRedundancyReduced::getServing);
        assertThat(get("/environments/" + ENVIRONMENT + "/redundancy")).contains("\"web-2\"", "does not answer");

        String first = watcher();
        Objects.requireNonNull(instances.remove(first)).close();
        patiently().until(() -> !watcher().isEmpty() && !watcher().equals(first));
        long version = version();
        patiently().during(Duration.ofSeconds(2)).until(() -> version() == version);
        nodes.process("web-2").thaw();
        assertThat(awaitRestored(Component.WEB).getReducedSeconds()).isGreaterThanOrEqualTo(2);
        assertThat(topics.said(EnvironmentRedundancyReduced.class, reduced(Component.WEB)))
                .hasSize(1);
        startInstance(first);
    }

    @Test
    void aKilledCacheNodeIsNamedOnceThoughTheServiceDiesBeforeAndAfterItRecordsThat() throws Exception {
        CrashPoint.arm("failover.redundancy.before-record");
        nodes.process("cache-3").kill();
        patiently().until(() -> !CrashPoint.isArmed("failover.redundancy.before-record"));
        CrashPoint.arm("failover.redundancy.after-record");

        EnvironmentRedundancyReduced reduced =
                topics.await(EnvironmentRedundancyReduced.class, reduced(Component.CACHE));
        patiently().until(() -> !CrashPoint.isArmed("failover.redundancy.after-record"));
        assertThat(reduced.getServing())
                .as("two of three Sentinels are a majority")
                .isTrue();
        assertThat(reduced.getLostNodes())
                .extracting(LostNode::getNodeId, LostNode::getDetail)
                .containsExactly(tuple("cache-3", "nothing listens there"));

        nodes.startAgain("cache-3");
        awaitRestored(Component.CACHE);
        assertThat(topics.said(EnvironmentRedundancyReduced.class, reduced(Component.CACHE)))
                .hasSize(1);
    }

    /** In zone b there are nodes of two components; the other two zones go on. */
    @Test
    void aLostZoneIsADegradationOfItsRegionAndNoOutage() {
        topics.say("provisioning-service", TestingSiteNodes.accepted("placed-in-three-zones"));
        nodes.process("web-2").kill();
        nodes.process("cache-2").kill();
        RegionDegraded degraded = topics.await(RegionDegraded.class, LostNodesTest::isOurs);
        assertThat(degraded.getAffectedZones()).containsExactly(TestingSiteNodes.ZONE_B);
        nodes.startAgain("web-2");
        RegionDegradationEnded ended = topics.await(
                RegionDegradationEnded.class,
                event -> event.getRegion().getRegion().equals(TestingSiteNodes.REGION));
        assertThat(ended.getSince()).isEqualTo(degraded.getSince());
        nodes.startAgain("cache-2");
        assertThat(topics.said(RegionDegraded.class, LostNodesTest::isOurs))
                .as("by two instances")
                .hasSize(1);
        assertThat(topics.said(
                        RegionSuspectedDown.class,
                        event -> event.getRegion().getRegion().equals(TestingSiteNodes.REGION)))
                .isEmpty();
    }

    private static boolean isOurs(RegionDegraded event) {
        return event.getRegion().getRegion().equals(TestingSiteNodes.REGION);
    }

    private Predicate<EnvironmentRedundancyReduced> reduced(Component component) {
        return event -> isOurs(event.getEnvironmentId(), event.getMeta()) && event.getComponent() == component;
    }

    private EnvironmentRedundancyRestored awaitRestored(Component component) {
        return topics.await(
                EnvironmentRedundancyRestored.class,
                event -> isOurs(event.getEnvironmentId(), event.getMeta()) && event.getComponent() == component);
    }

    /** Said of our environment since this test began. */
    private boolean isOurs(String environmentId, EventMeta meta) {
        return environmentId.equals(ENVIRONMENT) && !meta.getOccurredAt().isBefore(began);
    }

    /** The name of the instance that looks at the nodes. */
    private String watcher() throws SQLException {
        return ask("select split_part(coalesce(watched_by, ''), ' ', 1) from redundancy where id like '" + ENVIRONMENT
                + "/%'");
    }

    private long version() throws SQLException {
        return Long.parseLong(ask("select version from redundancy where id like '" + ENVIRONMENT + "/%'"));
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = instances.values().iterator().next().getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://" + servers.address(0, 11) + ":" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
