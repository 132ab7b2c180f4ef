package com.orocloud.failover;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        Path token = directory.resolve("token");
        Files.writeString(token, "token-of-this-test");
        var settings = new HashMap<String, Object>();
        settings.put("failover.gcp.endpoint", provider.endpoint());
        settings.put("failover.gcp.project", "orocloud-test");
        settings.put("failover.secrets.endpoint", provider.endpoint());
        settings.put("failover.secrets.token-file", token);
        settings.put("failover.dns.server", "127.0.0.1:1");
        settings.put("failover.dns.zone", "orocloud.test.");
        settings.put("failover.dns.key-name", "failover-service");
        settings.put("failover.dns.key-file", token);
        settings.put("failover.gcp.storage-endpoint", provider.endpoint());
        for (int i = 0; i < VANTAGE_POINTS.size(); i++) {
            settings.put("failover.vantage-points[" + i + "].name", VANTAGE_POINTS.get(i));
            settings.put("failover.vantage-points[" + i + "].network", "network-" + i);
        }
        settings.putAll(more);
        return Boot.start(FailoverService.class, "failover-service", database, settings);
    }

    /** What the service answers over HTTP. */
    static String get(ConfigurableApplicationContext service, String path) throws IOException, InterruptedException {
        String address = service.getEnvironment().getProperty("server.address");
        String port = service.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://" + address + ":" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
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
