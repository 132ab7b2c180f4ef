package com.orocloud.failover.region;

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

/** Probes every region from every vantage point and records what {@link RegionRule} makes of it. */
@Component
class RegionSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(RegionSweep.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Facts about regions belong to no tenant. */
    private static final String OF_EVERYONE = "";

    private final Regions regions;
    private final Probes probes;
    private final Transitions transitions;
    private final Clock clock;
    private final Map<String, Judgement> last = new ConcurrentHashMap<>();
    private Instant probedAt = Instant.MIN;

    RegionSweep(Regions regions, Probes probes, Transitions transitions, Clock clock) {
        this.regions = regions;
        this.probes = probes;
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

    /** A change elsewhere in this service wakes every sweep; probes keep to their own interval. */
    @Override
    public void run() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(probedAt.plus(INTERVAL))) {
            return;
        }
        probedAt = now;
        regions.inUse().forEach(this::ensureWatched);
        List<Stored<RegionHealth>> rows = regions.all();
        probes.round(rows.stream().map(row -> row.state().region()).toList(), regions.watched());
        rows.forEach(this::judge);
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

    private void judge(Stored<RegionHealth> row) {
        Judgement judgement =
                RegionRule.judge(row.state(), probes.vantagePoints(), probes.sightings(), clock.instant());
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

    /** What this instance's probes showed at the last look. */
    Judgement lastJudgement(Stored<RegionHealth> row) {
        return last.getOrDefault(row.id(), new Judgement.Nothing(row.state(), "not probed yet"));
    }
}
