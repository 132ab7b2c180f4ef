package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.NodeProbes.Look;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Loss;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.Redundancy.Withdrawn;
import com.orocloud.failover.region.Regions;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every node of every site again and again, and records which are missing once that is sure. */
@org.springframework.stereotype.Component
class RedundancySweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(RedundancySweep.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Redundancies redundancies;
    private final Regions regions;
    private final NodeProbes probes;
    private final Transitions transitions;
    private final Clock clock;

    /** By node; only this sweep's thread uses it. */
    private final Map<String, Sight> sights = new HashMap<>();

    private Instant lookedAt = Instant.MIN;

    RedundancySweep(
            Redundancies redundancies, Regions regions, NodeProbes probes, Transitions transitions, Clock clock) {
        this.redundancies = redundancies;
        this.regions = regions;
        this.probes = probes;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "redundancy";
    }

    /** A change elsewhere in this service wakes every sweep; looks keep to their own interval. */
    @Override
    public void run() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(lookedAt.plus(INTERVAL))) {
            return;
        }
        lookedAt = now;
        Set<String> known = new HashSet<>();
        for (Stored<Redundancy> row : redundancies.watched()) {
            switch (row.state()) {
                case Whole(var members) -> look(row, members, List.of());
                case Reduced(var members, var losses) -> look(row, members, losses);
                case Withdrawn _ -> {}
            }
            nodes(row.state()).forEach(member -> known.add(member.nodeId()));
        }
        sights.keySet().retainAll(known);
    }

    private static List<Member> nodes(Redundancy state) {
        return switch (state) {
            case Whole(var members) -> members.all();
            case Reduced(var members, var _) -> members.all();
            case Withdrawn _ -> List.of();
        };
    }

    /** A lost region is told as such; that everything in it is missing says nothing more. */
    private void look(Stored<Redundancy> row, Members members, List<Loss> losses) throws InterruptedException {
        if (members.all().isEmpty() || regions.inDoubt(members.regionId())) {
            return;
        }
        Set<String> recorded =
                losses.stream().flatMap(loss -> loss.missing().stream()).collect(Collectors.toSet());
        Map<Member, Look> looks = probes.look(members.all());
        looks.forEach((member, look) -> sights.merge(
                member.nodeId(),
                new Sight(!recorded.contains(member.nodeId()), 0, "").again(look),
                (before, _) -> before.again(look)));
        for (Component component : members.components()) {
            Finding finding = finding(members, component);
            if (!finding.missing().equals(missing(losses, component))) {
                record(row, finding);
            }
        }
    }

    private static List<String> missing(List<Loss> losses, Component component) {
        return losses.stream()
                .filter(loss -> loss.component() == component)
                .findFirst()
                .map(Loss::missing)
                .orElse(List.of());
    }

    private Finding finding(Members members, Component component) {
        List<Member> missing = members.of(component).stream()
                .filter(member -> !sight(member).works())
                .sorted((one, other) -> one.nodeId().compareTo(other.nodeId()))
                .toList();
        return new Finding(
                component,
                missing.stream().map(Member::nodeId).toList(),
                missing.stream()
                        .map(member -> member.nodeId() + " in " + member.zone() + ": "
                                + sight(member).detail())
                        .collect(Collectors.joining("; ")));
    }

    private Sight sight(Member member) {
        return sights.getOrDefault(member.nodeId(), new Sight(true, 0, ""));
    }

    private void record(Stored<Redundancy> row, Finding finding) {
        CrashPoint.hit("failover.redundancy.before-finding");
        var outcome = transitions.apply(
                redundancies.table(),
                row.id(),
                Cause.of(row),
                current -> Redundancy.on(current, finding, clock.instant()));
        if (outcome instanceof Applied<Redundancy>) {
            LOG.info("redundancy of {}: {}", row.id(), finding);
        }
    }
}
