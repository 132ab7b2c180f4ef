package com.orocloud.dr;

import static com.orocloud.dr.Cases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Cancelled;
import com.orocloud.dr.Recovery.Failed;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.DrAction;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrStep;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActionsTest {

    private final Cases cases = new Cases();

    private Outcome<Recovery> ask(Recovery state, DrAction action) {
        return Actions.on(state, cases.story.asks(state.drCase().id(), action));
    }

    private String refusal(Outcome<Recovery> outcome) {
        var reasons = Cases.emitted(outcome, DrActionRejected.class).getReasons();
        assertThat(reasons).hasSize(1);
        return reasons.stream().map(Failure::getCode).findFirst().orElseThrow();
    }

    @Test
    void aRetryBeginsTheFailedStepOnceMoreThoughItsOwnTriesAreUsedUp() {
        Recovery blocked = cases.blockedAt(DrStep.RESTORE);
        for (int i = 1; i < Steps.ATTEMPTS_MAX; i++) {
            var again = ((Applied<Recovery>) ask(blocked, DrAction.RETRY)).state();
            var request = Cases.emitted(ask(blocked, DrAction.RETRY), RestoreRequested.class);
            blocked = ((Applied<Recovery>) Recovery.on(again, cases.story.fail(request))).state();
        }
        assertThat(((Recovery.Blocked) blocked).retryAt()).as("used up").isNull();

        var outcome = ask(blocked, DrAction.RETRY);

        assertThat(((Applied<Recovery>) outcome).state()).isInstanceOf(Recovery.Restoring.class);
        var restore = Cases.emitted(outcome, RestoreRequested.class);
        assertThat(restore.getRestoreId()).isNotEqualTo(cases.restore().getRestoreId());
        assertThat(refusal(ask(((Applied<Recovery>) outcome).state(), DrAction.RETRY)))
                .isEqualTo("NOT_BLOCKED");
    }

    @Test
    void nothingIsRecoveredOfAnEnvironmentThatEnds() {
        for (Recovery state : new Recovery[] {cases.open(), cases.awaiting(), cases.restoring()}) {
            var outcome = Actions.on(state, cases.story.ends());
            assertThat(((Applied<Recovery>) outcome).state()).isInstanceOf(Cancelled.class);
            assertThat(Cases.emitted(outcome, DrCancelled.class).getReason()).contains("its environment ends");
        }
        assertThat(Actions.on(cases.recovered(), cases.story.ends())).isInstanceOf(Ignored.class);
        assertThat(Actions.on(null, cases.story.ends())).isInstanceOf(Ignored.class);
        assertThat(Actions.on(cases.cuttingOver(), cases.story.ends()))
                .as("provisioning-service lets nothing end that is being recovered")
                .isInstanceOf(Impossible.class);
    }

    @Test
    void givingUpTakesTheSiteAwayAndAsksAnewForASiteOfANewerEpoch() {
        var outcome = ask(cases.blockedAt(DrStep.RESTORE), DrAction.GIVE_UP);
        var failed = (Failed) ((Applied<Recovery>) outcome).state();
        assertThat(Cases.emitted(outcome, DrFailed.class).getSiteEpoch()).isEqualTo(2);

        var asked = Proposal.evaluate(failed, cases.situation(NOON.plusSeconds(14_400)), Cases.LINK, Cases.SETTINGS);
        var awaiting = (AwaitingApproval) ((Applied<Recovery>) asked).state();
        assertThat(awaiting.request().plan().epoch()).isEqualTo(3);
        assertThat(awaiting.request().approvalId())
                .isNotEqualTo(cases.awaiting().request().approvalId());

        var approved = Proposal.approve(awaiting, "jti-2", "proof", ApprovalMethod.SUBMITTED, NOON);
        assertThat(Cases.emitted(approved, DrApproved.class).getMethod()).isEqualTo(ApprovalMethod.SUBMITTED);
        var begun = Steps.goOn(((Applied<Recovery>) approved).state(), NOON);
        assertThat(Cases.emitted(begun, SiteFenceRequested.class).getSiteEpoch())
                .as("what is lost is still the first site")
                .isEqualTo(1);
    }

    @Test
    void answersToARecoveryThatWasGivenUpAreLateAndDoNotCount() {
        var failed = cases.failed();
        assertThat(Recovery.on(failed, cases.story.answer(cases.restore()))).isInstanceOf(Ignored.class);
        assertThat(Recovery.on(failed, cases.story.answer(cases.infrastructure())))
                .isInstanceOf(Ignored.class);
        assertThat(Recovery.on(cases.open(), cases.story.answer(cases.infrastructure())))
                .isInstanceOf(Impossible.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = DrStep.class,
            names = {"CUTOVER", "CONFIRM"})
    void onceNamesMayHaveMovedNothingIsTakenBack(DrStep step) {
        assertThat(refusal(ask(cases.blockedAt(step), DrAction.GIVE_UP))).isEqualTo("NAMES_MAY_HAVE_MOVED");
        assertThat(refusal(ask(cases.blockedAt(step), DrAction.CANCEL))).isEqualTo("NAMES_MAY_HAVE_MOVED");
    }

    @Test
    void aCancelledRecoveryNeverUsesItsEpochAgain() {
        var outcome = ask(cases.verifying(), DrAction.CANCEL);
        assertThat(Cases.emitted(outcome, DrCancelled.class).getReason()).contains("operator on duty");
        var cancelled = (Cancelled) ((Applied<Recovery>) outcome).state();
        assertThat(cancelled.drCase().lastEpoch()).isEqualTo(2);
        assertThat(refusal(ask(cancelled, DrAction.CANCEL))).isEqualTo("OVER");
    }

    @Test
    void aRequestForAnotherCaseOrWithoutAReasonChangesNothing() {
        var blocked = cases.blockedAt(DrStep.PROVISION);
        assertThat(refusal(Actions.on(blocked, cases.story.asks(UUID.randomUUID(), DrAction.RETRY))))
                .isEqualTo("OTHER_CASE");
        var silent = cases.story.asks(blocked.drCase().id(), DrAction.RETRY, " ");
        assertThat(refusal(Actions.on(blocked, silent))).isEqualTo("REASON_MISSING");
        assertThat(((Applied<Recovery>) Actions.on(blocked, silent)).state()).isEqualTo(blocked);
    }
}
