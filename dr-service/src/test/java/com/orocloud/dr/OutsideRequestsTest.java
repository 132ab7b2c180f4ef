package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.DrAction;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrApprovalRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseStatus;
import com.orocloud.events.DrDecision;
import com.orocloud.events.DrDecisionRejected;
import com.orocloud.events.DrDeclined;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrStepFailed;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.time.Duration;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What outside systems say for contacts and operators, through the running service. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutsideRequestsTest {

    private TestTopics topics;
    private RunningDr dr;

    @BeforeAll
    void start(TestTopics topics) throws Exception {
        this.topics = topics;
        dr = RunningDr.start(topics);
    }

    @AfterAll
    void stop() {
        dr.close();
    }

    /** A question that is open, with the link that was mailed. */
    private record Asked(Story story, DrApprovalRequested question, String link) {}

    private Asked ask(String name) {
        var story = dr.serving(name + "-" + UUID.randomUUID().toString().substring(0, 6));
        dr.lose(story, Duration.ofHours(4));
        var question = topics.await(
                DrApprovalRequested.class, e -> e.getEnvironmentId().equals(story.environmentId));
        var mail =
                topics.await(ApprovalMailRequested.class, e -> e.getApprovalId().equals(question.getApprovalId()));
        return new Asked(story, question, mail.getLink());
    }

    private String rejection(SpecificRecord request) {
        topics.say("portal", request);
        var meta = (com.orocloud.events.EventMeta) request.get(0);
        return topics.await(DrDecisionRejected.class, e -> e.getRequestEventId().equals(meta.getEventId()))
                .getReasons()
                .getFirst()
                .getCode();
    }

    @Test
    void anApprovalByEventObeysTheRulesOfThePage() throws Exception {
        var asked = ask("by-event");
        var story = asked.story();
        var plan = asked.question().getPlanHash();

        assertThat(rejection(story.answers(asked.question(), DrDecision.APPROVE, plan, "http://dr.test/approvals/no")))
                .isEqualTo("NOT_PROVEN");
        assertThat(rejection(story.answers(asked.question(), DrDecision.APPROVE, "another plan", asked.link())))
                .isEqualTo("PLAN_CHANGED");
        assertThat(dr.statusOf(story)).isEqualTo(DrCaseStatus.AWAITING_APPROVAL);
        assertThat(dr.commands(story)).isEmpty();

        var yes = story.answers(asked.question(), DrDecision.APPROVE, plan, asked.link());
        topics.say("portal", yes);
        topics.say("portal", yes);
        var approved = topics.await(
                DrApproved.class, e -> e.getApprovalId().equals(asked.question().getApprovalId()));
        assertThat(approved.getMethod()).isEqualTo(ApprovalMethod.SUBMITTED);
        assertThat(dr.claims(approved.getProof())).containsEntry("plan", plan);
        assertThat(rejection(story.answers(asked.question(), DrDecision.DECLINE, plan, asked.link())))
                .isEqualTo("APPROVED");
        topics.say("portal", story.answers(asked.question(), DrDecision.APPROVE, plan, asked.link()));
        topics.await(DrInfrastructureRequested.class, e -> e.getEnvironmentId().equals(story.environmentId));
        assertThat(topics.said(DrApproved.class, e -> e.getEnvironmentId().equals(story.environmentId)))
                .hasSize(1);
    }

    @Test
    void aNoByEventEndsTheQuestionForThePageToo() throws Exception {
        var asked = ask("no-by-event");
        topics.say(
                "portal",
                asked.story()
                        .answers(
                                asked.question(),
                                DrDecision.DECLINE,
                                asked.question().getPlanHash(),
                                asked.link()));
        var declined = topics.await(
                DrDeclined.class, e -> e.getApprovalId().equals(asked.question().getApprovalId()));
        assertThat(declined.getReason()).isEqualTo("agreed on the telephone");
        assertThat(dr.approve(asked.link()).statusCode()).isEqualTo(410);
    }

    @Test
    void anOperatorRetriesAStepThatFailedAndCancelsTheCase() throws Exception {
        var asked = ask("steered");
        var story = asked.story();
        var caseId = asked.question().getDrCaseId();
        assertThat(dr.approve(asked.link()).statusCode()).isEqualTo(200);
        var build = topics.await(
                DrInfrastructureRequested.class, e -> e.getEnvironmentId().equals(story.environmentId));
        topics.say("provisioning-service", story.fail(build));
        topics.await(DrStepFailed.class, e -> e.getDrCaseId().equals(caseId));

        topics.say("portal", story.asks(caseId, DrAction.RETRY));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> topics.said(
                                        DrInfrastructureRequested.class,
                                        e -> e.getEnvironmentId().equals(story.environmentId))
                                .size()
                        == 2);
        var tooLate = story.asks(caseId, DrAction.RETRY);
        topics.say("portal", tooLate);
        var rejected = topics.await(
                DrActionRejected.class,
                e -> e.getRequestEventId().equals(tooLate.getMeta().getEventId()));
        assertThat(rejected.getReasons().getFirst().getCode()).isEqualTo("NOT_BLOCKED");

        var cancel = story.asks(caseId, DrAction.CANCEL);
        topics.say("portal", cancel);
        topics.say("portal", cancel);
        topics.await(DrCancelled.class, e -> e.getDrCaseId().equals(caseId));
        assertThat(dr.statusOf(story)).isEqualTo(DrCaseStatus.CANCELLED);
        assertThat(topics.said(DrActionRejected.class, e -> e.getDrCaseId().equals(caseId)))
                .hasSize(1);
    }
}
