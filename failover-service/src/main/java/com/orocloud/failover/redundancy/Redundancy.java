package com.orocloud.failover.redundancy;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether the components of one site have all their nodes.
 *
 * <pre>
 *   Whole --nodes are lost--> Reduced --all work again--> Whole
 *      any --EnvironmentFenced, EnvironmentDismantlingStarted--> Withdrawn
 * </pre>
 *
 * Nothing is done about it here: Sentinels, RabbitMQ, balancers and clients go on by themselves. What they cannot do is
 * to tell somebody that the next loss would be one too many, or that this one was. Lost database nodes are kept too,
 * because they show a lost zone, but told by leadership, which knows when they follow again.
 */
public sealed interface Redundancy {

    /** Its nodes are looked at. */
    sealed interface Watched extends Redundancy {

        Members members();

        List<Lack> lacks();

        /** Every lost node, of all components. */
        default List<Lost> lost() {
            return lacks().stream().flatMap(lack -> lack.lost().stream()).toList();
        }
    }

    record Whole(Members members) implements Watched {

        @Override
        public List<Lack> lacks() {
            return List.of();
        }
    }

    /** @param lacks one for each component that lacks nodes; at least one */
    record Reduced(Members members, List<Lack> lacks) implements Watched {}

    /** Fenced or being dismantled: what does not answer there any more is meant not to. */
    record Withdrawn(String environmentId, long siteEpoch) implements Redundancy {}

    /** @param since when the component had all its nodes last */
    record Lack(Component component, Instant since, List<Lost> lost) {

        List<String> nodeIds() {
            return lost.stream().map(Lost::nodeId).toList();
        }
    }

    /**
     * A node that does not do its work.
     *
     * @param since the first look that showed it
     * @param how what was seen, in words
     */
    record Lost(Component component, String nodeId, String zone, Instant since, String how) {}

    /**
     * What was seen, often enough in a row to be believed.
     *
     * @param of what was on record when it was judged
     * @param lost all nodes that do not do their work
     */
    record Finding(Redundancy of, List<Lost> lost, Instant at) {}

    static Outcome<Redundancy> on(@Nullable Redundancy current, EnvironmentProvisioned event) {
        return switch (current) {
            case null -> applied(new Whole(Members.of(event)));
            case Whole _, Reduced _, Withdrawn _ -> ignored("this site is known already");
        };
    }

    /** Other nodes are expected from now on; those that left are not missed any more. */
    static Outcome<Redundancy> on(@Nullable Redundancy current, EnvironmentScaled event) {
        return switch (current) {
            case null -> impossible("a site was scaled that was never provisioned");
            case Whole state -> applied(new Whole(state.members().now(event)));
            case Reduced state -> scaled(state, state.members().now(event), event);
            case Withdrawn _ -> ignored("nothing is expected of its nodes any more");
        };
    }

    private static Outcome<Redundancy> scaled(Reduced state, Members members, EnvironmentScaled event) {
        Instant at = event.getMeta().getOccurredAt();
        List<Lost> stillLost = state.lost().stream()
                .filter(lost -> members.all().stream()
                        .anyMatch(member -> member.nodeId().equals(lost.nodeId())))
                .toList();
        var next = new Reduced(members, state.lacks());
        return switch (judged(next, new Finding(next, stillLost, at))) {
            case Applied<Redundancy> fewer -> fewer;
            case Ignored<Redundancy> _, Deferred<Redundancy> _, Impossible<Redundancy> _ -> applied(next);
        };
    }

    static Outcome<Redundancy> on(@Nullable Redundancy current, EnvironmentFenced event) {
        return switch (current) {
            case null -> impossible("a site was fenced that was never provisioned");
            case Whole _, Reduced _ -> applied(new Withdrawn(event.getEnvironmentId(), event.getSiteEpoch()));
            case Withdrawn _ -> ignored("withdrawn already");
        };
    }

    static Outcome<Redundancy> on(@Nullable Redundancy current, EnvironmentDismantlingStarted event) {
        return switch (current) {
            case null -> ignored("nothing of it was watched");
            case Whole _, Reduced _ -> applied(new Withdrawn(event.getEnvironmentId(), event.getSiteEpoch()));
            case Withdrawn _ -> ignored("withdrawn already");
        };
    }

    static Outcome<Redundancy> on(@Nullable Redundancy current, Finding finding) {
        if (current == null || !current.equals(finding.of())) {
            return ignored("overtaken: something else was recorded since this was judged");
        }
        return switch (current) {
            case Whole state -> judged(state, finding);
            case Reduced state -> judged(state, finding);
            case Withdrawn _ -> ignored("nothing is expected of its nodes any more");
        };
    }

    private static Outcome<Redundancy> judged(Watched state, Finding finding) {
        var lacks = new ArrayList<Lack>();
        var facts = new ArrayList<SpecificRecord>();
        boolean changed = false;
        for (Component component : state.members().components()) {
            Optional<Lack> before = of(component, state.lacks());
            Optional<Lack> after = lack(component, before, finding);
            after.ifPresent(lacks::add);
            if (!before.map(Lack::nodeIds).equals(after.map(Lack::nodeIds))) {
                changed = true;
                RedundancyFacts.about(component, state.members(), before, after, finding.at())
                        .ifPresent(facts::add);
            }
        }
        if (!changed) {
            return ignored("known already");
        }
        Members members = state.members();
        return applied(lacks.isEmpty() ? new Whole(members) : new Reduced(members, List.copyOf(lacks)), facts);
    }

    private static Optional<Lack> of(Component component, List<Lack> lacks) {
        return lacks.stream().filter(lack -> lack.component() == component).findFirst();
    }

    /** What the component lacks now; what was known of a node stays as it was told. */
    private static Optional<Lack> lack(Component component, Optional<Lack> before, Finding finding) {
        List<Lost> known = before.map(Lack::lost).orElse(List.of());
        List<Lost> lost = finding.lost().stream()
                .filter(each -> each.component() == component)
                .map(each -> known.stream()
                        .filter(one -> one.nodeId().equals(each.nodeId()))
                        .findFirst()
                        .orElse(each))
                .toList();
        return lost.stream()
                .map(Lost::since)
                .min(Instant::compareTo)
                .map(first -> new Lack(component, before.map(Lack::since).orElse(first), lost));
    }
}
