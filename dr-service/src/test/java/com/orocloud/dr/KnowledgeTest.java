package com.orocloud.dr;

import static com.orocloud.dr.Cases.NOON;
import static com.orocloud.dr.Cases.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.dr.ProtectedEnvironment.Serving;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is learned of regions, environments and contacts before and during a disaster. */
class KnowledgeTest {

    private final Cases cases = new Cases();
    private final Story story = cases.story;

    @Test
    void aNewEstimateReplacesAnOlderOneButNotTheOtherWayRound() {
        var first = story.down(NOON.plusSeconds(1800));
        story.now = NOON.plusSeconds(60);
        var second = story.down(story.outageId, NOON, NOON, NOON.plusSeconds(9000));
        var down = state(Outage.on(state(Outage.on(null, first)), second));

        assertThat(((Outage.Down) down).expectedRecoveryAt()).isEqualTo(NOON.plusSeconds(9000));
        assertThat(Outage.on(down, first)).isEqualTo(Outcome.ignored("overtaken by a newer word about this outage"));
    }

    @Test
    void anEndedOutageNeverComesBackButTheNextOneDoes() {
        var over = state(Outage.on(state(Outage.on(null, story.down(null))), story.recovered(story.outageId)));

        assertThat(Outage.on(over, story.down(null))).isEqualTo(Outcome.ignored("this outage is over"));
        assertThat(state(Outage.on(over, story.down(UUID.randomUUID(), NOON, NOON, null))))
                .isInstanceOf(Outage.Down.class);
    }

    @Test
    void aForecastIsKeptWithItsOutageAndWithNoOther() {
        var down = state(Outage.on(null, story.down(null)));
        assertThat(Outage.on(null, story.forecast(story.outageId, 0.4))).isInstanceOf(Ignored.class);
        assertThat(Outage.on(down, story.forecast(UUID.randomUUID(), 0.4))).isInstanceOf(Ignored.class);
        var told = (Outage.Down) state(Outage.on(down, story.forecast(story.outageId, 0.4)));
        assertThat(told.stillDownInAnHour()).isEqualTo(0.4);
        story.now = NOON.plusSeconds(60);
        var estimated = (Outage.Down) state(Outage.on(told, story.down(story.outageId, NOON, NOON, NOON)));
        assertThat(estimated.stillDownInAnHour()).as("until there is another").isEqualTo(0.4);
        var next = (Outage.Down) state(Outage.on(estimated, story.down(UUID.randomUUID(), NOON, NOON, null)));
        assertThat(next.stillDownInAnHour()).isNull();
    }

    @Test
    void theEndOfAnEarlierOutageDoesNotEndThisOne() {
        var down = state(Outage.on(null, story.down(null)));

        assertThat(Outage.on(down, story.recovered(UUID.randomUUID()))).isInstanceOf(Ignored.class);
    }

    @Test
    void whoIsCutOffIsSoUntilTheSameTroubleEnds() {
        var cutOff = state(Reach.on(null, story.unreachable(NOON, true)));

        assertThat(Reach.on(cutOff, story.unreachable(NOON, true))).isEqualTo(Outcome.ignored("known"));
        assertThat(Reach.on(cutOff, story.reachable(NOON.minusSeconds(60)))).isInstanceOf(Ignored.class);
        assertThat(Reach.on(cutOff, story.unreachable(NOON.minusSeconds(60), true)))
                .isInstanceOf(Ignored.class);
        var within = state(Reach.on(cutOff, story.reachable(NOON)));
        assertThat(Reach.on(within, story.unreachable(NOON, true))).isEqualTo(Outcome.ignored("that is over"));
        assertThat(Reach.on(within, story.reachable(NOON))).isEqualTo(Outcome.ignored("known"));
        var next = (Reach.CutOff) state(Reach.on(within, story.unreachable(NOON.plusSeconds(60), true)));
        assertThat(next.outageId()).isNotEqualTo(((Reach.CutOff) cutOff).outageId());
    }

    @Test
    void anEndOfWhichTheBeginningComesLateIsRemembered() {
        var within = state(Reach.on(null, story.reachable(NOON)));

        assertThat(Reach.on(within, story.unreachable(NOON, true))).isInstanceOf(Ignored.class);
    }

    @Test
    void whatComesToBeWellInsideIsTheSameTroubleAndOnlyThenADisaster() {
        var broken = (Reach.CutOff) state(Reach.on(null, story.unreachable(NOON, false)));
        var well = (Reach.CutOff) state(Reach.on(broken, story.unreachable(NOON, true)));

        assertThat(broken.insideIsWell()).isFalse();
        assertThat(well.insideIsWell()).isTrue();
        assertThat(well.outageId()).isEqualTo(broken.outageId());
    }

    @Test
    void aBackupOfAnUnknownEnvironmentWaitsForIt() {
        assertThat(ProtectedEnvironment.on(null, story.replicated())).isInstanceOf(Deferred.class);
        assertThat(ProtectedEnvironment.on(null, story.verified())).isInstanceOf(Deferred.class);
    }

    @Test
    void sitesAndAddressesOfAnEnvironmentNobodyAcceptedAreImpossible() {
        assertThat(ProtectedEnvironment.on(null, story.reserved())).isInstanceOf(Impossible.class);
        assertThat(ProtectedEnvironment.on(null, story.provisionedPrimary())).isInstanceOf(Impossible.class);
        assertThat(ProtectedEnvironment.on(null, story.siteChanged(2, null))).isInstanceOf(Impossible.class);
    }

    @Test
    void aRecoveryPointCountsOnceItIsVerifiedAndOutsideTheLostRegion() {
        var west = new Region(Story.WEST.getProvider(), Story.WEST.getRegion());
        var east = new Region(Story.EAST.getProvider(), Story.EAST.getRegion());
        var copied = RecoveryPoints.NONE.replicated(story.replicated());

        assertThat(copied.newestUsableWithout(west)).isEmpty();
        var usable = copied.verified(story.backupId);
        assertThat(usable.newestUsableWithout(west)).isPresent();
        assertThat(usable.newestUsableWithout(east)).isEmpty();
        assertThat(usable.quarantined(story.backupId).verified(story.backupId).newestUsableWithout(west))
                .isEmpty();
    }

    @Test
    void theNewestUsablePointIsKeptHoweverManyUnusableOnesFollow() {
        var west = new Region(Story.WEST.getProvider(), Story.WEST.getRegion());
        var points = RecoveryPoints.NONE.verified(story.backupId).replicated(story.replicated());
        for (int i = 0; i < 500; i++) {
            points = points.replicated(story.replicated(UUID.randomUUID(), NOON.plusSeconds(i)));
        }

        assertThat(points.points()).hasSizeLessThanOrEqualTo(61);
        assertThat(points.newestUsableWithout(west).orElseThrow().backupId()).isEqualTo(story.backupId);
    }

    @Test
    void anEnvironmentThatEndsIsNotRecoveredAnyMoreAndLearnsNothingNew() {
        var ends = story.ends();
        var ended = state(ProtectedEnvironment.on(cases.serving(), ends));

        assertThat(ended).isInstanceOf(ProtectedEnvironment.Ended.class);
        assertThat(ProtectedEnvironment.on(ended, ends)).isInstanceOf(Ignored.class);
        assertThat(ProtectedEnvironment.on(ended, story.provisionedPrimary())).isInstanceOf(Ignored.class);
        assertThat(ProtectedEnvironment.on(ended, story.replicated())).isInstanceOf(Ignored.class);
        assertThat(ProtectedEnvironment.on(ended, story.siteChanged(2, null))).isInstanceOf(Ignored.class);
    }

    @Test
    void theActiveSiteFollowsTheMoveAndNeverGoesBack() {
        var moved = (Serving) state(ProtectedEnvironment.on(cases.serving(), story.siteChanged(2, null)));

        assertThat(moved.active().epoch()).isEqualTo(2);
        assertThat(moved.active().region().name()).isEqualTo("europe-west1");
        assertThat(moved.active().ingress()).containsExactly(story.drAddress);
        assertThat(ProtectedEnvironment.on(moved, story.provisionedPrimary())).isInstanceOf(Ignored.class);
    }

    @Test
    void contactsOfARefusedRequestAreForgottenWhicheverIsHeardFirst() {
        var known = state(ContactBook.on(null, story.requested()));
        var forgotten = state(ContactBook.on(known, story.rejected()));

        assertThat(forgotten.toString()).doesNotContain(Story.ANNA);
        assertThat(ContactBook.on(state(ContactBook.on(null, story.rejected())), story.requested()))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void aPlanIsNamedByEverythingItSays() {
        var plan = cases.awaiting().request().plan();
        var later = Plan.of(
                cases.open().drCase(),
                cases.situation(null),
                new RecoveryPoints.Usable(
                        story.backupId,
                        new RecoveryPoints.Copy(
                                Region.of(Story.EAST),
                                NOON.minus(Duration.ofMinutes(11)),
                                "ab".repeat(32),
                                1_000_000,
                                true)));

        assertThat(plan.hash()).hasSize(64).isEqualTo(cases.awaiting().request().planHash());
        assertThat(later.hash()).isNotEqualTo(plan.hash());
    }

    @Test
    void durationsAreSaidAsPeopleSayThem() {
        assertThat(Words.lasting(Duration.ofSeconds(59))).isEqualTo("less than a minute");
        assertThat(Words.lasting(Duration.ofMinutes(1))).isEqualTo("1 minute");
        assertThat(Words.lasting(Duration.ofMinutes(192))).isEqualTo("3 hours 12 minutes");
        assertThat(Words.lasting(Duration.ofHours(49))).isEqualTo("2 days 1 hour");
        assertThat(Words.between(Duration.ofHours(1), Duration.ofHours(2))).isEqualTo("1 to 2 hours");
        assertThat(Words.between(Duration.ofMinutes(65), Duration.ofMinutes(130)))
                .isEqualTo("1 hour 5 minutes to 2 hours 10 minutes");
        assertThat(Words.in("Europe/Amsterdam").at(NOON)).isEqualTo("Mon 23 Nov, 13:00");
        assertThat(Words.in("Nowhere/Special").zoneName()).isEqualTo("UTC");
    }
}
