package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.ProbeKind;
import com.orocloud.events.ProbePlanSnapshot;
import com.orocloud.events.ProbeTarget;
import com.orocloud.failover.region.Sighting.Kind;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What vantage points are told to look at in one region.
 *
 * <pre>
 *   (nothing) --something to look at--> Told --something else--> Told
 * </pre>
 */
sealed interface ProbePlan {

    /** One thing to look at. */
    record Target(String name, Kind kind, String url) {}

    record Told(Region region, List<Target> targets) implements ProbePlan {}

    static Outcome<ProbePlan> wanted(@Nullable ProbePlan current, Region region, List<Target> targets) {
        Told wanted = new Told(region, targets);
        return wanted.equals(current) ? ignored("told already") : applied(wanted, snapshot(wanted));
    }

    private static ProbePlanSnapshot snapshot(Told plan) {
        return new ProbePlanSnapshot(
                Events.unstamped(),
                plan.region().ref(),
                plan.targets().stream()
                        .map(target -> new ProbeTarget(
                                target.name(), ProbeKind.valueOf(target.kind().name()), target.url()))
                        .toList());
    }
}
