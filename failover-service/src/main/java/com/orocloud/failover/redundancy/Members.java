package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.events.NodeRef;
import com.orocloud.failover.region.RegionHealth;
import java.util.List;
import java.util.Set;

/**
 * The nodes of one site that are looked at.
 *
 * @param all in the order of the contract
 */
public record Members(String environmentId, long siteEpoch, String regionId, String secretsRef, List<Member> all) {

    /** What there is a way to ask. */
    private static final Set<Component> WATCHED = Set.of(
            Component.WEB,
            Component.LOAD_BALANCER,
            Component.FILES,
            Component.CACHE,
            Component.QUEUE,
            Component.CONSUMER,
            Component.SMTP,
            Component.DATABASE);

    /** The others of these go on only if they are more than half. */
    private static final Set<Component> BY_MAJORITY = Set.of(Component.CACHE, Component.QUEUE);

    /** A node, and where its component listens. */
    public record Member(Component component, String nodeId, String zone, String address, int port) {

        static Member of(NodeRef node) {
            return new Member(node.getComponent(), node.getNodeId(), node.getZone(), node.getAddress(), node.getPort());
        }
    }

    static Members of(EnvironmentProvisioned event) {
        return new Members(
                event.getEnvironmentId(),
                event.getSiteEpoch(),
                RegionHealth.id(event.getRegion()),
                event.getSecretsRef(),
                watched(event.getNodes()));
    }

    /** The same site with the nodes that it has now. */
    Members now(EnvironmentScaled event) {
        return new Members(environmentId, siteEpoch, regionId, secretsRef, watched(event.getNodes()));
    }

    private static List<Member> watched(List<NodeRef> nodes) {
        return nodes.stream()
                .filter(node -> WATCHED.contains(node.getComponent()))
                .map(Member::of)
                .toList();
    }

    /** Those of one component. */
    List<Member> of(Component component) {
        return all.stream().filter(member -> member.component() == component).toList();
    }

    List<Component> components() {
        return all.stream().map(Member::component).distinct().sorted().toList();
    }

    /** True if a component does its work without so many of its nodes. */
    boolean serves(Component component, int lost) {
        int expected = of(component).size();
        int working = expected - lost;
        return BY_MAJORITY.contains(component) ? 2 * working > expected : working > 0;
    }
}
