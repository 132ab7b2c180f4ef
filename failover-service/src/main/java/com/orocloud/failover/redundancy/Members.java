package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.NodeRef;
import com.orocloud.failover.region.RegionHealth;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The nodes of a site that do the same work as another node there, so that one of them can be lost. */
public record Members(String environmentId, long siteEpoch, String regionId, List<Member> all) {

    /** Databases are watched by their leadership, which does more about it. */
    private static final Set<Component> WATCHED = Set.of(
            Component.WEB, Component.CACHE, Component.QUEUE, Component.SEARCH, Component.CONSUMER, Component.SMTP);

    /** A majority of these must be there for the others to do their work. */
    private static final Set<Component> BY_MAJORITY = Set.of(Component.CACHE, Component.QUEUE, Component.SEARCH);

    /** A node, and where its component listens. */
    public record Member(Component component, String nodeId, String zone, String address, int port) {

        static Member of(NodeRef node) {
            return new Member(node.getComponent(), node.getNodeId(), node.getZone(), node.getAddress(), node.getPort());
        }
    }

    static Members of(EnvironmentProvisioned event) {
        List<Member> watched = event.getNodes().stream()
                .filter(node -> WATCHED.contains(node.getComponent()))
                .map(Member::of)
                .toList();
        return new Members(
                event.getEnvironmentId(),
                event.getSiteEpoch(),
                RegionHealth.id(event.getRegion()),
                watched.stream()
                        .filter(member -> watched.stream()
                                        .filter(other -> other.component() == member.component())
                                        .count()
                                > 1)
                        .toList());
    }

    /** Those of one component. */
    List<Member> of(Component component) {
        return all.stream().filter(member -> member.component() == component).toList();
    }

    Set<Component> components() {
        return all.stream().map(Member::component).collect(Collectors.toSet());
    }

    /** True if the component does its work without these nodes of it. */
    boolean serveWithout(Component component, int missing) {
        int expected = of(component).size();
        int working = expected - missing;
        return BY_MAJORITY.contains(component) ? working * 2 > expected : working > 0;
    }
}
