package com.orocloud.failover.automation;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.FailoverPauseReminded;
import com.orocloud.events.FailoverPauseRequested;
import com.orocloud.events.FailoverPaused;
import com.orocloud.events.FailoverPolicyChanged;
import com.orocloud.events.FailoverRequestRejected;
import com.orocloud.events.FailoverResumed;
import com.orocloud.events.LossPolicy;
import com.orocloud.failover.automation.Automation.Automatic;
import com.orocloud.failover.automation.Automation.Paused;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pause is always bounded, never forgotten, and nothing is changed without a reason. */
class AutomationTest {

    private static final Automation AUTOMATIC = new Automatic(Policy.DEFAULT);

    private static FailoverPauseRequested pause(Duration length, String reason) {
        FailoverPauseRequested request = TestingRequests.pause("acme-prod", Instant.EPOCH, reason);
        request.put("until", request.getMeta().getOccurredAt().plus(length));
        return request;
    }

    private static List<String> reasons(Outcome<Automation> outcome) {
        var applied = (Applied<Automation>) outcome;
        return ((FailoverRequestRejected) applied.emitted().getFirst()).getReasons();
    }

    private static Paused paused() {
        return (Paused) ((Applied<Automation>) Automation.on(AUTOMATIC, pause(Duration.ofHours(3), "moving"))).state();
    }

    @Test
    void aPauseSaysUntilWhenAndWhy() {
        FailoverPauseRequested request = pause(Duration.ofHours(3), "moving");
        var applied = (Applied<Automation>) Automation.on(AUTOMATIC, request);
        assertThat(applied.state()).isInstanceOf(Paused.class);
        var said = (FailoverPaused) applied.emitted().getFirst();
        assertThat(said.getUntil()).isEqualTo(request.getUntil());
        assertThat(said.getReason()).isEqualTo("moving");
    }

    @Test
    void aPauseWithoutAnEndOrAReasonIsRejectedWithEverythingThatIsWrong() {
        assertThat(reasons(Automation.on(AUTOMATIC, pause(Duration.ofHours(25), " "))))
                .hasSize(2)
                .anyMatch(reason -> reason.contains("24 hours at most"))
                .anyMatch(reason -> reason.contains("reason"));
        assertThat(reasons(Automation.on(AUTOMATIC, pause(Duration.ofHours(-1), "moving"))))
                .singleElement()
                .asString()
                .contains("over already");
    }

    @Test
    void aPauseCanBeMadeLongerAndKeepsItsBeginning() {
        Paused first = paused();
        var longer =
                (Paused) ((Applied<Automation>) Automation.on(first, pause(Duration.ofHours(9), "longer"))).state();
        assertThat(longer.pausedAt()).isEqualTo(first.pausedAt());
        assertThat(longer.until()).isAfter(first.until());
    }

    @Test
    void peopleAreRemindedEveryHourAndThePauseEndsByItself() {
        Automation state = paused();
        Instant begun = ((Paused) state).pausedAt();
        var said = new ArrayList<Object>();
        for (int minute = 0; minute <= 200; minute += 5) {
            if (Automation.timePasses(state, "acme-prod", begun.plus(Duration.ofMinutes(minute)))
                    instanceof Applied<Automation>(var next, var emitted)) {
                state = next;
                said.addAll(emitted);
            }
        }
        assertThat(said).hasSize(3);
        assertThat(((FailoverPauseReminded) said.get(0)).getReminder()).isEqualTo(1);
        assertThat(((FailoverPauseReminded) said.get(1)).getReminder()).isEqualTo(2);
        assertThat(((FailoverResumed) said.get(2)).getReason()).contains("over");
        assertThat(state).isEqualTo(AUTOMATIC);
    }

    @Test
    void remindersThatWereMissedAreNotMadeUpFor() {
        Paused state = paused();
        var late = (Applied<Automation>)
                Automation.timePasses(state, "acme-prod", state.pausedAt().plus(Duration.ofMinutes(130)));
        assertThat(late.emitted()).hasSize(1);
        assertThat(((Paused) late.state()).reminders()).isEqualTo(2);
        assertThat(((Paused) late.state()).dueAt()).isEqualTo(state.until());
    }

    @Test
    void onlyWhatIsPausedCanBeResumed() {
        assertThat(reasons(Automation.on(AUTOMATIC, TestingRequests.resume("acme-prod"))))
                .containsExactly("fail-over is not paused");
        var resumed = (Applied<Automation>) Automation.on(paused(), TestingRequests.resume("acme-prod"));
        assertThat(resumed.state()).isEqualTo(AUTOMATIC);
        assertThat(resumed.emitted().getFirst()).isInstanceOf(FailoverResumed.class);
    }

    @Test
    void aPolicyIsCheckedKeptAndSaid() {
        var request = TestingRequests.policy("acme-prod", LossPolicy.TIME_FIRST, 5, 30);
        var applied = (Applied<Automation>) Automation.on(AUTOMATIC, request);
        assertThat(applied.state().policy()).isEqualTo(new Policy(LossPolicy.TIME_FIRST, 5, Duration.ofSeconds(30)));
        assertThat(((FailoverPolicyChanged) applied.emitted().getFirst()).getRestartInPlaceSeconds())
                .isEqualTo(30);
        assertThat(((Applied<Automation>) Automation.on(paused(), request)).state())
                .as("still paused")
                .isInstanceOf(Paused.class);
        assertThat(reasons(Automation.on(AUTOMATIC, TestingRequests.policy("acme-prod", LossPolicy.UNKNOWN, -1, 601))))
                .hasSize(3);
    }

    @Test
    void aRequestThatComesBeforeItsEnvironmentWaits() {
        assertThat(Automation.on(null, pause(Duration.ofHours(1), "moving"))).isInstanceOf(Deferred.class);
        assertThat(Automation.timePasses(null, "acme-prod", Instant.EPOCH)).isInstanceOf(Ignored.class);
    }
}
