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
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** By node; only this sweep's thread uses it. A region in doubt is told as such, so its nodes are forgotten. */
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
        List<Stored<Redundancy>> rows = redundancies.watched().stream()
                .filter(row -> !regions.inDoubt(members(row).regionId()))
                .toList();
        List<Member> nodes =
                rows.stream().flatMap(row -> members(row).all().stream()).toList();
        Map<Member, Look> looks = probes.look(nodes);
        for (Stored<Redundancy> row : rows) {
            judge(row, looks);
        }
        sights.keySet().retainAll(nodes.stream().map(Member::nodeId).collect(Collectors.toSet()));
    }

    private static Members members(Stored<Redundancy> row) {
        return switch (row.state()) {
            case Whole(var members) -> members;
            case Reduced(var members, var _) -> members;
            case Withdrawn _ -> throw new IllegalStateException(row.id() + " is not watched");
        };
    }

    private static List<Loss> losses(Stored<Redundancy> row) {
        return switch (row.state()) {
            case Reduced(var _, var losses) -> losses;
            case Whole _, Withdrawn _ -> List.of();
        };
    }

    private void judge(Stored<Redundancy> row, Map<Member, Look> looks) {
        Members members = members(row);
        List<Loss> losses = losses(row);
        Set<String> missing =
                losses.stream().flatMap(loss -> loss.missing().stream()).collect(Collectors.toSet());
        for (Member member : members.all()) {
            Look look = Objects.requireNonNull(looks.get(member));
            sights.compute(
                    member.nodeId(),
                    (node, before) ->
                            Sight.from(before, !missing.contains(node)).again(look));
        }
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
