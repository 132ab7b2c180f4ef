package com.orocloud.failover.region;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Records what {@link ReachabilityRule} makes of every site, while its region is not in doubt as a whole. */
@Component
class ReachabilitySweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(ReachabilitySweep.class);

    private final Regions regions;
    private final RegionSweep sweep;
    private final Inside inside;
    private final Transitions transitions;
    private final Clock clock;

    ReachabilitySweep(Regions regions, RegionSweep sweep, Inside inside, Transitions transitions, Clock clock) {
        this.regions = regions;
        this.sweep = sweep;
        this.inside = inside;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "reachability";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void run() {
        List<Trace> traces = regions.traces();
        Instant now = clock.instant();
        Map<String, Reachability> known = regions.reachabilities();
        Map<String, Boolean> inDoubt = new HashMap<>();
        for (Stored<Ingress> row : regions.watchedRows()) {
            if (row.state() instanceof Ingress.Watched site
                    && !inDoubt.computeIfAbsent(site.regionId(), regions::inDoubt)) {
                Reachability.View view = ReachabilityRule.view(site, sweep.vantagePoints(), traces, now);
                if (changes(known.get(row.id()), site, view, now)) {
                    judge(row, site, view, now);
                }
            }
        }
    }

    /** Most sites stay as they are, and cost no transaction. */
    private boolean changes(@Nullable Reachability known, Ingress.Watched site, Reachability.View view, Instant now) {
        boolean well = known instanceof Reachability.Unreachable state
                && !state.isSaidToBeWell()
                && inside.isWell(site.environmentId(), site.siteEpoch());
        return Reachability.seen(known, site, Region.ofId(site.regionId()), view, well, now)
                instanceof Outcome.Applied<Reachability>;
    }

    private void judge(Stored<Ingress> row, Ingress.Watched site, Reachability.View view, Instant now) {
        boolean well = inside.isWell(site.environmentId(), site.siteEpoch());
        Outcome<Reachability> outcome = transitions.apply(
                regions.reachability(),
                row.id(),
                Cause.of(row),
                current -> Reachability.seen(current, site, Region.ofId(site.regionId()), view, well, now));
        CrashPoint.hit("failover.region.after-reachability");
        if (outcome instanceof Outcome.Applied<Reachability>(var state, var _)) {
            LOG.info("{} is {}", row.id(), state);
        }
    }
}
