package com.orocloud.failover;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts failover-service in this JVM, and makes up what provisioning-service says. */
final class TestingService {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    static final List<String> VANTAGE_POINTS = List.of("vantage-1", "vantage-2", "vantage-3");

    private TestingService() {}

    static ConfigurableApplicationContext start(
            TestDatabase database, TestingProvider provider, Path directory, Map<String, ?> more) throws IOException {
        return Boot.start(FailoverService.class, "failover-service", database, settings(provider, directory, more));
    }

    /** The service in a process of its own, which can be killed and frozen. */
    static ManagedProcess startProcess(
            TestDatabase database,
            TestingProvider provider,
            Path directory,
            Map<String, ?> more,
            Map<String, String> environment)
            throws IOException {
        var settings = Boot.properties("failover-service", database);
        settings.putAll(settings(provider, directory, more));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                FailoverService.class.getName()));
        settings.forEach((key, value) -> command.add("--" + key + "=" + value));
        Path home = directory.resolve(String.valueOf(more.get("failover.instance")));
        return ManagedProcess.start(new Program("failover-service", home, command, environment, null));
    }

    private static Map<String, Object> settings(TestingProvider provider, Path directory, Map<String, ?> more)
            throws IOException {
        Path token = directory.resolve("token");
        Files.writeString(token, "token-of-this-test");
        var settings = new HashMap<String, Object>();
        settings.put("failover.gcp.endpoint", provider.endpoint());
        settings.put("failover.gcp.project", "orocloud-test");
        settings.put("failover.secrets.endpoint", provider.endpoint());
        settings.put("failover.secrets.token-file", token);
        settings.put("failover.dns.zones[0].name", "orocloud.test");
        settings.put("failover.dns.zones[0].name-server.address", "127.0.0.1:1");
        settings.put("failover.dns.zones[0].name-server.key-name", "failover-service");
        settings.put("failover.dns.zones[0].name-server.key-file", token);
        settings.put("failover.gcp.storage-endpoint", provider.endpoint());
        settings.put("failover.status-pages.gcp", provider.endpoint() + "/incidents.json");
        settings.put("failover.status-pages.oci", "");
        settings.put("failover.status-pages.interval", "1s");
        settings.put("failover.status-pages.service-health.endpoint", provider.endpoint());
        settings.put("failover.status-pages.service-health.project", "orocloud-test");
        settings.put("failover.status-pages.service-health.token-file", token);
        for (int i = 0; i < VANTAGE_POINTS.size(); i++) {
            settings.put("failover.vantage-points[" + i + "].name", VANTAGE_POINTS.get(i));
            settings.put("failover.vantage-points[" + i + "].network", "network-" + i);
        }
        settings.putAll(more);
        return settings;
    }

    /** Waits long, because machines may be busy, and through simulated crashes, which end threads. */
    static ConditionFactory patiently() {
        return Awaitility.await().atMost(PATIENCE).dontCatchUncaughtExceptions();
    }

    static EnvironmentProvisioned provisioned(
            String environmentId, TestingNode main, TestingNode standby, TestingProvider provider) {
        return new EnvironmentProvisioned(
                Meta.of("provisioning-service", "acme", environmentId),
                environmentId,
                1L,
                SiteRole.PRIMARY,
                new RegionRef(IaasProvider.GCP, "europe-west4"),
                List.of(node(main, "europe-west4-a", true), node(standby, "europe-west4-b", false)),
                new AddressSet(List.of(provider.endpoint().replaceAll("http://|:.*", "")), List.of(), false),
                provider.port(),
                "gcpsm://orocloud-test/" + environmentId,
                null,
                1L);
    }

    private static NodeRef node(TestingNode node, String zone, boolean leader) {
        return new NodeRef(Component.DATABASE, node.nodeId(), zone, null, node.address(), 5432, leader);
    }
}
