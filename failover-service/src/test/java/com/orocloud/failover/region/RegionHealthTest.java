package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionEstimateChanged;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRecovering;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionSnapshot;
import com.orocloud.events.RegionStatus;
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
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a declaration and a judgement change, and what is said then. */
class RegionHealthTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region REGION = new Region("GCP", "europe-west4");
    private static final Healthy HEALTHY = new Healthy(REGION, AT);
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
        var changed = (RegionEstimateChanged) later.emitted().get(1);
        assertThat(changed.getPreviousEstimate()).isEqualTo(ESTIMATE);
        assertThat(changed.getExpectedRecoveryAt()).isEqualTo(ESTIMATE.plusSeconds(3600));
        assertThat(changed.getSignalSource()).isEqualTo(SignalSource.OPERATOR);
    }

    @Test
    void aDeclarationAboutAnUnknownRegionWaitsForIt() {
        assertThat(RegionHealth.on(null, declared(RegionVerdict.DOWN, null))).isInstanceOf(Deferred.class);
        assertThat(RegionHealth.on(null, declared(RegionVerdict.UP, null))).isInstanceOf(Deferred.class);
        assertThat(RegionHealth.watched(null, REGION, AT))
                .isEqualTo(Outcome.applied(HEALTHY, RegionFacts.snapshot(HEALTHY)));
    }

    @Test
    void nobodyDeclaresARegionWellWithoutTheHoldDown() {
        var down = applied(RegionHealth.on(HEALTHY, declared(RegionVerdict.DOWN, null)))
                .state();
        var outcome = applied(RegionHealth.on(down, declared(RegionVerdict.UP, null)));
        assertThat(outcome.state()).isInstanceOf(Recovering.class);
        assertThat(outcome.emitted().getFirst()).isInstanceOf(RegionRecovering.class);
        assertThat(RegionHealth.on(outcome.state(), declared(RegionVerdict.UP, null)))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void aRelapseKeepsTheOutage() {
        var down = (Down) applied(RegionHealth.on(HEALTHY, declared(RegionVerdict.DOWN, null)))
                .state();
        var recovering = new Recovering(REGION, down.outage(), AT.plusSeconds(1800), AT);
        var relapse = applied(RegionHealth.on(recovering, new Judgement.Relapse(recovering, List.of())));
        assertThat(((RegionDown) relapse.emitted().getFirst()).getOutageId())
                .isEqualTo(down.outage().id());
        assertThat(((Down) relapse.state()).outage().confirmedBy()).contains(Source.PROBE);
    }

    @Test
    void suspicionConfirmationAndFalseAlarmAreSaid() {
        var suspected = applied(RegionHealth.on(HEALTHY, new Judgement.Suspect(HEALTHY, AT, List.of(), AT)));
        assertThat(suspected.emitted().getFirst()).isInstanceOf(RegionSuspectedDown.class);
        var confirmed = applied(RegionHealth.on(SUSPECTED, new Judgement.Confirm(SUSPECTED, List.of(), AT)));
        assertThat(((RegionDown) confirmed.emitted().getFirst()).getConfirmedBy())
                .containsExactly(SignalSource.PROBE);
        var alarm = applied(RegionHealth.on(SUSPECTED, new Judgement.FalseAlarm(SUSPECTED, AT)));
        var recovered = (RegionRecovered) alarm.emitted().getFirst();
        assertThat(recovered.getFalseAlarm()).isTrue();
        assertThat(recovered.getOutageSeconds()).isEqualTo(120);
    }

    @Test
    void theSnapshotHoldsWhatTheFactsAloneTell() {
        var life = List.<Function<RegionHealth, Outcome<RegionHealth>>>of(
                it -> RegionHealth.on(it, new Judgement.Suspect((Healthy) it, AT, List.of(), AT.plusSeconds(60))),
                it -> RegionHealth.on(it, new Judgement.Confirm((Suspected) it, List.of(), AT.plusSeconds(360))),
                it -> RegionHealth.on(it, declared(RegionVerdict.DOWN, ESTIMATE)),
                it -> RegionHealth.on(it, new Judgement.Recover((Down) it, AT.plusSeconds(900))),
                it -> RegionHealth.on(it, new Judgement.HoldLonger((Recovering) it, AT.plusSeconds(4000))),
                it -> RegionHealth.on(it, new Judgement.Relapse((Recovering) it, List.of())),
                it -> RegionHealth.on(it, new Judgement.Recover((Down) it, AT.plusSeconds(5000))),
                it -> RegionHealth.on(it, new Judgement.Recovered((Recovering) it, AT.plusSeconds(9000))));
        RegionHealth health = HEALTHY;
        RegionSnapshot told = RegionFacts.snapshot(HEALTHY);
        for (var event : life) {
            var outcome = applied(event.apply(health));
            health = outcome.state();
            told = retold(told, outcome.emitted().getFirst());
            assertThat(outcome.emitted().getLast())
                    .asInstanceOf(type(RegionSnapshot.class))
                    .usingRecursiveComparison()
                    .comparingOnlyFields(
                            "status", "outageId", "outageStartedAt", "expectedRecoveryAt", "holdDownUntil", "reason")
                    .isEqualTo(told);
        }
        assertThat(health).isInstanceOf(Healthy.class);
    }

    /** What a reader of facts makes of the next one; since when is for the owner to say. */
    private static RegionSnapshot retold(RegionSnapshot before, SpecificRecord fact) {
        var next = RegionSnapshot.newBuilder()
                .setMeta(before.getMeta())
                .setRegion(before.getRegion())
                .setStatus(before.getStatus())
                .setSince(before.getSince())
                .setOutageId(before.getOutageId())
                .setOutageStartedAt(before.getOutageStartedAt())
                .setExpectedRecoveryAt(before.getExpectedRecoveryAt())
                .setReason(before.getReason());
        return switch (fact) {
            case RegionSuspectedDown f ->
                next.setStatus(RegionStatus.SUSPECTED)
                        .setOutageId(f.getOutageId())
                        .setOutageStartedAt(f.getStartedAt())
                        .build();
            case RegionDown f ->
                next.setStatus(RegionStatus.DOWN)
                        .setOutageId(f.getOutageId())
                        .setOutageStartedAt(f.getStartedAt())
                        .setExpectedRecoveryAt(f.getExpectedRecoveryAt())
                        .setReason(f.getReason())
                        .build();
            case RegionRecovering f ->
                next.setStatus(RegionStatus.RECOVERING)
                        .setHoldDownUntil(f.getHoldDownUntil())
                        .build();
            case RegionRecovered _ ->
                next.setStatus(RegionStatus.HEALTHY)
                        .setOutageId(null)
                        .setOutageStartedAt(null)
                        .setExpectedRecoveryAt(null)
                        .setReason(null)
                        .build();
            default -> throw new AssertionError("no fact about a region: " + fact);
        };
    }

    @Test
    void aJudgementOfAnOlderHealthIsDropped() {
        assertThat(RegionHealth.on(HEALTHY, new Judgement.Confirm(SUSPECTED, List.of(), AT)))
                .isInstanceOf(Ignored.class);
    }
}
