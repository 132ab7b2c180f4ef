package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.EnvironmentReachable;
import com.orocloud.events.EnvironmentUnreachable;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one site can be reached from outside.
 *
 * <pre>
 *   Reachable --two thirds miss it--> Missed --for 10 min--> Unreachable --one half reaches it--> Reachable
 *                                       |
 *                                       +--reached--> Reachable
 * </pre>
 *
 * <p>What was broken inside when it was called unreachable may be well later on, and then that is said: only then is it
 * the network.
 *
 * <p>Of a region that is lost altogether, {@link RegionHealth} speaks; here the question is whether the way to it is.
 */
sealed interface Reachability {

    /** How long a site must be missed before it is called unreachable. */
    Duration UNREACHABLE_AFTER = Duration.ofMinutes(10);

    record Reachable() implements Reachability {}

    record Missed(Instant since) implements Reachability {}

    /** @param insideIsWell as it was said; null, as earlier releases stored, if that is not known any more */
    record Unreachable(Instant since, @Nullable Boolean insideIsWell) implements Reachability {

        boolean isSaidToBeWell() {
            return insideIsWell != null && insideIsWell;
        }
    }

    /**
     * What the vantage points that can judge see of one site.
     *
     * @param missing how many miss it; at least two thirds of all when it counts
     * @param enough they are two thirds of all, on three networks
     * @param reaching more than half of all reach it
     */
    record View(int missing, int total, boolean enough, boolean reaching, List<Sighting> evidence) {}

    static Outcome<Reachability> seen(
            @Nullable Reachability current, Ingress.Watched site, Region region, View view, boolean well, Instant now) {
        return switch (current) {
            case null -> applied(new Reachable());
            case Reachable _ -> view.enough() ? applied(new Missed(now)) : ignored("reached");
            case Missed _ when !view.enough() -> applied(new Reachable());
            case Missed(var since) ->
                now.isBefore(since.plus(UNREACHABLE_AFTER))
                        ? ignored("missed; called unreachable if that lasts " + UNREACHABLE_AFTER.toMinutes() + " min")
                        : applied(new Unreachable(since, well), unreachable(site, region, since, view, well));
            case Unreachable(var since, var _)
            when view.reaching() ->
                applied(
                        new Reachable(),
                        new EnvironmentReachable(Events.unstamped(), site.environmentId(), site.siteEpoch(), since));
            case Unreachable state
            when view.enough() && well && !state.isSaidToBeWell() ->
                applied(new Unreachable(state.since(), true), unreachable(site, region, state.since(), view, true));
            case Unreachable _ -> ignored("unreachable");
        };
    }

    private static EnvironmentUnreachable unreachable(
            Ingress.Watched site, Region region, Instant since, View view, boolean well) {
        return new EnvironmentUnreachable(
                Events.unstamped(),
                site.environmentId(),
                site.siteEpoch(),
                region.ref(),
                since,
                view.missing(),
                view.total(),
                well,
                RegionFacts.evidence(view.evidence()));
    }
}
