package com.orocloud.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.retention.Candidate.Proof;
import com.orocloud.backup.retention.Candidate.Proven;
import com.orocloud.backup.retention.Candidate.Quarantined;
import com.orocloud.backup.retention.Candidate.Unproven;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three simulated years hour by hour, and promises that hold for whatever is stored. */
class RetentionSimulationTest {

    private static final Policy PRODUCTION =
            Policies.preset().find("production").orElseThrow();
    private static final Duration HOUR = Duration.ofHours(1);

    /** Three years with a leap day in them. */
    private static final Instant FIRST = Instant.parse("2026-12-30T09:00:00Z");

    private static final int HOURS = 3 * 365 * 24;
    private static final int GAP = 14 * 24;

    /** Lord Howe moves by half an hour, Cairo at midnight, Kathmandu's hours begin at a quarter. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "America/New_York",
            "Europe/Berlin",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Asia/Kathmandu",
            "Pacific/Auckland",
            "America/Sao_Paulo");

    static IntStream seeds() {
        return IntStream.range(0, ZONES.size());
    }

    /** What was stored, and what went wrong on the way: each kind must have happened. */
    private static final class Simulation {

        private final Random random;
        private final ZoneId zone;
        private final Retention retention;
        private final TestingModel model;
        private final TreeSet<Instant> stored = new TreeSet<>();
        private final int gapBegins;
        private boolean sundayFails;
        private Duration clockAhead = Duration.ZERO;
        private int failedSundays;
        private int jumps;
        private int deleted;

        Simulation(int seed) {
            random = new Random(seed);
            zone = ZoneId.of(ZONES.get(seed));
            retention = new Retention(PRODUCTION, zone);
            model = new TestingModel(zone, FIRST);
            gapBegins = 1_000 + random.nextInt(HOURS - 4_000);
        }

        void hour(int hour) {
            var slot = FIRST.plus(HOUR.multipliedBy(hour));
            decideAboutSunday(slot);
            var inGap = hour >= gapBegins && hour < gapBegins + GAP;
            if (!inGap && !(isSunday(slot) && sundayFails) && random.nextInt(50) != 0) {
                stored.add(slot);
                model.add(slot);
            }
            jumpClock();
            if (random.nextInt(4) == 0) {
                sweep(slot.plus(Duration.ofMinutes(random.nextInt(60))));
            }
        }

        private void decideAboutSunday(Instant slot) {
            if (isSunday(slot) && !isSunday(slot.minus(HOUR))) {
                sundayFails = random.nextInt(5) == 0;
                failedSundays += sundayFails ? 1 : 0;
            }
        }

        private void jumpClock() {
            if (random.nextInt(100) == 0) {
                var hours = List.of(-48, -24, -1, 0, 0, 1, 24, 48).get(random.nextInt(8));
                clockAhead = Duration.ofHours(hours);
                jumps += hours == 0 ? 0 : 1;
            }
        }

        /** As the service does it: it believes the clock that is behind, its own or the database's. */
        void sweep(Instant trueNow) {
            var own = trueNow.plus(clockAhead);
            var now = own.isBefore(trueNow) ? own : trueNow;
            for (var verdict : retention.decide(candidates(), FIRST, now)) {
                if (!verdict.kept()) {
                    stored.remove(verdict.candidate().at());
                    deleted++;
                }
            }
        }

        private List<Candidate> candidates() {
            return stored.stream()
                    .map(at -> new Candidate(at.toString(), at, true, new Proven(true), Set.of()))
                    .toList();
        }

        private boolean isSunday(Instant instant) {
            return instant.atZone(zone).getDayOfWeek() == DayOfWeek.SUNDAY;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void threeYearsKeepExactlyWhatAnIndependentModelKeeps(int seed) {
        var simulation = new Simulation(seed);
        for (int hour = 0; hour < HOURS; hour++) {
            simulation.hour(hour);
            if (hour % 499 == 0 || hour == simulation.gapBegins + GAP) {
                var now = FIRST.plus(HOUR.multipliedBy(hour)).plus(Duration.ofMinutes(30));
                simulation.clockAhead = Duration.ZERO;
                simulation.sweep(now);
                assertThat(simulation.stored)
                        .as("%s at %s", simulation.zone, now)
                        .isEqualTo(simulation.model.kept(now));
            }
        }
        assertThat(simulation.failedSundays).isPositive();
        assertThat(simulation.jumps).isPositive();
        assertThat(simulation.deleted).isGreaterThan(HOURS / 2);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverIsStoredTheLastGoodOnesStayAndDeletingIsRepeatable(int seed) {
        var random = new Random(seed);
        var retention = new Retention(PRODUCTION, ZoneId.of(ZONES.get(seed % ZONES.size())));
        for (int round = 0; round < 50; round++) {
            var all = anything(random);
            var now = FIRST.plus(Duration.ofHours(random.nextInt(HOURS)));
            var kept = kept(retention.decide(all, FIRST, now));

            assertThat(all.stream().filter(Candidate::usable).count() == 0
                            || kept.stream().anyMatch(Candidate::usable))
                    .isTrue();
            assertThat(kept)
                    .containsAll(all.stream()
                            .filter(each -> !each.guards().isEmpty())
                            .toList());
            assertThat(kept(retention.decide(List.copyOf(kept), FIRST, now)))
                    .as("deciding again over what is left deletes nothing more")
                    .isEqualTo(kept);
            assertThat(kept(retention.decide(all, FIRST, now.minus(Duration.ofHours(random.nextInt(72))))))
                    .as("a clock that is behind deletes nothing that a right one keeps")
                    .containsAll(kept);
        }
    }

    private static List<Candidate> anything(Random random) {
        var all = new ArrayList<Candidate>();
        for (int i = random.nextInt(60); i > 0; i--) {
            var at = FIRST.plus(Duration.ofMinutes(random.nextInt(HOURS * 60)));
            all.add(new Candidate(
                    "point-" + i,
                    at,
                    random.nextInt(4) != 0,
                    proof(random, at),
                    random.nextInt(10) == 0 ? Set.of(Guard.HELD) : Set.of()));
        }
        return all;
    }

    private static Proof proof(Random random, Instant at) {
        return switch (random.nextInt(6)) {
            case 0 -> new Unproven();
            case 1 -> new Quarantined(at.plus(Duration.ofMinutes(random.nextInt(10_000))));
            default -> new Proven(random.nextBoolean());
        };
    }

    private static Set<Candidate> kept(List<Verdict> verdicts) {
        return verdicts.stream().filter(Verdict::kept).map(Verdict::candidate).collect(Collectors.toSet());
    }
}
