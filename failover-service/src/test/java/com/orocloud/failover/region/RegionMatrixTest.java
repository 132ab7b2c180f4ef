package com.orocloud.failover.region;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionVerdict;
import com.orocloud.failover.Matrix;
import com.orocloud.failover.region.RegionHealth.Degraded;
import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Outage;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Source;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.failover.region.RegionHealth.Up;
import com.orocloud.messaging.Outcome;
import com.orocloud.testkit.Meta;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the table of regions in README.md true. */
class RegionMatrixTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region REGION = new Region("GCP", "europe-west4");
    private static final String ZONE = "europe-west4-b";

    @Test
    void theReadmeShowsWhatARegionsHealthMakesOfEverything() throws IOException {
        var healthy = new Healthy(REGION, AT);
        var degraded = new Degraded(REGION, AT, List.of(ZONE));
        var suspected = new Suspected(REGION, new UUID(1, 1), AT, AT, List.of());
        var down = new Down(
                REGION, new Outage(new UUID(1, 1), AT, AT, null, List.of(Source.OPERATOR), List.of(), "fire", null));
        var recovering = new Recovering(REGION, down.outage(), AT, AT);
        new Matrix<RegionHealth>(healthy, degraded, suspected, down, recovering)
                .when("an environment is placed there", state -> RegionHealth.watched(state, REGION, AT))
                .when("RegionDeclared DOWN", state -> RegionHealth.on(state, declared(RegionVerdict.DOWN)))
                .when("RegionDeclared UP", state -> RegionHealth.on(state, declared(RegionVerdict.UP)))
                .when("a zone is lost", state -> zones(state, ZONE))
                .when("another one is lost, too", state -> zones(state, ZONE, "europe-west4-c"))
                .when("in every zone something works", state -> zones(state))
                .when(
                        "silent for 60 s",
                        state -> RegionHealth.on(
                                state, new Judgement.Suspect(state instanceof Up up ? up : healthy, AT, List.of(), AT)))
                .when(
                        "silent for 5 min more",
                        state -> RegionHealth.on(state, new Judgement.Confirm(suspected, List.of(), AT)))
                .when("answers after all", state -> RegionHealth.on(state, new Judgement.FalseAlarm(suspected, AT)))
                .when(
                        "the provider names an incident",
                        state -> RegionHealth.on(state, new Judgement.ProviderAgrees(down, "abc")))
                .when("everything answers", state -> RegionHealth.on(state, new Judgement.Recover(down, AT)))
                .when(
                        "silent for 60 s again",
                        state -> RegionHealth.on(state, new Judgement.Relapse(recovering, List.of())))
                .when(
                        "a probe fails in the hold-down",
                        state -> RegionHealth.on(state, new Judgement.HoldLonger(recovering, AT.plusSeconds(1800))))
                .when("30 min without one", state -> RegionHealth.on(state, new Judgement.Recovered(recovering, AT)))
                .assertShown("regions");
    }

    private static Outcome<RegionHealth> zones(@Nullable RegionHealth state, String... lost) {
        RegionHealth judged = state == null ? new Healthy(REGION, AT) : state;
        return RegionHealth.on(state, new ZoneFinding(judged, List.of(lost), AT, "why", AT));
    }

    private static RegionDeclared declared(RegionVerdict verdict) {
        return new RegionDeclared(
                Meta.of("portal", "", "GCP:europe-west4"),
                new RegionRef(IaasProvider.GCP, "europe-west4"),
                verdict,
                "cooling failed",
                null);
    }
}
