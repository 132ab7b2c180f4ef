package com.orocloud.failover.region;

import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Says what is to be looked at in every region, and records what {@link RegionRule} makes of what was seen. */
@Component
class RegionSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(RegionSweep.class);
    private static final Duration PLAN_EVERY = Duration.ofSeconds(5);

    /** Facts about regions belong to no tenant. */
    private static final String OF_EVERYONE = "";

    private final Regions regions;
    private final ProbeTargets targets;
    private final List<VantagePoint> vantagePoints;
    private final Transitions transitions;
    private final Clock clock;
    private final Map<String, Judgement> last = new ConcurrentHashMap<>();
    private Instant plannedAt = Instant.MIN;

    RegionSweep(Regions regions, FailoverSettings settings, Transitions transitions, Clock clock) {
        this.regions = regions;
        this.targets = new ProbeTargets(settings);
        this.vantagePoints = settings.vantagePoints().stream()
                .map(point -> new VantagePoint(point.name(), point.network()))
                .toList();
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "regions";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        if (!now.isBefore(plannedAt.plus(PLAN_EVERY))) {
            plannedAt = now;
            regions.inUse().forEach(this::ensureWatched);
            List<Ingress.Watched> ingresses = regions.watched();
            regions.all().forEach(row -> ensurePlanned(row, ingresses));
        }
        List<Trace> traces = regions.traces();
        regions.all().forEach(row -> judge(row, traces));
    }

    private void ensurePlanned(Stored<RegionHealth> row, List<Ingress.Watched> ingresses) {
        Region region = row.state().region();
        List<ProbePlan.Target> wanted = targets.of(region, ingresses);
        transitions.apply(
                regions.plans(), row.id(), Cause.of(row), current -> ProbePlan.wanted(current, region, wanted));
        CrashPoint.hit("failover.region.after-plan");
    }

    private void ensureWatched(Region region) {
        if (regions.health().find(region.id()).isEmpty()) {
            Cause cause = Cause.system(OF_EVERYONE, EffectId.of("region", region.id()));
            transitions.apply(
                    regions.health(),
                    region.id(),
                    cause,
                    current -> RegionHealth.watched(current, region, clock.instant()));
        }
    }

    private void judge(Stored<RegionHealth> row, List<Trace> traces) {
        Judgement judgement = RegionRule.judge(
                row.state(), vantagePoints, traces, regions.incident(row.state(), clock.instant()), clock.instant());
        last.put(row.id(), judgement);
        if (judgement instanceof Judgement.Nothing) {
            return;
        }
        LOG.info("region {}: {}", row.id(), judgement);
        Outcome<RegionHealth> outcome = transitions.apply(
                regions.health(), row.id(), Cause.of(row), current -> RegionHealth.on(current, judgement));
        CrashPoint.hit("failover.region.after-judgement");
        LOG.info("region {}: {}", row.id(), outcome.getClass().getSimpleName());
    }

    List<VantagePoint> vantagePoints() {
        return vantagePoints;
    }

    /** What this instance made of it at the last look. */
    Judgement lastJudgement(Stored<RegionHealth> row) {
        return last.getOrDefault(row.id(), new Judgement.Nothing(row.state(), "not looked at yet"));
    }
}
