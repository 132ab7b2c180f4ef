package com.orocloud.failover.redundancy;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRedundancyRestored;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether every node of a site's components does its work, databases aside.
 *
 * <pre>
 *   Whole --nodes are missing--> Reduced --all are back--> Whole
 *      any --EnvironmentFenced, EnvironmentDismantlingStarted--> Withdrawn
 * </pre>
 *
 * Nothing is done about it here: Sentinels, RabbitMQ, balancers and clients go on by themselves. What they cannot do is
 * to tell somebody that the next loss would be one too many.
 */
public sealed interface Redundancy {

    record Whole(Members members) implements Redundancy {}

    /** One entry for each component that lacks nodes; at least one. */
    record Reduced(Members members, List<Loss> losses) implements Redundancy {}

    /** Fenced or being dismantled: what does not answer there any more is meant not to. */
    record Withdrawn(String environmentId, long siteEpoch) implements Redundancy {}

    /** The nodes that a component lacks, sorted, and since when it has lacked any. */
    record Loss(Component component, List<String> missing, Instant since) {}

    /** What was seen of a component, often enough in a row to be believed. */
    record Finding(Component component, List<String> missing, String reason) {}

    static Outcome<Redundancy> on(@Nullable Redundancy current, EnvironmentProvisioned event) {
        return switch (current) {
            case null -> applied(new Whole(Members.of(event)));
            case Whole _, Reduced _, Withdrawn _ -> ignored("this site is known already");
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

    static Outcome<Redundancy> on(@Nullable Redundancy current, Finding finding, Instant now) {
        return switch (current) {
            case null -> ignored("the site is not known");
            case Whole(var members) -> judged(members, List.of(), finding, now);
            case Reduced(var members, var losses) -> judged(members, losses, finding, now);
            case Withdrawn _ -> ignored("nobody waits for it");
        };
    }

    private static Outcome<Redundancy> judged(Members members, List<Loss> losses, Finding finding, Instant now) {
        Optional<Loss> known = losses.stream()
                .filter(loss -> loss.component() == finding.component())
                .findFirst();
        if (known.map(Loss::missing).orElse(List.of()).equals(finding.missing())) {
            return ignored("told already");
        }
        var others = new ArrayList<>(losses);
        known.ifPresent(others::remove);
        Instant since = known.map(Loss::since).orElse(now);
        if (finding.missing().isEmpty()) {
            return applied(
                    others.isEmpty() ? new Whole(members) : new Reduced(members, List.copyOf(others)),
                    restored(members, finding, Duration.between(since, now)));
        }
        others.add(new Loss(finding.component(), finding.missing(), since));
        return applied(new Reduced(members, List.copyOf(others)), reduced(members, finding, since));
    }

    private static EnvironmentRedundancyReduced reduced(Members members, Finding finding, Instant since) {
        int expected = members.of(finding.component()).size();
        return new EnvironmentRedundancyReduced(
                Events.unstamped(),
                members.environmentId(),
                members.siteEpoch(),
                finding.component(),
                finding.missing(),
                expected - finding.missing().size(),
                expected,
                members.serveWithout(finding.component(), finding.missing().size()),
                finding.reason(),
                since);
    }

    private static EnvironmentRedundancyRestored restored(Members members, Finding finding, Duration reduced) {
        return new EnvironmentRedundancyRestored(
                Events.unstamped(),
                members.environmentId(),
                members.siteEpoch(),
                finding.component(),
                members.of(finding.component()).size(),
                Math.max(0, reduced.toSeconds()));
    }
}
