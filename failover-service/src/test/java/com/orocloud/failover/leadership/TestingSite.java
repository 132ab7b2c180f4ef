package com.orocloud.failover.leadership;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.failover.leadership.Site.DatabaseNode;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;

/** A site of two database nodes, for tests. */
final class TestingSite {

    static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    static final Site SITE = new Site(
            "acme-prod",
            1,
            "GCP:europe-west4",
            "gcpsm://orocloud/acme-prod",
            List.of(
                    new DatabaseNode("acme-prod-1-db-1", "europe-west4-a", "10.0.0.1", 5432),
                    new DatabaseNode("acme-prod-1-db-2", "europe-west4-b", "10.0.0.2", 5432)));

    /** In its fourth term. */
    static final Roles ROLES = new Roles(SITE, 4, "acme-prod-1-db-1", "acme-prod-1-db-2");

    private TestingSite() {}

    static EnvironmentProvisioned provisioned(boolean withMain) {
        return new EnvironmentProvisioned(
                Meta.of("provisioning-service", "acme", "acme-prod"),
                "acme-prod",
                1L,
                SiteRole.PRIMARY,
                new RegionRef(IaasProvider.GCP, "europe-west4"),
                SITE.nodes().stream()
                        .map(node -> new NodeRef(
                                Component.DATABASE,
                                node.nodeId(),
                                node.zone(),
                                null,
                                node.address(),
                                node.port(),
                                withMain && node.nodeId().endsWith("1")))
                        .toList(),
                new AddressSet(List.of("10.0.0.9"), List.of("10.0.0.8"), false),
                8080,
                "gcpsm://orocloud/acme-prod",
                null,
                1000L);
    }

    static NodeFenced fenced(long term, String nodeId) {
        return new NodeFenced(
                Meta.of("provisioning-service", "acme", "acme-prod"), "acme-prod", 1L, term, nodeId, "TERMINATED");
    }
}
