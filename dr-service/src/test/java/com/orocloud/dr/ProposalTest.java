package com.orocloud.dr;

import static com.orocloud.dr.Cases.LINK;
import static com.orocloud.dr.Cases.NOON;
import static com.orocloud.dr.Cases.SETTINGS;
import static com.orocloud.dr.Cases.emitted;
import static com.orocloud.dr.Cases.said;
import static com.orocloud.dr.Cases.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Cancelled;
import com.orocloud.dr.Recovery.Open;
import com.orocloud.dr.Recovery.Watching;
import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.DrApprovalRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrCause;
import com.orocloud.events.DrCriteriaNotMet;
import com.orocloud.events.EnvironmentType;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProposalTest {

    private static final Instant FOUR = NOON.plus(Duration.ofHours(4));

    private final Cases cases = new Cases();

    @Test
    void anOutageOpensOneCasePerEnvironment() {
        var opened = Proposal.open(null, cases.situation(FOUR));

        assertThat(said(opened)).containsExactly("DrCaseOpened", "DrCaseSnapshot");
        assertThat(Proposal.open(state(opened), cases.situation(FOUR)))
                .isEqualTo(Outcome.ignored("this case is open, or was"));
    }

    @Test
    void aCaseThatEndedIsNotOpenedAgainByItsOutage() {
        assertThat(Proposal.open(cases.cancelled(), cases.situation(FOUR))).isInstanceOf(Ignored.class);
        assertThat(Proposal.open(cases.declined(), cases.situation(FOUR))).isInstanceOf(Ignored.class);
        assertThat(Proposal.open(cases.recovered(), cases.situation(FOUR))).isInstanceOf(Ignored.class);
    }

    @Test
    void aSecondOutageWaitsForTheOpenCase() {
        var situation = another(FOUR);

        assertThat(Proposal.open(cases.awaiting(), situation)).isEqualTo(Outcome.ignored("another case is open"));
        assertThat(Proposal.open(cases.restoring(), situation)).isEqualTo(Outcome.ignored("another case is under way"));
        assertThat(Proposal.open(cases.recovered(), situation))
                .isEqualTo(Outcome.ignored("recovered elsewhere already; the move is not known here yet"));
        assertThat(state(Proposal.open(cases.cancelled(), situation))).isInstanceOf(Open.class);
    }

    @Test
    void aRegionExpectedBackWithinTheHourIsWatched() {
        var expected = NOON.plus(Duration.ofMinutes(60));
        var outcome = evaluate(cases.open(), expected, NOON);

        assertThat(state(outcome)).isEqualTo(new Watching(cases.open().drCase(), NOON, expected, expected, null));
        assertThat(said(outcome)).containsExactly("DrCriteriaNotMet", "DrCaseSnapshot");
        assertThat(emitted(outcome, DrCriteriaNotMet.class).getRecheckAt()).isEqualTo(expected);
        assertThat(evaluate(state(outcome), expected, NOON.plusSeconds(60))).isInstanceOf(Ignored.class);
    }

    @Test
    void aWatchedRegionIsAskedAboutWhenItsEstimateSlips() {
        assertThat(state(evaluate(cases.watching(), NOON.plus(Duration.ofMinutes(61)), NOON)))
                .isInstanceOf(AwaitingApproval.class);
    }

    @Test
    void aWatchedRegionIsAskedAboutWhenItsEstimatePasses() {
        var watching = cases.watching();

        assertThat(evaluate(
                        watching,
                        watching.expectedRecoveryAt(),
                        watching.recheckAt().minusSeconds(1)))
                .isInstanceOf(Ignored.class);
        assertThat(state(evaluate(watching, watching.expectedRecoveryAt(), watching.recheckAt())))
                .isInstanceOf(AwaitingApproval.class);
    }

    @Test
    void theQuestionSaysWhatIsAskedButNotWhoOrHow() {
        var outcome = evaluate(cases.open(), FOUR, NOON);

        assertThat(said(outcome)).containsExactly("DrApprovalRequested", "ApprovalMailRequested", "DrCaseSnapshot");
        var fact = emitted(outcome, DrApprovalRequested.class);
        assertThat(fact.getDataLossSeconds()).isEqualTo(600);
        assertThat(fact.getEstimateMinSeconds()).isEqualTo(3600);
        assertThat(fact.getExpiresAt()).isEqualTo(NOON.plus(Duration.ofHours(4)));
        assertThat(fact.getAskedHash()).isEqualTo(Sha256.of(Story.ANNA));
        assertThat(fact.toString()).doesNotContain(Story.ANNA, LINK.url());
        assertThat(emitted(outcome, ApprovalMailRequested.class).getLink()).isEqualTo(LINK.url());
    }

    @Test
    void withoutAUsableRecoveryPointNobodyIsAskedAndTheCaseSaysWhy() {
        var situation = cases.situation(FOUR);
        var without = with(
                situation,
                state(ProtectedEnvironment.on(situation.environment(), cases.story.quarantined(cases.story.backupId))));
        var outcome = Proposal.evaluate(cases.open(), without, LINK, SETTINGS);

        assertThat(said(outcome)).isEmpty();
        assertThat(((Open) state(outcome)).obstacle()).contains("no verified backup");
        assertThat(Proposal.evaluate(state(outcome), without, LINK, SETTINGS)).isInstanceOf(Ignored.class);
        assertThat(state(Proposal.evaluate(state(outcome), situation, LINK, SETTINGS)))
                .isInstanceOf(AwaitingApproval.class);
    }

    @Test
    void aLostRecoveryRegionIsNeverProposed() {
        var s = cases.situation(FOUR);
        var both = new Situation(s.environment(), s.outage(), s.contacts(), true, s.now());

        assertThat(((Open) state(Proposal.evaluate(cases.open(), both, LINK, SETTINGS))).obstacle())
                .contains("lost as well");
    }

    @Test
    void aNewerRecoveryPointDoesNotChangeTheQuestion() {
        var awaiting = cases.awaiting();
        var situation = cases.situation(FOUR);
        var newer = UUID.randomUUID();
        var more = state(ProtectedEnvironment.on(
                state(ProtectedEnvironment.on(situation.environment(), cases.story.verified(newer))),
                cases.story.replicated(newer, NOON)));

        assertThat(Proposal.evaluate(awaiting, with(situation, more), LINK, SETTINGS))
                .isEqualTo(Outcome.ignored("waiting for the answer"));
    }

    @Test
    void aRecoveryPointThatTurnsOutBadIsAskedAboutAnew() {
        var situation = cases.situation(FOUR);
        var newer = UUID.randomUUID();
        ProtectedEnvironment environment = situation.environment();
        environment = state(ProtectedEnvironment.on(environment, cases.story.verified(newer)));
        environment =
                state(ProtectedEnvironment.on(environment, cases.story.replicated(newer, NOON.minusSeconds(1200))));
        environment = state(ProtectedEnvironment.on(environment, cases.story.quarantined(cases.story.backupId)));
        var again = (AwaitingApproval)
                state(Proposal.evaluate(cases.awaiting(), with(situation, environment), LINK, SETTINGS));

        assertThat(again.request().plan().backupId()).isEqualTo(newer);
        assertThat(again.request().approvalId())
                .isNotEqualTo(cases.awaiting().request().approvalId());
    }

    @Test
    void anUnansweredQuestionExpiresAndIsAskedThreeTimesOfOneContactAfterTheOther() {
        cases.story.now = NOON;
        var book = (ContactBook.Known) state(ContactBook.on(
                null, cases.story.requested(Story.contact(Story.ANNA, 1), Story.contact("bela@acme.example", 2))));
        Recovery current = cases.open();
        var now = NOON;
        var asked = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            var s = cases.situation(null, now.plus(Duration.ofMinutes(15)));
            var outcome = Proposal.evaluate(
                    current, new Situation(s.environment(), s.outage(), book, false, s.now()), LINK, SETTINGS);
            if (outcome instanceof Outcome.Applied<Recovery>(var next, var emitted)) {
                current = next;
                emitted.stream()
                        .filter(ApprovalMailRequested.class::isInstance)
                        .forEach(mail -> asked.add(((ApprovalMailRequested) mail).getContactEmail()));
            }
            now = now.plus(Duration.ofHours(4));
        }

        assertThat(asked).containsExactly(Story.ANNA, "bela@acme.example", Story.ANNA);
        assertThat(current).isInstanceOf(Recovery.Expired.class);
    }

    @Test
    void afterANoOnlyANewEstimateLeadsToAnotherQuestion() {
        var declined = cases.declined();

        assertThat(evaluate(declined, FOUR, NOON.plusSeconds(60)))
                .isEqualTo(Outcome.ignored("declined, and nothing new is known of the region"));
        assertThat(state(evaluate(declined, FOUR.plusSeconds(3600), NOON.plusSeconds(60))))
                .isInstanceOf(AwaitingApproval.class);
    }

    @Test
    void aRegionThatReturnsBeforeTheAnswerEndsTheCase() {
        for (var state : new Recovery[] {cases.open(), cases.watching(), cases.awaiting()}) {
            var outcome = Proposal.cancel(state, cases.story.outageId, NOON);
            assertThat(state(outcome)).isInstanceOf(Cancelled.class);
            assertThat(said(outcome)).containsExactly("DrCancelled", "DrCaseSnapshot");
        }
    }

    @Test
    void aRegionThatReturnsAfterTheApprovalStopsNothing() {
        for (var state : new Recovery[] {cases.approved(), cases.provisioning(), cases.cuttingOver()}) {
            assertThat(Proposal.cancel(state, cases.story.outageId, NOON))
                    .isEqualTo(Outcome.ignored("approved: it is carried through"));
        }
    }

    @Test
    void anApprovalRaisesTheEpochByOneAndCarriesThePlan() {
        var outcome = Proposal.approve(cases.awaiting(), "jti-1", "proof", ApprovalMethod.SIGNED_LINK, NOON);

        assertThat(said(outcome)).containsExactly("DrApproved", "DrCaseSnapshot");
        var approved = emitted(outcome, DrApproved.class);
        assertThat(approved.getSiteEpoch()).isEqualTo(2);
        assertThat(approved.getPlanHash())
                .isEqualTo(cases.awaiting().request().plan().hash());
        assertThat(approved.getAcceptedDataLossSeconds()).isEqualTo(600);
        assertThat(approved.toString()).doesNotContain(Story.ANNA);
    }

    @Test
    void whoCannotBeReachedIsAskedAboutAtOnceAndSaidToBeWell() {
        var opened = Proposal.open(null, cutOff());
        assertThat(emitted(opened, DrCaseOpened.class).getCause()).isEqualTo(DrCause.ENVIRONMENT_UNREACHABLE);

        var asked = Proposal.evaluate(state(opened), cutOff(), LINK, SETTINGS);
        assertThat(state(asked)).isInstanceOf(AwaitingApproval.class);
        assertThat(emitted(asked, ApprovalMailRequested.class).getCause()).isEqualTo(DrCause.ENVIRONMENT_UNREACHABLE);
        assertThat(Proposal.open(state(asked), cases.situation(FOUR)))
                .as("its region is lost too by now")
                .isEqualTo(Outcome.ignored("another case is open"));

        var ended = Proposal.cancel(state(asked), cutOff().outage().outageId(), NOON);
        assertThat(emitted(ended, DrCancelled.class).getReason()).contains("could be reached again");
        assertThat(Proposal.open(state(ended), cutOff())).as("the same trouble").isInstanceOf(Ignored.class);
    }

    private Situation cutOff() {
        var s = cases.situation(FOUR);
        var reach = (Reach.CutOff) state(Reach.on(null, cases.story.unreachable(NOON, true)));
        return new Situation(s.environment(), reach, s.contacts(), false, s.now());
    }

    @Test
    void stagingAndEnvironmentsWithoutARecoveryRegionGetNoCase() {
        cases.story.type = EnvironmentType.STAGING;
        assertThat(cases.situation(FOUR).whyNotProtected())
                .hasValueSatisfying(why -> assertThat(why).contains("STAGING"));

        cases.story.type = EnvironmentType.PRODUCTION;
        cases.story.recovery = null;
        assertThat(cases.situation(FOUR).whyNotProtected()).contains("it has no recovery region");

        cases.story.recovery = Story.WEST;
        assertThat(cases.situation(FOUR).whyNotProtected()).contains("it already runs in its recovery region");
    }

    private Outcome<Recovery> evaluate(Recovery current, @Nullable Instant expected, Instant now) {
        return Proposal.evaluate(current, cases.situation(expected, now), LINK, SETTINGS);
    }

    private Situation another(Instant expected) {
        var s = cases.situation(expected);
        var outage = (Outage.Down) state(Outage.on(null, cases.story.down(UUID.randomUUID(), NOON, NOON, expected)));
        return new Situation(s.environment(), outage, s.contacts(), false, s.now());
    }

    private static Situation with(Situation s, ProtectedEnvironment environment) {
        return new Situation(
                (ProtectedEnvironment.Serving) environment, s.outage(), s.contacts(), s.targetLost(), s.now());
    }
}
