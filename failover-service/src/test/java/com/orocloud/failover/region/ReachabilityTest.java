package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.EnvironmentReachable;
import com.orocloud.events.EnvironmentUnreachable;
import com.orocloud.failover.region.Sighting.Kind;
import com.orocloud.messaging.Outcome.Applied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The second criterion over virtual time: who must miss a site, for how long, and what never is unreachable. */
class ReachabilityTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region HERE = new Region("GCP", "europe-west4");
    private static final Region OTHER = new Region("GCP", "europe-west1");
    private static final Ingress.Watched SITE = new Ingress.Watched("acme", 1, HERE.id(), "http://192.0.2.1/");
    private static final List<VantagePoint> POINTS =
            List.of(new VantagePoint("v0", "a"), new VantagePoint("v1", "b"), new VantagePoint("v2", "c"));

    private final Map<String, Trace> traces = new HashMap<>();
    private final List<SpecificRecord> said = new ArrayList<>();
    private final List<Instant> saidAt = new ArrayList<>();
    private @Nullable Reachability state;

    /** @param ingress whether this vantage point reaches the site at this second */
    private void run(
            long from, long to, boolean well, BiPredicate<String, Long> ingress, BiPredicate<String, Long> other) {
        for (long second = from; second < to; second += 5) {
            Instant at = START.plusSeconds(second);
            for (VantagePoint point : POINTS) {
                probe(point.name(), OTHER, Kind.API, "api:other", other.test(point.name(), second), at);
                probe(point.name(), HERE, Kind.API, "api:here", other.test(point.name(), second), at);
                probe(point.name(), HERE, Kind.INGRESS, "ingress:acme", ingress.test(point.name(), second), at);
            }
            var view = ReachabilityRule.view(SITE, POINTS, List.copyOf(traces.values()), at);
            if (Reachability.seen(state, SITE, HERE, view, well, at)
                    instanceof Applied<Reachability>(var next, var emitted)) {
                state = next;
                emitted.forEach(event -> {
                    said.add(event);
                    saidAt.add(at);
                });
            }
        }
    }

    private void probe(String from, Region region, Kind kind, String target, boolean answered, Instant at) {
        traces.merge(
                from + region + target,
                Trace.first(from, kind, region.id(), target, answered, at, ""),
                (known, _) -> known.again(answered, at, ""));
    }

    @Test
    void whatEverybodyMissesForTenMinutesWhileItsInsideIsWellIsTheSecondCriterion() {
        run(0, 1500, true, (_, second) -> second < 600, (_, _) -> true);
        var unreachable = (EnvironmentUnreachable) said.getFirst();
        assertThat(said).hasSize(1);
        assertThat(unreachable.getInsideIsWell()).isTrue();
        assertThat(unreachable.getFailingVantagePoints()).isEqualTo(3);
        assertThat(saidAt.getFirst()).isEqualTo(START.plusSeconds(600 + 60 + 600));
        run(1500, 1600, true, (_, _) -> true, (_, _) -> true);
        assertThat(said.getLast()).isInstanceOf(EnvironmentReachable.class);
    }

    @Test
    void whatIsBrokenInsideIsAnIncidentAndSaysSo() {
        run(0, 1500, false, (_, second) -> second < 600, (_, _) -> true);
        assertThat(((EnvironmentUnreachable) said.getFirst()).getInsideIsWell()).isFalse();
    }

    @Test
    void whatComesToBeWellInsideWhileNobodyReachesItIsSaidOnceMore() {
        run(0, 1500, false, (_, second) -> second < 600, (_, _) -> true);
        run(1500, 1600, true, (_, _) -> false, (_, _) -> true);
        assertThat(said).hasSize(2);
        var again = (EnvironmentUnreachable) said.getLast();
        assertThat(again.getInsideIsWell()).isTrue();
        assertThat(again.getSince()).isEqualTo(((EnvironmentUnreachable) said.getFirst()).getSince());
        run(1600, 1700, false, (_, _) -> false, (_, _) -> true);
        assertThat(said)
                .as("what breaks inside by then makes it no less unreachable")
                .hasSize(2);
    }

    @Test
    void twoOfThreeOnTwoNetworksDoNotSuffice() {
        run(0, 3600, true, (point, second) -> second < 600 || point.equals("v0"), (_, _) -> true);
        assertThat(said).isEmpty();
    }

    @Test
    void whoReachesNothingElseIsNotHeard() {
        run(0, 3600, true, (_, second) -> second < 600, (_, second) -> second < 600);
        assertThat(said).isEmpty();
    }

    @Test
    void nineMinutesAreNotTen() {
        run(0, 3600, true, (_, second) -> second < 600 || second >= 600 + 540, (_, _) -> true);
        assertThat(said).isEmpty();
    }
}
