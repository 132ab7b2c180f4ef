package com.orocloud.failover.redundancy;

import com.orocloud.failover.redundancy.Redundancy.Watched;
import com.orocloud.failover.region.RegionHealth;
import com.orocloud.failover.region.RegionHealth.Degraded;
import com.orocloud.failover.region.Regions;
import com.orocloud.failover.region.ZoneFinding;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Records what {@link ZoneRule} makes of the nodes on record. Every instance does so, and all come to the same, because
 * they read the same record.
 */
@Component
class ZoneSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(ZoneSweep.class);

    private final Redundancies redundancies;
    private final Regions regions;
    private final Transitions transitions;
    private final Clock clock;

    ZoneSweep(Redundancies redundancies, Regions regions, Transitions transitions, Clock clock) {
        this.redundancies = redundancies;
        this.regions = regions;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "zones";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    /** Almost always no node is lost, and then nothing has to be read. */
    @Override
    public void run() {
        List<Stored<RegionHealth>> rows = regions.all();
        if (!redundancies.anyReduced() && rows.stream().noneMatch(row -> row.state() instanceof Degraded)) {
            return;
        }
        Map<String, List<Watched>> sites = redundancies.watched().stream()
                .collect(Collectors.groupingBy(site -> site.members().regionId()));
        rows.forEach(
                row -> ZoneRule.judge(sites.getOrDefault(row.id(), List.of())).ifPresent(zones -> record(row, zones)));
    }

    private void record(Stored<RegionHealth> row, ZoneRule.Zones zones) {
        Instant now = clock.instant();
        Instant since = zones.since() == null ? now : zones.since();
        var finding = new ZoneFinding(row.state(), zones.zones(), since, zones.why(), now);
        if (!(RegionHealth.on(row.state(), finding) instanceof Applied<RegionHealth>)) {
            return;
        }
        CrashPoint.hit("failover.region.before-zones");
        var outcome = transitions.apply(
                regions.health(), row.id(), Cause.of(row), current -> RegionHealth.on(current, finding));
        CrashPoint.hit("failover.region.after-zones");
        LOG.info("region {}: {}: {}", row.id(), outcome.getClass().getSimpleName(), finding);
    }
}
