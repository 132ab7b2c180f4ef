package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.orocloud.events.RegionForecast;
import com.orocloud.events.RegionForecastScored;
import com.orocloud.failover.region.RegionHealth.Outage;
import com.orocloud.failover.region.RegionHealth.Source;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Forecasts: what moves the number, that it is kept with its outcome, and that it is said once. */
class ForecastTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region REGION = new Region("GCP", "europe-west4");

    private static Outage outage(@Nullable Duration expectedAfter, Source... confirmedBy) {
        return new Outage(
                new UUID(1, 1),
                START,
                START.plusSeconds(360),
                expectedAfter == null ? null : START.plus(expectedAfter),
                List.of(confirmedBy),
                List.of(),
                null,
                null);
    }

    private static double probability(Outage outage, long minutes) {
        return ForecastModel.of(outage, START.plus(Duration.ofMinutes(minutes))).stillDownInAnHour();
    }

    @Test
    void theLongerItLastsTheLongerItWillLast() {
        Outage unexplained = outage(null, Source.PROBE);
        assertThat(probability(unexplained, 15)).isCloseTo(0.43, within(0.05));
        assertThat(probability(unexplained, 60)).isCloseTo(0.55, within(0.05));
        assertThat(probability(unexplained, 30)).isBetween(probability(unexplained, 15), probability(unexplained, 60));
    }

    @Test
    void somebodysEstimateCountsAndOnlyUntilItHasPassed() {
        double without = probability(outage(null, Source.PROBE), 15);
        assertThat(probability(outage(Duration.ofHours(3), Source.PROBE), 15)).isGreaterThan(0.8);
        assertThat(probability(outage(Duration.ofMinutes(30), Source.PROBE), 15))
                .isLessThan(0.3);
        assertThat(probability(outage(Duration.ofMinutes(10), Source.PROBE), 15))
                .isEqualTo(without);
        assertThat(probability(outage(null, Source.OPERATOR, Source.PROBE), 15)).isGreaterThan(without);
    }

    @Test
    void everyReasonIsNamed() {
        var estimate = ForecastModel.of(outage(Duration.ofHours(3), Source.PROBE), START.plusSeconds(900));
        assertThat(estimate.reasons()).hasSize(2);
        assertThat(estimate.reasons().get(0)).contains("15 min");
        assertThat(estimate.reasons().get(1)).contains("after the hour");
    }

    @Test
    void aForecastIsMadeOncePerEstimateAndKeptWithItsOutcome() {
        Outage lost = outage(Duration.ofHours(3), Source.PROBE);
        var made = (Applied<Forecast>) Forecast.lost(null, REGION, lost, START.plusSeconds(900));
        var said = (RegionForecast) made.emitted().getFirst();
        assertThat(said.getModel()).isEqualTo(ForecastModel.NAME);
        assertThat(Forecast.lost(made.state(), REGION, lost, START.plusSeconds(905)))
                .isInstanceOf(Ignored.class);
        assertThat(Forecast.id(lost)).isNotEqualTo(Forecast.id(outage(null, Source.PROBE)));
        var scored = (Applied<Forecast>) Forecast.outcome(made.state(), true);
        var score = (RegionForecastScored) scored.emitted().getFirst();
        assertThat(score.getBrierScore()).isCloseTo(Math.pow(1 - said.getStillDownInAnHour(), 2), within(1e-9));
        assertThat(Forecast.outcome(scored.state(), false)).isInstanceOf(Ignored.class);
    }
}
