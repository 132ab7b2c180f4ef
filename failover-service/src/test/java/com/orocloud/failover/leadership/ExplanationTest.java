package com.orocloud.failover.leadership;

import static com.orocloud.failover.leadership.TestingSite.AT;
import static com.orocloud.failover.leadership.TestingSite.ROLES;
import static com.orocloud.failover.leadership.TestingSite.SITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.FailoverDecided;
import com.orocloud.events.FailoverVerdict;
import com.orocloud.events.PhaseInstant;
import com.orocloud.failover.leadership.Explanation.Decided;
import com.orocloud.failover.leadership.Explanation.Signal;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people are told when they ask why, and why not. */
class ExplanationTest {

    private static final Reached FIRST_MISS = new Reached("FIRST_MISS", AT);

    private static Decided decided(FailoverVerdict verdict, String rule, Instant at) {
        return new Decided(
                at,
                4,
                verdict,
                rule,
                List.of(new Signal("misses in a row", "3")),
                List.of(new Candidate("acme-prod-1-db-2", true, new WalPosition(900), "close enough", 100L)),
                List.of(FIRST_MISS),
                null);
    }

    private static Explanation after(@Nullable Explanation current, Decided decided) {
        return ((Applied<Explanation>) Explanation.on(current, SITE, decided)).state();
    }

    @Test
    void aDecisionIsKeptAndToldWithEverythingThatItWasMadeFrom() {
        var outcome = (Applied<Explanation>)
                Explanation.on(null, SITE, decided(FailoverVerdict.FAIL_OVER, "missed 3 times", AT));
        var told = (FailoverDecided) outcome.emitted().getFirst();
        assertThat(told.getVerdict()).isEqualTo(FailoverVerdict.FAIL_OVER);
        assertThat(told.getLeaderTerm()).isEqualTo(4);
        assertThat(told.getRule()).isEqualTo("missed 3 times");
        assertThat(told.getSignals().getFirst().getValue()).isEqualTo("3");
        assertThat(told.getCandidates().getFirst().getBehindBytes()).isEqualTo(100);
        assertThat(told.getPhases()).containsExactly(new PhaseInstant("FIRST_MISS", AT));
        assertThat(outcome.state().decisions()).hasSize(1);
    }

    @Test
    void theSameRefusalIsToldOnceHoweverManyControllersComeToIt() {
        var first = after(null, decided(FailoverVerdict.NO_FAIL_OVER, "the standby still hears it", AT));
        assertThat(Explanation.on(
                        first,
                        SITE,
                        decided(FailoverVerdict.NO_FAIL_OVER, "the standby still hears it", AT.plusSeconds(9))))
                .isInstanceOf(Ignored.class);
        assertThat(Explanation.on(
                        first, SITE, decided(FailoverVerdict.NO_FAIL_OVER, "neither answers", AT.plusSeconds(9))))
                .isInstanceOf(Applied.class);
    }

    @Test
    void refusalsThatAlternateForeverAreBoundedAndDecisionsToActAreNot() {
        Explanation current = null;
        int told = 0;
        for (int second = 0; second < 3600; second++) {
            var decided = decided(
                    FailoverVerdict.NO_FAIL_OVER, second % 2 == 0 ? "hears it" : "neither", AT.plusSeconds(second));
            if (Explanation.on(current, SITE, decided) instanceof Applied<Explanation>(var next, var _)) {
                current = next;
                told++;
            }
        }
        assertThat(told).isEqualTo(Explanation.REFUSALS_AN_HOUR);
        assertThat(Explanation.on(current, SITE, decided(FailoverVerdict.FAIL_OVER, "lost", AT.plusSeconds(3600))))
                .isInstanceOf(Applied.class);
        assertThat(Explanation.on(
                        current, SITE, decided(FailoverVerdict.NO_FAIL_OVER, "hears it", AT.plusSeconds(7300))))
                .isInstanceOf(Applied.class);
    }

    @Test
    void olderDecisionsGoAndNewerOnesComeFirst() {
        Explanation current = after(null, decided(FailoverVerdict.GO_ASYNCHRONOUS, "number 0", AT));
        for (int number = 1; number <= Explanation.KEPT; number++) {
            current = after(current, decided(FailoverVerdict.GO_ASYNCHRONOUS, "number " + number, AT));
        }
        assertThat(current.decisions()).hasSize(Explanation.KEPT);
        assertThat(current.decisions().getFirst().rule()).isEqualTo("number " + Explanation.KEPT);
    }

    @Test
    void whatFollowedIsAddedToTheDecisionOfThatTerm() {
        var explained = after(
                after(null, decided(FailoverVerdict.FAIL_OVER, "lost", AT)),
                decided(FailoverVerdict.NO_FAIL_OVER, "overdue", AT));
        var attempt = new FailingOver(ROLES.exchanged(), true, false, AT, AT, null, null, List.of(FIRST_MISS));
        var writable = new Reached("WRITABLE", AT.plusMillis(300));
        var promotion = new Promotion(AT.plusMillis(300), null, false, List.of(writable));
        Outcome<Explanation> outcome = Explanation.followed(explained, attempt, promotion.after(attempt));
        var decisions = ((Applied<Explanation>) outcome).state().decisions();
        assertThat(decisions.getLast().reached()).containsExactly(FIRST_MISS, writable);
        assertThat(decisions.getFirst().reached()).containsExactly(FIRST_MISS);
        assertThat(((Applied<Explanation>) outcome).emitted()).isEmpty();
    }

    @Test
    void aMainThatAnswersAfterItWasReplacedIsNotedOnceAndCountedForAnHour() {
        var replaced = after(null, decided(FailoverVerdict.FAIL_OVER, "lost", AT));
        var noted = (Applied<Explanation>) Explanation.flapped(replaced, 5, AT.plusSeconds(2));
        assertThat(noted.state().flaps(AT.plusSeconds(3))).isEqualTo(1);
        assertThat(noted.state().flaps(AT.plusSeconds(3700))).isZero();
        assertThat(Explanation.flapped(noted.state(), 5, AT.plusSeconds(4))).isInstanceOf(Ignored.class);
        assertThat(Explanation.flapped(replaced, 6, AT)).isInstanceOf(Ignored.class);
        var planned = after(null, decided(FailoverVerdict.SWITCH_OVER, "asked for", AT));
        assertThat(Explanation.flapped(planned, 5, AT)).isInstanceOf(Ignored.class);
    }
}
