package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.failover.region.Sighting.Kind;
import com.orocloud.messaging.Outcome.Applied;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real rule over hours of probes in virtual time: lost probes, blind vantage points, cut-off control planes, zones
 * that go, provider blips up to five minutes, and real losses. What is true is known here, and judged against it.
 */
class RegionSimulationTest {

    private static final int SEEDS = 300;
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Region LOST = new Region("GCP", "europe-west4");
    private static final Region OTHER = new Region("GCP", "europe-west1");

    /** Whether a probe gets an answer. */
    @FunctionalInterface
    private interface Truth {
        boolean answers(String vantagePoint, String regionId, Kind kind, String target, long second);
    }

    private static final class Run {
        final List<String> vantagePoints;
        final List<String> story = new ArrayList<>();
        final Map<String, Sighting> sightings = new HashMap<>();
        RegionHealth health = new Healthy(LOST, START);
        Instant downAt = Instant.MAX;

        Run(int vantagePoints) {
            this.vantagePoints = java.util.stream.IntStream.range(0, vantagePoints)
                    .mapToObj(i -> "v" + i)
                    .toList();
        }

        void until(long seconds, Truth truth) {
            for (long second = 0; second <= seconds; second += PROBE.toSeconds()) {
                Instant now = START.plusSeconds(second);
                for (String from : vantagePoints) {
                    probe(from, LOST, Kind.API, "api", now, second, truth);
                    probe(from, OTHER, Kind.API, "api", now, second, truth);
                    probe(from, LOST, Kind.INGRESS, "ingress:acme", now, second, truth);
                    probe(from, LOST, Kind.INGRESS, "ingress:globex", now, second, truth);
                }
                judge(now);
            }
        }

        private void probe(
                String from, Region region, Kind kind, String target, Instant now, long second, Truth truth) {
            boolean answered = truth.answers(from, region.id(), kind, target, second);
            sightings.merge(
                    from + region + target,
                    new Sighting(from, kind, region.id(), target, answered ? null : now, now, ""),
                    (known, fresh) -> known.again(answered, now, ""));
        }

        private void judge(Instant now) {
            Judgement judgement = RegionRule.judge(health, vantagePoints, List.copyOf(sightings.values()), now);
            if (RegionHealth.on(health, judgement) instanceof Applied<RegionHealth>(var next, var emitted)) {
                health = next;
                emitted.stream()
                        .map(event -> event.getSchema().getName())
                        .filter(name -> !name.equals("RegionSnapshot"))
                        .forEach(story::add);
                if (next instanceof Down && downAt.equals(Instant.MAX)) {
                    downAt = now;
                }
            }
        }
    }

    private static boolean isLost(String regionId) {
        return regionId.equals(LOST.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aLossIsSuspectedAfterAMinuteAndConfirmedFiveMinutesLater(int vantagePoints) {
        var run = new Run(vantagePoints);
        run.until(1200, (from, region, kind, target, second) -> !isLost(region) || second < 600);
        assertThat(run.story).containsExactly("RegionSuspectedDown", "RegionDown");
        assertThat(run.downAt).isEqualTo(START.plusSeconds(600 + 60 + 300));
        assertThat(((Down) run.health).outage().startedAt()).isEqualTo(START.plusSeconds(600));
    }

    @Test
    void aReturnIsHeldDownForHalfAnHourAndARelapseKeepsTheOutage() {
        var run = new Run(3);
        run.until(
                12_000,
                (from, region, kind, target, second) ->
                        !isLost(region) || second < 600 || (second >= 2000 && second < 3000) || second >= 3300);
        assertThat(run.story)
                .containsExactly(
                        "RegionSuspectedDown",
                        "RegionDown",
                        "RegionRecovering",
                        "RegionRecovering", // held down longer when probes fail again
                        "RegionDown",
                        "RegionRecovering",
                        "RegionRecovered");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void nothingLessThanARegionIsEverCalledDown(long part) {
        int suspicions = 0;
        for (long seed = part * SEEDS; seed < (part + 1) * SEEDS; seed++) {
            var random = new SplittableRandom(seed);
            var run = new Run(2 + random.nextInt(4));
            run.until(3600, harmlessTrouble(random, run.vantagePoints));
            assertThat(run.story).as("seed %d", seed).doesNotContain("RegionDown");
            assertThat(run.health).as("seed %d ends well", seed).isInstanceOf(Healthy.class);
            suspicions += run.story.contains("RegionSuspectedDown") ? 1 : 0;
        }
        assertThat(suspicions)
                .as("witness: suspicions that turned out to be false")
                .isPositive();
    }

    /** One kind of trouble that is not a lost region, for up to the whole hour; and some lost probes on top. */
    private static Truth harmlessTrouble(SplittableRandom random, List<String> vantagePoints) {
        long from = 300L + random.nextInt(1200);
        long blip = 10L + random.nextInt(291);
        var noise = random.split();
        String blind = vantagePoints.get(random.nextInt(vantagePoints.size()));
        Truth trouble = switch (random.nextInt(5)) {
            // the whole region, for at most five minutes
            case 0 -> (v, region, kind, target, second) -> isLost(region) && second >= from && second < from + blip;
            // one vantage point hears nothing of this region
            case 1 -> (v, region, kind, target, second) -> isLost(region) && v.equals(blind) && second >= from;
            // the control plane is cut off, altogether
            case 2 -> (v, region, kind, target, second) -> second >= from && second < from + 1500;
            // the provider's API of the region, but not the region
            case 3 -> (v, region, kind, target, second) -> isLost(region) && kind == Kind.API && second >= from;
            // a zone with one environment's ingress
            default ->
                (v, region, kind, target, second) -> isLost(region) && target.equals("ingress:acme") && second >= from;
        };
        return (v, region, kind, target, second) ->
                !trouble.answers(v, region, kind, target, second) && noise.nextInt(50) > 0;
    }

    @Test
    void aRealLossIsFoundUnderLostProbesAndOneBlindVantagePoint() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new SplittableRandom(seed);
            var run = new Run(3 + random.nextInt(3));
            run.until(
                    1800,
                    (v, region, kind, target, second) ->
                            isLost(region) ? second < 300 : !v.equals("v0") && random.nextInt(50) > 0);
            assertThat(run.health).as("seed %d", seed).isInstanceOf(Down.class);
            assertThat(Duration.between(START.plusSeconds(300), run.downAt))
                    .as("seed %d", seed)
                    .isLessThan(Duration.ofMinutes(8));
        }
    }

    @Test
    void aControlPlaneThatIsCutOffInASuspicionConfirmsNothing() {
        var run = new Run(2);
        run.until(
                3600,
                (v, region, kind, target, second) ->
                        isLost(region) ? second < 600 || second >= 3000 : second < 700 || second >= 3000);
        assertThat(run.story).containsExactly("RegionSuspectedDown", "RegionRecovered");
        assertThat(run.health).isNotInstanceOf(Suspected.class);
    }
}
