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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real rule over hours of probes in virtual time: lost probes, blind vantage points, cut-off control planes, zones
 * that go, provider blips up to five minutes, and real losses. What is true is known here, and judged against it.
 */
class RegionSimulationTest {

    private static final int SEEDS = 120;
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Region LOST = new Region("GCP", "europe-west4");
    private static final int NETWORKS = 3;
    private static final Region OTHER = new Region("GCP", "europe-west1");

    /** Whether a probe gets an answer. */
    @FunctionalInterface
    private interface Truth {
        boolean answers(String vantagePoint, String regionId, Kind kind, String target, long second);
    }

    private static final class Run {
        final List<VantagePoint> vantagePoints;
        final List<String> story = new ArrayList<>();
        final Map<String, Trace> traces = new HashMap<>();
        RegionHealth health = new Healthy(LOST, START);
        final Set<UUID> outages = new HashSet<>();
        Instant downAt = Instant.MAX;

        Run(int vantagePoints) {
            this.vantagePoints = java.util.stream.IntStream.range(0, vantagePoints)
                    .mapToObj(i -> new VantagePoint("v" + i, "network-" + i % NETWORKS))
                    .toList();
        }

        void until(long seconds, Truth truth) {
            for (long second = 0; second <= seconds; second += PROBE.toSeconds()) {
                Instant now = START.plusSeconds(second);
                for (VantagePoint point : vantagePoints) {
                    String from = point.name();
                    probe(from, LOST, Kind.API, "api", now, second, truth);
                    probe(from, LOST, Kind.OBJECT_STORE, "store", now, second, truth);
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
            traces.merge(
                    from + region + target,
                    Trace.first(from, kind, region.id(), target, answered, now, ""),
                    (known, fresh) -> known.again(answered, now, ""));
        }

        private void judge(Instant now) {
            Judgement judgement = RegionRule.judge(health, vantagePoints, List.copyOf(traces.values()), now);
            if (RegionHealth.on(health, judgement) instanceof Applied<RegionHealth>(var next, var emitted)) {
                health = next;
                emitted.stream()
                        .map(event -> event.getSchema().getName())
                        .filter(name -> !name.equals("RegionSnapshot"))
                        .forEach(story::add);
                if (next instanceof Down(var _, var outage)) {
                    outages.add(outage.id());
                }
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
    @ValueSource(ints = {3, 4, 5})
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
            var run = new Run(3 + random.nextInt(4));
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
    private static Truth harmlessTrouble(SplittableRandom random, List<VantagePoint> vantagePoints) {
        long from = 300L + random.nextInt(1200);
        long blip = 10L + random.nextInt(291);
        var noise = random.split();
        String blind = vantagePoints.get(random.nextInt(vantagePoints.size())).name();
        Set<String> network = vantagePoints.stream()
                .filter(point -> point.network().equals("network-0"))
                .map(VantagePoint::name)
                .collect(Collectors.toSet());
        Truth trouble = switch (random.nextInt(6)) {
            // the whole region, for at most five minutes
            case 0 -> (v, region, kind, target, second) -> isLost(region) && second >= from && second < from + blip;
            // one vantage point hears nothing of this region
            case 1 -> (v, region, kind, target, second) -> isLost(region) && v.equals(blind) && second >= from;
            // the control plane is cut off, altogether
            case 2 -> (v, region, kind, target, second) -> second >= from && second < from + 1500;
            // everybody on one network hears nothing of this region
            case 3 -> (v, region, kind, target, second) -> isLost(region) && network.contains(v) && second >= from;
            // the provider's API of the region and its storage, but not the region
            case 4 -> (v, region, kind, target, second) -> isLost(region) && kind != Kind.INGRESS && second >= from;
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
    void aRegionThatFlapsIsOneOutage() {
        var run = new Run(3);
        // from its loss on it comes and goes every seven minutes, for two hours
        run.until(
                600 + 7200,
                (from, region, kind, target, second) ->
                        !isLost(region) || second < 600 || (second - 600) / 420 % 2 == 1);
        assertThat(run.story.subList(0, 3)).containsExactly("RegionSuspectedDown", "RegionDown", "RegionRecovering");
        assertThat(run.story)
                .as("witness: it relapsed, and was never called recovered")
                .filteredOn("RegionDown"::equals)
                .hasSizeGreaterThan(5);
        assertThat(run.story).doesNotContain("RegionRecovered");
        assertThat(run.outages).hasSize(1);
    }

    @Test
    void reportsThatStopAreNoSilence() {
        var run = new Run(3);
        run.until(600, (from, region, kind, target, second) -> true);
        for (long second = 600; second < 7200; second += 5) {
            run.judge(START.plusSeconds(second));
        }
        assertThat(run.story)
                .as("a control plane that hears nobody judges nothing")
                .isEmpty();
    }

    @Test
    void aLineThatLosesMostProbesIsGivenMoreTime() {
        var good = Trace.first("v", Kind.API, "r", "t", true, START, "");
        var bad = good;
        for (int i = 1; i <= 400; i++) {
            Instant at = START.plusSeconds(5L * i);
            good = good.again(true, at, "");
            bad = bad.again(i % 10 == 0, at, "");
        }
        Instant end = START.plusSeconds(2000);
        for (int i = 1; i <= 13; i++) {
            good = good.again(false, end.plusSeconds(5L * i), "");
            bad = bad.again(false, end.plusSeconds(5L * i), "");
        }
        assertThat(good.suspected()).isTrue();
        assertThat(bad.suspected()).isFalse();
        for (int i = 14; i <= 60; i++) {
            bad = bad.again(false, end.plusSeconds(5L * i), "");
        }
        assertThat(bad.suspected()).as("but not for ever").isTrue();
    }

    @Test
    void aTargetThatNeverAnsweredIsNotMissed() {
        var never = Trace.first("v", Kind.API, "r", "t", false, START, "");
        for (int i = 1; i <= 100; i++) {
            never = never.again(false, START.plusSeconds(5L * i), "");
        }
        assertThat(never.known()).isFalse();
        assertThat(never.suspected()).isFalse();
    }

    @Test
    void aControlPlaneThatIsCutOffInASuspicionConfirmsNothing() {
        var run = new Run(3);
        run.until(
                3600,
                (v, region, kind, target, second) ->
                        isLost(region) ? second < 600 || second >= 3000 : second < 700 || second >= 3000);
        assertThat(run.story).containsExactly("RegionSuspectedDown", "RegionRecovered");
        assertThat(run.health).isNotInstanceOf(Suspected.class);
    }
}
