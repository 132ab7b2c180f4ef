package com.orocloud.failover.leadership;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.NodeRef;
import com.orocloud.failover.region.RegionHealth;
import java.util.List;

/** The database nodes of one environment in one region. An epoch has one site, so the two name it. */
public record Site(String environmentId, long siteEpoch, String regionId, String secretsRef, List<DatabaseNode> nodes) {

    /** Where a database node listens, inside the site. */
    public record DatabaseNode(String nodeId, String zone, String address, int port) {

        /** Slots cannot carry hyphens, so the node's name is written with underscores. */
        public String slot() {
            return nodeId.replace('-', '_');
        }
    }

    static Site of(EnvironmentProvisioned event) {
        return new Site(
                event.getEnvironmentId(),
                event.getSiteEpoch(),
                RegionHealth.id(event.getRegion()),
                event.getSecretsRef(),
                event.getNodes().stream()
                        .filter(node -> node.getComponent() == Component.DATABASE)
                        .map(Site::node)
                        .toList());
    }

    private static DatabaseNode node(NodeRef node) {
        return new DatabaseNode(node.getNodeId(), node.getZone(), node.getAddress(), node.getPort());
    }

    public String id() {
        return id(environmentId, siteEpoch);
    }

    public static String id(String environmentId, long siteEpoch) {
        return environmentId + "/" + siteEpoch;
    }

    public DatabaseNode node(String nodeId) {
        return nodes.stream()
                .filter(node -> node.nodeId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("site " + id() + " has no database node " + nodeId));
    }
}
