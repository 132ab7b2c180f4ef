package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRecovering;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionSuspectedDown;
import com.orocloud.events.RegionVerdict;
import com.orocloud.events.SignalSource;
import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Source;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a declaration and a judgement change, and what is said then. */
class RegionHealthTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region REGION = new Region("GCP", "europe-west4");
    private static final Healthy HEALTHY = new Healthy(REGION);
    private static final Suspected SUSPECTED =
            new Suspected(REGION, new UUID(1, 1), AT.minusSeconds(120), AT.minusSeconds(60), List.of());
    private static final Instant ESTIMATE = AT.plusSeconds(4 * 3600);

    private static RegionDeclared declared(RegionVerdict verdict, @Nullable Instant estimate) {
        return new RegionDeclared(
                Meta.of("portal", "", "GCP:europe-west4"),
                new RegionRef(IaasProvider.GCP, "europe-west4"),
                verdict,
                "cooling failed",
                estimate);
    }

    private static Applied<RegionHealth> applied(Outcome<RegionHealth> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied<RegionHealth>) outcome;
    }

    @Test
    void anOperatorMayDeclareAHealthyRegionLost() {
        var outcome = applied(RegionHealth.on(HEALTHY, declared(RegionVerdict.DOWN, ESTIMATE)));
        var down = (RegionDown) outcome.emitted().getFirst();
        assertThat(down.getExpectedRecoveryAt()).isEqualTo(ESTIMATE);
        assertThat(down.getConfirmedBy()).containsExactly(SignalSource.OPERATOR);
        assertThat(down.getReason()).isEqualTo("cooling failed");
        assertThat(((Down) outcome.state()).outage().id()).isEqualTo(down.getOutageId());
    }

    @Test
    void aDeclarationConfirmsASuspicionUnderTheSameOutage() {
        var outcome = applied(RegionHealth.on(SUSPECTED, declared(RegionVerdict.DOWN, null)));
        var down = (RegionDown) outcome.emitted().getFirst();
        assertThat(down.getOutageId()).isEqualTo(SUSPECTED.outageId());
        assertThat(down.getStartedAt()).isEqualTo(SUSPECTED.startedAt());
        assertThat(down.getConfirmedBy()).containsExactly(SignalSource.OPERATOR, SignalSource.PROBE);
    }

    @Test
    void aNewEstimateIsSaidAndTheSameOneIsNot() {
        var event = declared(RegionVerdict.DOWN, ESTIMATE);
        var down = applied(RegionHealth.on(HEALTHY, event)).state();
        assertThat(RegionHealth.on(down, event)).isInstanceOf(Ignored.class);
        var later = applied(RegionHealth.on(down, declared(RegionVerdict.DOWN, ESTIMATE.plusSeconds(3600))));
        assertThat(((RegionDown) later.emitted().getFirst()).getExpectedRecoveryAt())
                .isEqualTo(ESTIMATE.plusSeconds(3600));
        assertThat(((Down) later.state()).outage().id())
                .isEqualTo(((Down) down).outage().id());
    }

    @Test
    void aDeclarationAboutAnUnknownRegionWaitsForIt() {
        assertThat(RegionHealth.on(null, declared(RegionVerdict.DOWN, null))).isInstanceOf(Deferred.class);
        assertThat(RegionHealth.on(null, declared(RegionVerdict.UP, null))).isInstanceOf(Deferred.class);
        assertThat(RegionHealth.watched(null, REGION)).isEqualTo(Outcome.applied(HEALTHY));
    }

    @Test
    void nobodyDeclaresARegionWellWithoutTheHoldDown() {
        var down = applied(RegionHealth.on(HEALTHY, declared(RegionVerdict.DOWN, null)))
                .state();
        var outcome = applied(RegionHealth.on(down, declared(RegionVerdict.UP, null)));
        assertThat(outcome.state()).isInstanceOf(Recovering.class);
        assertThat(outcome.emitted()).singleElement().isInstanceOf(RegionRecovering.class);
        assertThat(RegionHealth.on(outcome.state(), declared(RegionVerdict.UP, null)))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void aRelapseKeepsTheOutage() {
        var down = (Down) applied(RegionHealth.on(HEALTHY, declared(RegionVerdict.DOWN, null)))
                .state();
        var recovering = new Recovering(REGION, down.outage(), AT.plusSeconds(1800));
        var relapse = applied(RegionHealth.on(recovering, new Judgement.Relapse(recovering, List.of())));
        assertThat(((RegionDown) relapse.emitted().getFirst()).getOutageId())
                .isEqualTo(down.outage().id());
        assertThat(((Down) relapse.state()).outage().confirmedBy()).contains(Source.PROBE);
    }

    @Test
    void suspicionConfirmationAndFalseAlarmAreSaid() {
        var suspected = applied(RegionHealth.on(HEALTHY, new Judgement.Suspect(HEALTHY, AT, List.of(), AT)));
        assertThat(suspected.emitted()).singleElement().isInstanceOf(RegionSuspectedDown.class);
        var confirmed = applied(RegionHealth.on(SUSPECTED, new Judgement.Confirm(SUSPECTED, List.of(), AT)));
        assertThat(((RegionDown) confirmed.emitted().getFirst()).getConfirmedBy())
                .containsExactly(SignalSource.PROBE);
        var alarm = applied(RegionHealth.on(SUSPECTED, new Judgement.FalseAlarm(SUSPECTED, AT)));
        var recovered = (RegionRecovered) alarm.emitted().getFirst();
        assertThat(recovered.getFalseAlarm()).isTrue();
        assertThat(recovered.getOutageSeconds()).isEqualTo(120);
    }

    @Test
    void aJudgementOfAnOlderHealthIsDropped() {
        assertThat(RegionHealth.on(HEALTHY, new Judgement.Confirm(SUSPECTED, List.of(), AT)))
                .isInstanceOf(Ignored.class);
    }
}
