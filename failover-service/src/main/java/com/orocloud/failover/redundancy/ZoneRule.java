package com.orocloud.failover.redundancy;

import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.Redundancy.Lost;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which zones of a region are lost, as the nodes of all sites there show it. Pure.
 *
 * <p>A zone is lost when not one node in it works, of two components at least, while nodes in other zones do. Where no
 * other zone works it may be the region, or the way to it, and nothing is said of zones.
 */
final class ZoneRule {

    /** So that a fault in one program is not taken for a zone. */
    private static final int FEWEST_COMPONENTS = 2;

    private ZoneRule() {}

    /**
     * What was found of one region.
     *
     * @param zones sorted
     * @param since when the last node of the first of them was lost; null if no zone is
     */
    record Zones(List<String> zones, @Nullable Instant since, String why) {}

    /** A node, and since when it is lost; null if it works. */
    private record Node(Member member, @Nullable Instant lostSince) {}

    /** @return empty if it cannot be told */
    static Optional<Zones> judge(List<Watched> sites) {
        Map<String, List<Node>> byZone = sites.stream()
                .flatMap(ZoneRule::nodes)
                .collect(Collectors.groupingBy(node -> node.member().zone(), TreeMap::new, Collectors.toList()));
        List<String> lost = byZone.keySet().stream()
                .filter(zone -> isLost(byZone.getOrDefault(zone, List.of())))
                .toList();
        long working = byZone.values().stream()
                .flatMap(List::stream)
                .filter(node -> node.lostSince() == null)
                .count();
        if (working == 0 && !byZone.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Zones(
                lost,
                lost.stream()
                        .flatMap(zone -> last(byZone.getOrDefault(zone, List.of())))
                        .min(Instant::compareTo)
                        .orElse(null),
                why(lost, byZone, sites.size(), working)));
    }

    private static Stream<Node> nodes(Watched site) {
        Map<String, Instant> lost = site.lost().stream().collect(Collectors.toMap(Lost::nodeId, Lost::since));
        return site.members().all().stream().map(member -> new Node(member, lost.get(member.nodeId())));
    }

    private static boolean isLost(List<Node> zone) {
        return zone.stream().allMatch(node -> node.lostSince() != null)
                && zone.stream()
                                .map(node -> node.member().component())
                                .distinct()
                                .count()
                        >= FEWEST_COMPONENTS;
    }

    private static Stream<Instant> last(List<Node> zone) {
        return zone.stream().map(Node::lostSince).flatMap(Stream::ofNullable).max(Instant::compareTo).stream();
    }

    private static String why(List<String> lost, Map<String, List<Node>> byZone, int sites, long working) {
        if (lost.isEmpty()) {
            return "in every zone something works";
        }
        long nodes = lost.stream()
                .mapToLong(zone -> byZone.getOrDefault(zone, List.of()).size())
                .sum();
        return "none of the " + nodes + " nodes in " + String.join(", ", lost) + " works, and " + working
                + " nodes in other zones do, of " + sites + (sites == 1 ? " site" : " sites");
    }
}
