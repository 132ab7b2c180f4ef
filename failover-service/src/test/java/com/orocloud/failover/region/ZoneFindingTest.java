package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.RegionDegradationEnded;
import com.orocloud.events.RegionDegraded;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionSnapshot;
import com.orocloud.events.RegionStatus;
import com.orocloud.events.RegionSuspectedDown;
import com.orocloud.failover.region.RegionHealth.Degraded;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** One zone is never a region. */
class ZoneFindingTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region REGION = new Region("GCP", "europe-west4");
    private static final Healthy HEALTHY = new Healthy(REGION, AT.minusSeconds(3600));
    private static final Degraded DEGRADED = new Degraded(REGION, AT, List.of("europe-west4-b"));

    @Test
    void aLostZoneIsToldOnceWithTheSnapshotAndSoIsItsEnd() {
        Outcome<RegionHealth> lost = on(HEALTHY, AT.plusSeconds(8), "europe-west4-b");
        assertThat(state(lost)).isEqualTo(DEGRADED);
        assertThat(facts(lost).getFirst())
                .isEqualTo(new RegionDegraded(Events.unstamped(), REGION.ref(), List.of("europe-west4-b"), AT, "why"));
        assertThat(facts(lost).getLast())
                .isInstanceOfSatisfying(
                        RegionSnapshot.class,
                        snapshot -> assertThat(snapshot)
                                .returns(RegionStatus.DEGRADED, RegionSnapshot::getStatus)
                                .returns(List.of("europe-west4-b"), RegionSnapshot::getAffectedZones));
        assertThat(on(DEGRADED, AT.plusSeconds(9), "europe-west4-b")).isInstanceOf(Ignored.class);

        Outcome<RegionHealth> back = on(DEGRADED, AT.plusSeconds(90));
        assertThat(state(back)).isEqualTo(new Healthy(REGION, AT.plusSeconds(90)));
        assertThat(facts(back).getFirst())
                .isEqualTo(new RegionDegradationEnded(
                        Events.unstamped(), REGION.ref(), List.of("europe-west4-b"), AT, 90L));
        assertThat(on((Healthy) state(back), AT.plusSeconds(91))).isInstanceOf(Ignored.class);
    }

    @Test
    void anotherLostZoneIsToldWithTheFirst() {
        Outcome<RegionHealth> worse = on(DEGRADED, AT.plusSeconds(60), "europe-west4-b", "europe-west4-c");
        assertThat(facts(worse).getFirst())
                .isEqualTo(new RegionDegraded(
                        Events.unstamped(), REGION.ref(), List.of("europe-west4-b", "europe-west4-c"), AT, "why"));
    }

    @Test
    void aDegradedRegionIsSuspectedLikeAnyOtherAndAFalseAlarmForgetsItsZones() {
        Outcome<RegionHealth> silent = RegionHealth.on(
                DEGRADED, new Judgement.Suspect(DEGRADED, AT.plusSeconds(60), List.of(), AT.plusSeconds(120)));
        assertThat(facts(silent).getFirst()).isInstanceOf(RegionSuspectedDown.class);

        var suspected = (Suspected) state(silent);
        assertThat(on(suspected, AT.plusSeconds(130), "europe-west4-b"))
                .as("zones of a region in doubt")
                .isInstanceOf(Ignored.class);
        Outcome<RegionHealth> alarm =
                RegionHealth.on(suspected, new Judgement.FalseAlarm(suspected, AT.plusSeconds(140)));
        assertThat(facts(alarm).getFirst()).isInstanceOf(RegionRecovered.class);
        assertThat(state(alarm)).isInstanceOf(Healthy.class);
    }

    @Test
    void whatWasJudgedOfAnotherHealthChangesNothing() {
        assertThat(RegionHealth.on(DEGRADED, new ZoneFinding(HEALTHY, List.of("europe-west4-c"), AT, "why", AT)))
                .isInstanceOf(Ignored.class);
    }

    private static Outcome<RegionHealth> on(RegionHealth health, Instant at, String... lost) {
        return RegionHealth.on(health, new ZoneFinding(health, List.of(lost), AT, "why", at));
    }

    private static RegionHealth state(Outcome<RegionHealth> outcome) {
        return ((Applied<RegionHealth>) outcome).state();
    }

    private static List<SpecificRecord> facts(Outcome<RegionHealth> outcome) {
        return ((Applied<RegionHealth>) outcome).emitted();
    }
}
