package com.orocloud.failover;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.testkit.Meta;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/** A web node as far as it can be seen from outside: it answers, or it is gone. */
final class TestingWebNode implements AutoCloseable {

    private final HttpServer server;
    private volatile boolean lookedAt;

    /** @param port 0 for any that is free */
    TestingWebNode(String address, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/", exchange -> {
            lookedAt = true;
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String nodeId() {
        return "web at " + server.getAddress().getHostString();
    }

    int port() {
        return server.getAddress().getPort();
    }

    boolean isLookedAt() {
        return lookedAt;
    }

    static Predicate<EnvironmentRedundancyReduced> environment(String environmentId) {
        return event -> event.getEnvironmentId().equals(environmentId);
    }

    static EnvironmentProvisioned provisioned(String environmentId, List<TestingWebNode> nodes) {
        return EnvironmentProvisioned.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setRegion(new RegionRef(IaasProvider.GCP, "europe-west4"))
                .setNodes(nodes.stream().map(TestingWebNode::reference).toList())
                .setAddresses(new AddressSet(
                        List.of(nodes.getFirst().server.getAddress().getHostString()), List.of(), false))
                .setIngressPort(nodes.getFirst().port())
                .setSecretsRef("gcpsm://orocloud-test/" + environmentId)
                .setDurationMs(1)
                .build();
    }

    private NodeRef reference() {
        return NodeRef.newBuilder()
                .setComponent(Component.WEB)
                .setNodeId(nodeId())
                .setZone("europe-west4-a")
                .setAddress(server.getAddress().getHostString())
                .setPort(port())
                .build();
    }

    /** Nothing answers there any more. */
    @Override
    public void close() {
        server.stop(0);
    }
}
