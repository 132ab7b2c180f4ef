package com.orocloud.failover;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.failover.redundancy.TestingNodes;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.TestServers;
import java.util.List;
import java.util.UUID;

/** A site with two web nodes and three cache nodes in three zones; its one database is the PostgreSQL of all tests. */
final class TestingSiteNodes {

    static final String REGION = "europe-north1";
    static final String ZONE_B = "europe-north1-b";

    private final String environmentId;
    private final TestServers servers;

    /** Starts them. */
    TestingSiteNodes(String environmentId, TestServers servers, TestingNodes nodes) {
        this.environmentId = environmentId;
        this.servers = servers;
        for (int n = 1; n <= 2; n++) {
            nodes.startWeb("web-" + n, web(n));
        }
        for (int n = 1; n <= 3; n++) {
            nodes.startCache("cache-" + n, cache(n), cache(1));
        }
    }

    private String web(int ordinal) {
        return servers.address(27, ordinal);
    }

    private String cache(int ordinal) {
        return servers.address(27, 3 + ordinal);
    }

    EnvironmentProvisioned provisioned() {
        PostgresServer.Settings postgres = servers.postgres().settings();
        return EnvironmentProvisioned.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setRegion(new RegionRef(IaasProvider.GCP, REGION))
                .setNodes(List.of(
                        node(Component.DATABASE, "db-1", "a", postgres.host(), postgres.port()),
                        node(Component.WEB, "web-1", "a", web(1), TestingNodes.HTTP_PORT),
                        node(Component.WEB, "web-2", "b", web(2), TestingNodes.HTTP_PORT),
                        node(Component.CACHE, "cache-1", "a", cache(1), TestingNodes.REDIS_PORT),
                        node(Component.CACHE, "cache-2", "b", cache(2), TestingNodes.REDIS_PORT),
                        node(Component.CACHE, "cache-3", "c", cache(3), TestingNodes.REDIS_PORT)))
                .setAddresses(new AddressSet(List.of(web(1)), List.of(), false))
                .setIngressPort(TestingNodes.HTTP_PORT)
                .setSecretsRef("gcpsm://orocloud-test/" + environmentId)
                .setDurationMs(1)
                .build();
    }

    /** So that the region is watched. */
    static EnvironmentAccepted accepted(String environmentId) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setRequestEventId(UUID.randomUUID())
                .setProject("acme")
                .setType(EnvironmentType.STAGING)
                .setPrimary(new RegionRef(IaasProvider.GCP, REGION))
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of(environmentId + ".orocloud.test"))
                .setRepositoryUrl("https://git.example/acme")
                .setGitReference("0123456789012345678901234567890123456789")
                .setCalendarZone("UTC")
                .build();
    }

    private static NodeRef node(Component component, String nodeId, String zone, String address, int port) {
        return NodeRef.newBuilder()
                .setComponent(component)
                .setNodeId(nodeId)
                .setZone(REGION + "-" + zone)
                .setAddress(address)
                .setPort(port)
                .setLeader(component == Component.DATABASE)
                .build();
    }
}
