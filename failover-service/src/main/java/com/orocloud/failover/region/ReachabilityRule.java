package com.orocloud.failover.region;

import com.orocloud.failover.region.Sighting.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The contract's second criterion, seen from outside: two thirds of all vantage points, on three networks, miss one
 * site's ingress while they reach another region. Pure.
 */
final class ReachabilityRule {

    private static final int FEWEST_NETWORKS = 3;

    private ReachabilityRule() {}

    static Reachability.View view(
            Ingress.Watched site, List<VantagePoint> vantagePoints, List<Trace> all, Instant now) {
        List<VantagePoint> judges = RegionRule.judges(site.regionId(), vantagePoints, all, now);
        List<Trace> seen = all.stream()
                .filter(trace -> trace.kind() == Kind.INGRESS
                        && trace.regionId().equals(site.regionId())
                        && trace.target().equals("ingress:" + site.environmentId())
                        && trace.observedAt().plus(RegionRule.FRESH).isAfter(now))
                .toList();
        List<VantagePoint> missing = judges.stream()
                .filter(point ->
                        seen.stream().anyMatch(trace -> trace.vantagePoint().equals(point.name()) && trace.suspected()))
                .toList();
        long reaching = judges.stream()
                .filter(point ->
                        seen.stream().anyMatch(trace -> trace.vantagePoint().equals(point.name()) && trace.reachable()))
                .count();
        boolean enough = 3 * missing.size() >= 2 * vantagePoints.size()
                && missing.stream().map(VantagePoint::network).distinct().count() >= FEWEST_NETWORKS;
        return new Reachability.View(
                missing.size(),
                vantagePoints.size(),
                enough,
                2 * reaching > vantagePoints.size(),
                all.stream()
                        .filter(trace -> seen.contains(trace) || trace.kind() == Kind.API)
                        .sorted(Comparator.comparing(Trace::vantagePoint).thenComparing(Trace::target))
                        .map(Trace::sighting)
                        .toList());
    }
}
