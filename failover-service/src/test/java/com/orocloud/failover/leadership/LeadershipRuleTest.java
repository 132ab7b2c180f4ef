package com.orocloud.failover.leadership;

import static com.orocloud.failover.leadership.TestingSite.AT;
import static com.orocloud.failover.leadership.TestingSite.ROLES;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.LossPolicy;
import com.orocloud.failover.automation.Automation;
import com.orocloud.failover.automation.Automation.Automatic;
import com.orocloud.failover.automation.Automation.Paused;
import com.orocloud.failover.automation.Policy;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.SwitchingOver;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.Replica;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a main is judged lost, and above all when it is not. */
class LeadershipRuleTest {

    private static final LeadershipRule RULE = new LeadershipRule(3, Duration.ofSeconds(1), Duration.ofMinutes(2));
    private static final Protected PROTECTED = new Protected(ROLES, AT);
    private static final Unprotected UNPROTECTED = new Unprotected(ROLES, null, "");
    private static final String NAMED = "\"acme-prod-1-db-2\"";
    private static final Sight<MainView> MISSED = new Missed<>("no answer in time");
    private static final Sight<StandbyView> UNREACHABLE = new Missed<>("no answer in time");

    private static Sight<MainView> main(long position, String waitsFor, @Nullable Replica replica) {
        return new Seen<>(new MainView(new WalPosition(position), waitsFor, replica, true, true));
    }

    private static Replica replica(long flushed) {
        return new Replica(true, true, new WalPosition(flushed));
    }

    private static Sight<StandbyView> standby(long received, @Nullable Integer silentMs) {
        return new Seen<>(new StandbyView(
                true, new WalPosition(received), silentMs == null ? null : Duration.ofMillis(silentMs)));
    }

    private static Step after(Leadership leadership, List<Sight<MainView>> mains, Sight<StandbyView> standby) {
        return after(leadership, mains, standby, false);
    }

    private static Step after(
            Leadership leadership, List<Sight<MainView>> mains, Sight<StandbyView> standby, boolean regionInDoubt) {
        return after(leadership, mains, standby, () -> regionInDoubt);
    }

    private static Step after(
            Leadership leadership,
            List<Sight<MainView>> mains,
            Sight<StandbyView> standby,
            Circumstances circumstances) {
        Watch watch = Watch.begin();
        Instant at = AT;
        for (Sight<MainView> main : mains) {
            at = at.plusMillis(500);
            watch = watch.after(new Look(at, main, standby));
        }
        return RULE.next(leadership, watch, circumstances, at);
    }

    private static List<Sight<MainView>> wellThenMissed(int misses) {
        var looks = new ArrayList<Sight<MainView>>();
        looks.add(main(1000, NAMED, replica(1000)));
        for (int miss = 0; miss < misses; miss++) {
            looks.add(MISSED);
        }
        return looks;
    }

    @Test
    void threeMissesAndASilentStandbyAreALostMain() {
        var step = (Step.FailOver) after(PROTECTED, wellThenMissed(3), standby(1000, 1500));
        assertThat(step.lastHealthyAt()).isEqualTo(AT.plusMillis(500));
        assertThat(step.lastPosition()).isEqualTo(new WalPosition(1000));
        assertThat(step.rule()).contains("missed 3 times", "1500 ms", "promote at once");
        assertThat(step.candidates())
                .extracting(Candidate::nodeId)
                .containsExactly("acme-prod-1-db-1", "acme-prod-1-db-2");
    }

    @Test
    void aStandbyWithoutAReceiverIsSilentToo() {
        assertThat(after(PROTECTED, wellThenMissed(3), standby(1000, null))).isInstanceOf(Step.FailOver.class);
    }

    @Test
    void twoMissesAreNone() {
        assertThat(after(PROTECTED, wellThenMissed(2), standby(1000, 1500))).isInstanceOf(Step.Wait.class);
    }

    @Test
    void oneAnswerStartsTheCountAnew() {
        var looks = new ArrayList<>(wellThenMissed(2));
        looks.addAll(wellThenMissed(2));
        assertThat(after(PROTECTED, looks, standby(1000, 1500))).isInstanceOf(Step.Wait.class);
    }

    @Test
    void aStandbyThatHearsTheMainVetoes() {
        assertThat(after(PROTECTED, wellThenMissed(30), standby(1000, 200)).why())
                .contains("still hears");
    }

    @Test
    void aReceiverThatConnectsAgainForAMomentDoesNotTakeTheVetoBack() {
        Watch watch = Watch.begin();
        for (int look = 1; look <= 3; look++) {
            watch = watch.after(new Look(AT.plusMillis(500L * look), MISSED, standby(1000, look == 3 ? null : 200)));
        }
        assertThat(RULE.next(PROTECTED, watch, () -> false, AT).why()).contains("still hears");

        Watch oneLookLater = watch.after(new Look(AT.plusMillis(2000), MISSED, standby(1000, null)));
        assertThat(RULE.next(PROTECTED, oneLookLater, () -> false, AT)).isInstanceOf(Step.FailOver.class);
    }

    @Test
    void aMissedMainThatIsNotFailedOverIsToldWithItsCandidatesAndHowFarBehindTheyAre() {
        var hold = (Step.Hold) after(PROTECTED, wellThenMissed(3), standby(900, 200));
        assertThat(hold.candidates())
                .containsExactly(
                        new Candidate("acme-prod-1-db-1", false, new WalPosition(1000), "missed 3 times in a row", 0L),
                        new Candidate(
                                "acme-prod-1-db-2",
                                true,
                                new WalPosition(900),
                                "not promoted: the main is missed here, but its standby still hears it",
                                100L));
    }

    @Test
    void withBothNodesGoneNothingIsDecided() {
        assertThat(after(PROTECTED, wellThenMissed(30), UNREACHABLE).why()).contains("neither node answers");
    }

    @Test
    void aRegionInDoubtIsNotAMatterOfNodes() {
        assertThat(after(PROTECTED, wellThenMissed(30), standby(1000, 1500), true)
                        .why())
                .contains("region");
    }

    @Test
    void aRestartedControllerNeedsNoMemoryToSaveAProtectedSite() {
        assertThat(after(PROTECTED, List.of(MISSED, MISSED, MISSED), standby(1000, null)))
                .isInstanceOf(Step.FailOver.class);
    }

    @Test
    void anAsynchronousStandbyTooFarBehindIsNoCandidate() {
        long far = Policy.DEFAULT.lagLimitBytes() + 1;
        assertThat(after(UNPROTECTED, List.of(main(far, "", null), MISSED, MISSED, MISSED), standby(0, null)))
                .isInstanceOf(Step.GiveUp.class);
        assertThat(after(UNPROTECTED, List.of(main(far, "", null), MISSED, MISSED, MISSED), standby(1, null)))
                .isInstanceOf(Step.FailOver.class);
        assertThat(after(UNPROTECTED, List.of(MISSED, MISSED, MISSED), standby(1, null))
                        .why())
                .contains("unknown distance");
    }

    private static Circumstances asked(Automation automation, int flaps) {
        return new Circumstances() {
            @Override
            public boolean regionInDoubt() {
                return false;
            }

            @Override
            public Automation automation() {
                return automation;
            }

            @Override
            public int flaps() {
                return flaps;
            }
        };
    }

    private static Circumstances policy(LossPolicy lossPolicy, int restartSeconds) {
        return asked(new Automatic(new Policy(lossPolicy, 10, Duration.ofSeconds(restartSeconds))), 0);
    }

    @Test
    void timeBeforeLossPromotesAStandbyThatIsTooFarBehindAndSaysSo() {
        var looks = List.of(main(500, "", null), MISSED, MISSED, MISSED);
        assertThat(after(UNPROTECTED, looks, standby(0, null), policy(LossPolicy.LOSS_FIRST, 0)))
                .isInstanceOf(Step.GiveUp.class);
        var step = (Step.FailOver) after(UNPROTECTED, looks, standby(0, null), policy(LossPolicy.TIME_FIRST, 0));
        assertThat(step.rule()).contains("time before loss", "after a proved fence");
        assertThat(step.candidates().getLast().verdict()).contains("500 bytes behind", "accepted");
        assertThat(step.candidates().getLast().behindBytes()).isEqualTo(500);
    }

    @Test
    void aMainThatIsLostWithoutASuccessorIsReplacedOnceThePolicyAcceptsTheLoss() {
        var leaderless = new Leaderless(ROLES, "too far behind", AT);
        var looks = List.of(main(500, "", null), MISSED, MISSED, MISSED);
        assertThat(after(leaderless, looks, standby(0, null), policy(LossPolicy.LOSS_FIRST, 0))
                        .why())
                .contains("needs a person");
        var step = (Step.FailOver) after(leaderless, looks, standby(0, null), policy(LossPolicy.TIME_FIRST, 0));
        var failingOver = (Outcome.Applied<Leadership>) Leadership.mainLost(leaderless, ROLES, step, AT);
        assertThat(((FailingOver) failingOver.state()).synchronousInForce()).isFalse();
    }

    @Test
    void whileItIsPausedNobodyIsMadeMainAndASwitchoverIsGivenUp() {
        Circumstances paused = asked(new Paused(Policy.DEFAULT, AT, AT.plusSeconds(600), "moving disks", 0), 0);
        var step = (Step.Hold) after(PROTECTED, wellThenMissed(30), standby(1000, null), paused);
        assertThat(step.why()).contains("paused until 2026-11-23T10:10:00Z: moving disks");
        Sight<MainView> well = main(1000, NAMED, replica(1000));
        assertThat(after(new SwitchingOver(ROLES, AT, "x"), List.of(well), standby(1000, 10), paused))
                .isInstanceOf(Step.GiveUpSwitchover.class);
        var underWay = new FailingOver(ROLES.exchanged(), true, false, AT, AT, null, null, List.of());
        assertThat(after(underWay, List.of(MISSED), standby(1000, null), paused))
                .isInstanceOf(Step.Promote.class);
    }

    @Test
    void aMainWhoseProcessEndedIsGivenTimeToStartAgainOnlyIfThatWasChosen() {
        Sight<MainView> refused = new Missed<>("Connection refused", true);
        var looks = List.of(main(1000, NAMED, replica(1000)), refused, refused, refused);
        assertThat(after(PROTECTED, looks, standby(1000, null), policy(LossPolicy.LOSS_FIRST, 0)))
                .isInstanceOf(Step.FailOver.class);
        assertThat(after(PROTECTED, looks, standby(1000, null), policy(LossPolicy.LOSS_FIRST, 60)))
                .isInstanceOf(Step.RestartInPlace.class);
        assertThat(after(PROTECTED, wellThenMissed(3), standby(1000, null), policy(LossPolicy.LOSS_FIRST, 60)))
                .as("silence is not a process that ended")
                .isInstanceOf(Step.FailOver.class);
        var longer = new ArrayList<Sight<MainView>>(looks);
        longer.addAll(List.of(refused, refused));
        assertThat(after(PROTECTED, longer, standby(1000, null), policy(LossPolicy.LOSS_FIRST, 2)))
                .as("its time is over")
                .isInstanceOf(Step.FailOver.class);
    }

    @Test
    void mainsThatKeepAnsweringAfterTheyWereReplacedAreJudgedSlowerAndADeadOneIsReplacedAllTheSame() {
        Circumstances flapping = asked(new Automatic(Policy.DEFAULT), LostMain.FLAP_BUDGET);
        assertThat(after(PROTECTED, wellThenMissed(3), standby(1000, null), flapping))
                .isInstanceOf(Step.Hold.class);
        assertThat(after(PROTECTED, wellThenMissed(3 * LostMain.FLAP_CAUTION), standby(1000, null), flapping))
                .isInstanceOf(Step.FailOver.class);
        Circumstances within = asked(new Automatic(Policy.DEFAULT), LostMain.FLAP_BUDGET - 1);
        assertThat(after(PROTECTED, wellThenMissed(3), standby(1000, null), within))
                .isInstanceOf(Step.FailOver.class);
    }

    @Test
    void anUnprovedStopKeepsAnAsynchronousStandbyFromBeingPromoted() {
        var attempt = new FailingOver(ROLES.exchanged(), false, false, AT, AT, null, null, List.of());
        assertThat(after(attempt, List.of(MISSED), standby(1, null))).isInstanceOf(Step.Wait.class);
        assertThat(after(attempt.withFence(), List.of(MISSED), standby(1, null)))
                .isInstanceOf(Step.Promote.class);
        var late = new Look(AT.plusSeconds(121), MISSED, standby(1, null));
        assertThat(RULE.next(attempt, Watch.begin().after(late), () -> false, late.at()))
                .isInstanceOf(Step.GiveUp.class);
    }

    @Test
    void aStandbyIsWaitedForOnlyOnceItIsSteadyAndCaughtUp() {
        Sight<MainView> well = main(1000, "", replica(1000));
        assertThat(after(UNPROTECTED, List.of(well, well), standby(1000, 10))).isInstanceOf(Step.Wait.class);
        assertThat(after(UNPROTECTED, List.of(well, well, well), standby(1000, 10)))
                .isInstanceOf(Step.Pair.class);
        var pairing = new Pairing(ROLES, null, AT);
        assertThat(after(pairing, List.of(well), standby(1000, 10))).isInstanceOf(Step.NameStandby.class);
        assertThat(after(pairing, List.of(main(1000, NAMED, replica(1000))), standby(1000, 10)))
                .isInstanceOf(Step.Prove.class);
    }

    @Test
    void aStandbyThatStopsGettingOnIsRecordedAsLostBeforeTheMainIsReleased() {
        var looks = List.of(
                main(1000, NAMED, replica(1000)),
                main(2000, NAMED, replica(1000)),
                main(3000, NAMED, replica(1000)),
                main(4000, NAMED, replica(1000)),
                main(5000, NAMED, replica(1000)));
        assertThat(after(PROTECTED, looks, UNREACHABLE)).isInstanceOf(Step.GoAsynchronous.class);
        assertThat(after(UNPROTECTED, looks, UNREACHABLE)).isInstanceOf(Step.Release.class);
    }

    @Test
    void aMainThatWasMadeToWaitForNobodyIsNotTrusted() {
        assertThat(after(PROTECTED, List.of(main(1000, "", replica(1000))), standby(1000, 10)))
                .isInstanceOf(Step.GoAsynchronous.class);
    }

    @Test
    void aSwitchoverIsDoneWhileTheStandbyGetsOnAndGivenUpWhenItDoesNotOrTakesLong() {
        var asked = new SwitchingOver(ROLES, AT, "maintenance");
        Sight<MainView> well = main(1000, NAMED, replica(1000));
        var step = (Step.HandOver) after(asked, List.of(well), standby(1000, 10));
        assertThat(step.why()).isEqualTo("asked for: maintenance");
        assertThat(step.candidates())
                .extracting(Candidate::position)
                .containsExactly(new WalPosition(1000), new WalPosition(1000));
        assertThat(after(asked, List.of(main(1000, "", replica(1000))), standby(1000, 10)))
                .isInstanceOf(Step.GiveUpSwitchover.class);
        var late = AT.plus(LeadershipRule.SWITCHOVER_PATIENCE).plusMillis(1);
        Watch watch = Watch.begin().after(new Look(late, well, standby(1000, 10)));
        assertThat(RULE.next(asked, watch, () -> false, late)).isInstanceOf(Step.GiveUpSwitchover.class);
    }

    @Test
    void aMainThatIsLostInTheMiddleOfASwitchoverIsFailedOverAsFromProtected() {
        var asked = new SwitchingOver(ROLES, AT, "maintenance");
        assertThat(after(asked, wellThenMissed(3), standby(1000, 1500)).why()).contains("promote at once");
    }

    @Test
    void aMainThatStillTakesNoWritesAfterAGivenUpSwitchoverIsReopened() {
        Sight<MainView> closed = new Seen<>(new MainView(new WalPosition(1000), NAMED, replica(1000), false, true));
        for (Leadership leadership : List.of(PROTECTED, UNPROTECTED, new Pairing(ROLES, null, AT))) {
            assertThat(after(leadership, List.of(closed), standby(1000, 10))).isInstanceOf(Step.Reopen.class);
        }
    }

    /** A blip is a fault of one signal that ends before the rule's tolerance does. */
    @Test
    void aThousandBlipsOfOneSignalAreNoFailOver() {
        var random = new java.util.SplittableRandom(1);
        int longMisses = 0;
        for (int blip = 0; blip < 1000; blip++) {
            boolean mainOnly = random.nextBoolean();
            Watch watch = Watch.begin();
            Instant at = AT;
            for (int look = 0; look < 30; look++) {
                at = at.plusMillis(500);
                boolean during = look >= 10 && look < 11 + random.nextInt(3);
                boolean heard = random.nextInt(10) > 0;
                Sight<MainView> main = mainOnly && look >= 10 && look < 10 + blip % 10
                        ? MISSED
                        : main(1000 + look, NAMED, replica(1000 + look));
                Sight<StandbyView> standby =
                        !mainOnly && during ? heard ? standby(1000, 5000) : UNREACHABLE : standby(1000 + look, 600);
                watch = watch.after(new Look(at, main, standby));
                longMisses = Math.max(longMisses, watch.misses());
                assertThat(RULE.next(PROTECTED, watch, () -> false, at))
                        .as("blip %d, look %d", blip, look)
                        .isInstanceOfAny(Step.Wait.class, Step.Hold.class);
            }
        }
        assertThat(longMisses).as("witness: longer than three looks").isGreaterThan(3);
    }

    @Test
    void positionsReadAsPostgresWritesThem() {
        assertThat(WalPosition.parse("16/B374D848").toString()).isEqualTo("16/B374D848");
        assertThat(WalPosition.parse("1/0").beyond(WalPosition.parse("0/FFFFFFFF")))
                .isEqualTo(1);
    }
}
