package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.ProbeKind;
import com.orocloud.events.ProbeResult;
import com.orocloud.events.RegionSignalReported;
import com.orocloud.failover.region.Sighting.Kind;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one vantage point has seen of one region so far.
 *
 * <pre>
 *   (nothing) --RegionSignalReported--> Seen
 * </pre>
 *
 * <p>Every instant in it is the vantage point's own, so that no difference of clocks looks like a silence.
 */
public sealed interface Sight {

    /** A vantage point whose clock is further ahead is not believed; one that is behind is stale by itself. */
    Duration CLOCK_AHEAD = Duration.ofSeconds(30);

    record Seen(String vantagePoint, String regionId, Instant observedAt, List<Trace> traces) implements Sight {}

    static String id(Heard<RegionSignalReported> heard) {
        return heard.source() + "/" + RegionHealth.id(heard.event().getRegion());
    }

    static Outcome<Sight> on(@Nullable Sight current, Heard<RegionSignalReported> heard) {
        Instant at = heard.event().getObservedAt();
        if (at.isAfter(heard.receivedAt().plus(CLOCK_AHEAD))) {
            return ignored("the clock of " + heard.source() + " is ahead: it says " + at);
        }
        return switch (current) {
            case null -> applied(seen(List.of(), heard));
            case Seen seen when !at.isAfter(seen.observedAt()) -> ignored("an older or the same report");
            case Seen seen -> applied(seen(seen.traces(), heard));
        };
    }

    private static Seen seen(List<Trace> before, Heard<RegionSignalReported> heard) {
        RegionSignalReported report = heard.event();
        String regionId = RegionHealth.id(report.getRegion());
        Map<String, Trace> known =
                before.stream().collect(Collectors.toMap(Trace::target, Function.identity(), (one, _) -> one));
        List<Trace> traces = report.getResults().stream()
                .filter(result -> result.getKind() != ProbeKind.UNKNOWN)
                .map(result -> trace(known.get(result.getTarget()), result, heard.source(), regionId, report))
                .toList();
        return new Seen(heard.source(), regionId, report.getObservedAt(), traces);
    }

    private static Trace trace(
            @Nullable Trace known, ProbeResult result, String from, String regionId, RegionSignalReported report) {
        return known != null
                ? known.again(result.getReachable(), report.getObservedAt(), result.getDetail())
                : Trace.first(
                        from,
                        Kind.valueOf(result.getKind().name()),
                        regionId,
                        result.getTarget(),
                        result.getReachable(),
                        report.getObservedAt(),
                        result.getDetail());
    }
}
