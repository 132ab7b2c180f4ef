package com.orocloud.failover.region;

import com.orocloud.events.RegionStatus;
import com.orocloud.messaging.Stored;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how every region is, and why that is believed. */
@RestController
class RegionsController {

    private final Regions regions;
    private final RegionSweep sweep;
    private final Clock clock;

    RegionsController(Regions regions, RegionSweep sweep, Clock clock) {
        this.regions = regions;
        this.sweep = sweep;
        this.clock = clock;
    }

    /**
     * One region: the same as on the snapshot topic, and why it is believed.
     *
     * @param since when it came into this status
     * @param judgement what this instance makes of it
     * @param evidence what every vantage point saw last
     * @param provider what its provider said last, by feed: it corroborates and decides nothing
     */
    record RegionView(
            String region,
            RegionStatus status,
            Instant since,
            RegionHealth health,
            String judgement,
            List<Sighting> evidence,
            Map<ProviderFeed.Kind, ProviderWord> provider) {}

    @GetMapping("/regions")
    List<RegionView> regions() {
        return regions.all().stream()
                .sorted(Comparator.comparing(Stored::id))
                .map(row -> show(row, regions.traces()))
                .toList();
    }

    /**
     * One vantage point.
     *
     * @param lastReportAt by its own clock; null if it never reported
     * @param judges the regions about which it is heard: it reported lately, and reaches another one
     */
    record VantagePointView(
            String name, String network, @Nullable Instant lastReportAt, List<String> judges) {}

    @GetMapping("/vantage-points")
    List<VantagePointView> vantagePoints() {
        List<Trace> traces = regions.traces();
        return sweep.vantagePoints().stream()
                .map(point -> new VantagePointView(
                        point.name(),
                        point.network(),
                        traces.stream()
                                .filter(trace -> trace.vantagePoint().equals(point.name()))
                                .map(Trace::observedAt)
                                .max(Comparator.naturalOrder())
                                .orElse(null),
                        regions.all().stream()
                                .map(Stored::id)
                                .filter(id -> RegionRule.judges(id, List.of(point), traces, clock.instant())
                                        .contains(point))
                                .sorted()
                                .toList()))
                .toList();
    }

    private RegionView show(Stored<RegionHealth> row, List<Trace> traces) {
        Judgement judgement = sweep.lastJudgement(row);
        return new RegionView(
                row.id(),
                RegionFacts.status(row.state()),
                RegionFacts.since(row.state()),
                row.state(),
                judgement instanceof Judgement.Nothing nothing
                        ? nothing.why()
                        : judgement.getClass().getSimpleName(),
                traces.stream()
                        .filter(trace -> trace.regionId().equals(row.id()))
                        .sorted(Comparator.comparing(Trace::vantagePoint).thenComparing(Trace::target))
                        .map(Trace::sighting)
                        .toList(),
                regions.words(row.id()));
    }
}
