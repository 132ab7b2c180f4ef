package com.orocloud.failover.leadership;

import static com.orocloud.failover.leadership.TestingSite.AT;
import static com.orocloud.failover.leadership.TestingSite.ROLES;
import static com.orocloud.failover.leadership.TestingSite.fenced;
import static com.orocloud.failover.leadership.TestingSite.provisioned;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.PhaseInstant;
import com.orocloud.events.SiteRole;
import com.orocloud.events.StandbyRebuilt;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.Retired;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import com.orocloud.testkit.Meta;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each event and each thing done changes, and what is said then. */
class LeadershipTest {

    private static final Unprotected UNPROTECTED = new Unprotected(ROLES, null, "the site is new");
    private static final Pairing PAIRING = new Pairing(ROLES, AT.minusSeconds(90), AT);
    private static final Protected PROTECTED = new Protected(ROLES, AT);
    private static final Step.FailOver LOST = new Step.FailOver(
            List.of(new Candidate("acme-prod-1-db-2", true, new WalPosition(500), "holds every acknowledged commit")),
            "missed 3 times",
            AT.minusSeconds(2),
            new WalPosition(700),
            List.of());
    private static final List<Reached> DECIDED = List.of(new Reached("DECIDED", AT));
    private static final FailingOver FAILING_OVER = new FailingOver(
            ROLES.exchanged(), true, false, AT.minusSeconds(2), AT, new WalPosition(700), null, DECIDED);

    @Test
    void aNewSiteIsLedByTheNodeThatWasBuiltAsMain() {
        assertThat(Leadership.on(null, provisioned(true)))
                .isEqualTo(Outcome.applied(new Unprotected(
                        new Roles(TestingSite.SITE, 1, "acme-prod-1-db-1", "acme-prod-1-db-2"),
                        null,
                        "the site is new")));
    }

    @Test
    void aSiteIsProvisionedOnce() {
        assertThat(Leadership.on(PROTECTED, provisioned(true))).isInstanceOf(Ignored.class);
    }

    @Test
    void aSiteWithoutAMainIsImpossible() {
        assertThat(Leadership.on(null, provisioned(false))).isInstanceOf(Impossible.class);
    }

    @Test
    void synchronousReplicationIsSaidOnlyWithItsProof() {
        assertThat(Leadership.pairing(UNPROTECTED, ROLES, AT)).isEqualTo(Outcome.applied(new Pairing(ROLES, null, AT)));
        var proved = (Applied<Leadership>) Leadership.proved(PAIRING, PAIRING, AT);
        assertThat(proved.state()).isEqualTo(PROTECTED);
        var change = (SynchronousReplicationChanged) proved.emitted().getFirst();
        assertThat(change.getSynchronous()).isTrue();
        assertThat(change.getStandbyNodeId()).isEqualTo("acme-prod-1-db-2");
        assertThat(proved.emitted().getLast())
                .isEqualTo(new StandbyRebuilt(Events.unstamped(), "acme-prod", 1L, 4L, "acme-prod-1-db-2", 90L));
    }

    @Test
    void theLateProofOfAnEarlierTryDoesNotCount() {
        var again = new Pairing(ROLES, PAIRING.reducedSince(), AT.plusSeconds(5));
        assertThat(Leadership.proved(again, PAIRING, AT.plusSeconds(6))).isInstanceOf(Ignored.class);
        assertThat(Leadership.proved(UNPROTECTED, PAIRING, AT)).isInstanceOf(Ignored.class);
    }

    @Test
    void goingAsynchronousIsSaidWhenItIsRecorded() {
        assertThat(Leadership.standbyLost(PROTECTED, PROTECTED, "idle", AT))
                .isEqualTo(Outcome.applied(
                        new Unprotected(ROLES, AT, "idle"),
                        new SynchronousReplicationChanged(
                                Events.unstamped(), "acme-prod", 1L, 4L, false, "acme-prod-1-db-2", "idle")));
    }

    @Test
    void theIntentRaisesTheTermAsksForTheFenceAndAuthorisesTheNewMainToRunAlone() {
        var lost = (Applied<Leadership>) Leadership.mainLost(PROTECTED, ROLES, LOST, AT);
        assertThat(lost.state()).isEqualTo(FAILING_OVER);
        assertThat(FAILING_OVER.roles().term()).isEqualTo(5);
        assertThat(lost.emitted()).hasSize(3);
        var started = (ZoneFailoverStarted) lost.emitted().get(0);
        assertThat(started.getLeaderTerm()).isEqualTo(5);
        assertThat(started.getSynchronousInForce()).isTrue();
        assertThat(lost.emitted().get(1))
                .isEqualTo(new NodeFenceRequested(
                        Events.unstamped(), "acme-prod", 1L, 5L, "acme-prod-1-db-1", "acme-prod-1-db-2"));
        assertThat(((SynchronousReplicationChanged) lost.emitted().get(2)).getSynchronous())
                .isFalse();
    }

    @Test
    void aDecisionOfAnOlderTermIsRefused() {
        assertThat(Leadership.mainLost(new Protected(ROLES.exchanged(), AT), ROLES, LOST, AT))
                .isInstanceOf(Ignored.class);
        assertThat(Leadership.mainLost(FAILING_OVER, ROLES, LOST, AT)).isInstanceOf(Ignored.class);
    }

    @Test
    void withoutSynchronousReplicationTheIntentSaysSo() {
        var lost = (Applied<Leadership>) Leadership.mainLost(PAIRING, ROLES, LOST, AT);
        assertThat(((FailingOver) lost.state()).synchronousInForce()).isFalse();
        assertThat(lost.emitted()).hasSize(2);
    }

    @Test
    void aProvedStopCountsForItsTermAndNodeOnly() {
        assertThat(Leadership.on(FAILING_OVER, fenced(5, "acme-prod-1-db-1")))
                .isEqualTo(Outcome.applied(FAILING_OVER.withFence()));
        assertThat(Leadership.on(FAILING_OVER, fenced(4, "acme-prod-1-db-1"))).isInstanceOf(Ignored.class);
        assertThat(Leadership.on(FAILING_OVER, fenced(5, "acme-prod-1-db-2"))).isInstanceOf(Ignored.class);
        var stuck = new Stuck(FAILING_OVER, "no proof", AT);
        assertThat(Leadership.on(stuck, fenced(5, "acme-prod-1-db-1")))
                .isEqualTo(Outcome.applied(new Stuck(FAILING_OVER.withFence(), "no proof", AT)));
        assertThat(Leadership.on(UNPROTECTED, fenced(5, "acme-prod-1-db-1"))).isInstanceOf(Ignored.class);
        assertThat(Leadership.on(null, fenced(5, "acme-prod-1-db-1"))).isInstanceOf(Impossible.class);
    }

    @Test
    void completionCountsTheGapAndTheLoss() {
        var promotion = new Promotion(AT.plusMillis(300), new WalPosition(500), false, List.of());
        assertThat(Leadership.promoted(FAILING_OVER, FAILING_OVER, promotion))
                .isEqualTo(Outcome.applied(
                        new Unprotected(
                                ROLES.exchanged(), AT.minusSeconds(2), "the old main is not back as standby yet"),
                        completed(2300, 0, false)));
        var asynchronous = new FailingOver(
                ROLES.exchanged(), false, true, AT.minusSeconds(2), AT, new WalPosition(700), null, DECIDED);
        var fencedPromotion = new Promotion(AT.plusMillis(300), new WalPosition(500), true, List.of());
        assertThat(((Applied<Leadership>) Leadership.promoted(asynchronous, asynchronous, fencedPromotion)).emitted())
                .containsExactly(completed(2300, 200, true));
        assertThat(Leadership.promoted(UNPROTECTED, FAILING_OVER, promotion)).isInstanceOf(Ignored.class);
    }

    private static ZoneFailoverCompleted completed(long unavailableMs, long lostBytes, boolean fencedBefore) {
        return new ZoneFailoverCompleted(
                Events.unstamped(),
                "acme-prod",
                1L,
                5L,
                "acme-prod-1-db-1",
                "acme-prod-1-db-2",
                unavailableMs,
                lostBytes,
                fencedBefore,
                false,
                List.of(new PhaseInstant("DECIDED", AT)));
    }

    @Test
    void peopleAreToldOnceThatNobodyCanTakeOver() {
        var giveUp = new Step.GiveUp(LOST.candidates(), "too far behind");
        var told = (Applied<Leadership>) Leadership.noCandidate(UNPROTECTED, ROLES, giveUp, AT);
        assertThat(told.state()).isEqualTo(new Leaderless(ROLES, "too far behind", AT));
        assertThat(told.emitted()).singleElement().isInstanceOf(ZoneFailoverFailed.class);
        assertThat(Leadership.noCandidate(told.state(), ROLES, giveUp, AT)).isInstanceOf(Ignored.class);
        assertThat(Leadership.mainReturned(told.state(), (Leaderless) told.state()))
                .isEqualTo(Outcome.applied(new Unprotected(ROLES, AT, "the main came back by itself")));
    }

    @Test
    void aStuckFailOverIsStillFinished() {
        var stuck = (Applied<Leadership>)
                Leadership.stuck(FAILING_OVER, FAILING_OVER, new Step.GiveUp(List.of(), "no proof"), AT);
        assertThat(stuck.state()).isEqualTo(new Stuck(FAILING_OVER, "no proof", AT));
        var promotion = new Promotion(AT, null, true, List.of());
        assertThat(((Applied<Leadership>) Leadership.promoted(stuck.state(), FAILING_OVER, promotion)).state())
                .isInstanceOf(Unprotected.class);
    }

    @Test
    void nobodyTakesOverInAnEnvironmentThatEnds() {
        var ends = LeadershipMatrixTest.ends();
        for (Leadership each : List.of(UNPROTECTED, PAIRING, PROTECTED, FAILING_OVER)) {
            assertThat(((Applied<Leadership>) Leadership.on(each, ends)).state())
                    .isInstanceOf(Retired.class);
        }
        assertThat(Leadership.on(null, ends)).as("it never had a site").isInstanceOf(Ignored.class);
    }

    @Test
    void aFencedSiteIsLedNoMore() {
        var fence = new EnvironmentFenced(
                Meta.of("provisioning-service", "acme", "acme-prod"),
                "acme-prod",
                1L,
                SiteRole.PRIMARY,
                false,
                "its region does not answer",
                null);
        for (Leadership each : List.of(UNPROTECTED, PAIRING, PROTECTED, FAILING_OVER)) {
            assertThat(((Applied<Leadership>) Leadership.on(each, fence)).state())
                    .isInstanceOf(Retired.class);
        }
        assertThat(Leadership.on(new Retired(ROLES, "fenced"), fence)).isInstanceOf(Ignored.class);
        assertThat(Leadership.on(null, fence)).isInstanceOf(Impossible.class);
    }
}
