package com.orocloud.dr;

import static com.orocloud.dr.Cases.NOON;
import static com.orocloud.dr.Cases.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CriterionTest {

    private final Story story = new Story("acme-prod", NOON);

    @Test
    void aRegionExpectedBackIn59MinutesAnd59SecondsIsNoDisaster() {
        var expected = NOON.plus(Duration.ofMinutes(60)).minusSeconds(1);

        assertThat(judge(expected, NOON)).isEqualTo(new Criterion.NotYet(expected, expected));
    }

    @Test
    void exactlyAnHourIsStillWithinTheHour() {
        var expected = NOON.plus(Duration.ofMinutes(60));

        assertThat(judge(expected, NOON)).isEqualTo(new Criterion.NotYet(expected, expected));
    }

    @Test
    void aSecondMoreThanAnHourIsADisaster() {
        assertThat(judge(NOON.plus(Duration.ofMinutes(60)).plusSeconds(1), NOON))
                .isEqualTo(new Criterion.Met());
    }

    @Test
    void theHourCountsFromTheEvaluationNotFromTheOutage() {
        var expected = NOON.plus(Duration.ofMinutes(70));

        assertThat(judge(expected, NOON)).isEqualTo(new Criterion.Met());
        assertThat(judge(expected, NOON.plus(Duration.ofMinutes(10)))).isInstanceOf(Criterion.NotYet.class);
    }

    @Test
    void withoutAnEstimateAnOutageConfirmedForFifteenMinutesIsADisaster() {
        var enough = NOON.plus(Duration.ofMinutes(15));

        assertThat(judge(null, NOON)).isEqualTo(new Criterion.NotYet(null, enough));
        assertThat(judge(null, enough.minusSeconds(1))).isEqualTo(new Criterion.NotYet(null, enough));
        assertThat(judge(null, enough)).isEqualTo(new Criterion.Met());
    }

    @Test
    void anEstimateThatPassedWithoutRecoveryCountsAsNone() {
        var expected = NOON.plus(Duration.ofMinutes(30));

        assertThat(judge(expected, expected.minusSeconds(1))).isEqualTo(new Criterion.NotYet(expected, expected));
        assertThat(judge(expected, expected)).isEqualTo(new Criterion.Met());
    }

    @Test
    void whoIsWellAndCannotBeReachedMeetsTheSecondCriterionAtOnce() {
        var cutOff = (Reach.CutOff) Cases.state(Reach.on(null, story.unreachable(NOON, true)));

        assertThat(Criterion.judge(cutOff, NOON, SETTINGS.criterionHorizon(), SETTINGS.unknownEstimateAfter()))
                .isEqualTo(new Criterion.Met());
    }

    private Criterion judge(@Nullable Instant expected, Instant now) {
        var outage = (Outage.Down) Cases.state(Outage.on(null, story.down(expected)));
        return Criterion.judge(outage, now, SETTINGS.criterionHorizon(), SETTINGS.unknownEstimateAfter());
    }
}
