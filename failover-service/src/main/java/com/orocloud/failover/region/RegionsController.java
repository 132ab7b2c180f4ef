package com.orocloud.failover.region;

import com.orocloud.events.RegionStatus;
import com.orocloud.messaging.Stored;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how every region is, and why that is believed. */
@RestController
class RegionsController {

    private final Regions regions;
    private final RegionSweep sweep;
    private final Probes probes;

    RegionsController(Regions regions, RegionSweep sweep, Probes probes) {
        this.regions = regions;
        this.sweep = sweep;
        this.probes = probes;
    }

    /**
     * One region: the same as on the snapshot topic, and why it is believed.
     *
     * @param since when it came into this status
     * @param judgement what this instance's probes show
     * @param evidence its sightings of this region
     */
    record RegionView(
            String region,
            RegionStatus status,
            Instant since,
            RegionHealth health,
            String judgement,
            List<Sighting> evidence) {}

    @GetMapping("/regions")
    List<RegionView> regions() {
        return regions.all().stream()
                .sorted(Comparator.comparing(Stored::id))
                .map(this::show)
                .toList();
    }

    private RegionView show(Stored<RegionHealth> row) {
        Judgement judgement = sweep.lastJudgement(row);
        return new RegionView(
                row.id(),
                RegionFacts.status(row.state()),
                RegionFacts.since(row.state()),
                row.state(),
                judgement instanceof Judgement.Nothing nothing
                        ? nothing.why()
                        : judgement.getClass().getSimpleName(),
                probes.sightings().stream()
                        .filter(sighting -> sighting.regionId().equals(row.id()))
                        .sorted(Comparator.comparing(Sighting::vantagePoint).thenComparing(Sighting::target))
                        .toList());
    }
}
