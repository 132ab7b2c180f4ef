package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseStatus;
import com.orocloud.events.DrDeclined;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page behind the mailed link, over HTTP, and everything that must not pass for an approval. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalPageTest {

    private static final int CLICKS = 8;

    private TestTopics topics;
    private RunningDr dr;

    /** An environment whose contact was just asked. */
    private record Asked(Story story, String path, String plan) {}

    @BeforeAll
    void start(TestTopics topics) throws Exception {
        this.topics = topics;
        dr = RunningDr.start(topics);
    }

    @AfterAll
    void stop() {
        dr.close();
    }

    @Test
    void thePageSaysWhatIsLostWhereToAndWhatItCosts() throws Exception {
        var asked = asked();
        var page = dr.get(asked.path());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "Google Cloud " + asked.story().primary.getRegion(),
                        "Google Cloud europe-west1",
                        asked.story().hostname(),
                        "10 minutes",
                        "1 to 2 hours",
                        asked.story().drAddress,
                        "127.64.1.21",
                        "Europe/Amsterdam",
                        asked.plan())
                .doesNotContain(Story.ANNA, "Anna", "<script");
        assertThat(page.headers().map())
                .containsEntry("Cache-Control", List.of("no-store"))
                .containsEntry("Referrer-Policy", List.of("no-referrer"))
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .doesNotContainKey("Set-Cookie");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'");
        assertThat(dr.get("/approval.css").statusCode()).isEqualTo(200);
    }

    @Test
    void aForgedLinkApprovesNothing() throws Exception {
        var asked = asked();
        var forged = asked.path().substring(0, asked.path().length() - 2) + "xx";

        assertThat(dr.get(forged).statusCode()).isEqualTo(404);
        assertThat(post(forged, "approve", asked.plan()).statusCode()).isEqualTo(404);
        assertApprovals(asked, 0);
    }

    @Test
    void aReplayedApprovalApprovesOnce() throws Exception {
        var asked = asked();

        assertThat(post(asked.path(), "approve", asked.plan()).body()).contains("Approved");
        var again = post(asked.path(), "approve", asked.plan());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("Approved");
        assertThat(post(asked.path(), "decline", asked.plan()).statusCode()).isEqualTo(409);
        assertThat(dr.get(asked.path()).body()).contains("How far it is");
        assertApprovals(asked, 1);
    }

    @Test
    void anExpiredLinkApprovesNothing() throws Exception {
        var asked = asked();
        dr.jdbc()
                .sql("update recovery set state = jsonb_set(state, '{request,expiresAt}', '\"2020-01-01T00:00:00Z\"')"
                        + " where id = :id")
                .param("id", asked.story().environmentId)
                .update();

        assertThat(post(asked.path(), "approve", asked.plan()).statusCode()).isEqualTo(410);
        assertThat(dr.get(asked.path()).statusCode()).isEqualTo(410);
        assertApprovals(asked, 0);
    }

    @Test
    void anotherPlanThanTheOneShownIsNotApproved() throws Exception {
        var asked = asked();

        assertThat(post(asked.path(), "approve", "0".repeat(64)).statusCode()).isEqualTo(409);
        assertThat(post(asked.path(), "approve", "").statusCode()).isEqualTo(409);
        dr.jdbc()
                .sql(
                        "update recovery set state = jsonb_set(state, '{request,plan,dataLossSeconds}', '1') where id = :id")
                .param("id", asked.story().environmentId)
                .update();
        assertThat(post(asked.path(), "approve", asked.plan()).statusCode()).isEqualTo(409);
        assertApprovals(asked, 0);
    }

    @Test
    void anApprovalOfOneEnvironmentIsNoneOfAnother() throws Exception {
        var one = asked();
        var other = asked();

        assertThat(post(one.path(), "approve", other.plan()).statusCode()).isEqualTo(409);
        assertApprovals(one, 0);
        assertApprovals(other, 0);
    }

    @Test
    void somebodyWhoIsNoContactAnyMoreCannotApproveAndTheirSuccessorIsAsked() throws Exception {
        var asked = asked();
        var story = asked.story();
        var request = UUID.randomUUID();
        topics.say("portal", story.requested(request, Story.contact("successor@acme.example", 1)));
        topics.say("provisioning-service", story.accepted(request));
        var mail = topics.await(
                ApprovalMailRequested.class,
                e -> e.getEnvironmentId().equals(story.environmentId)
                        && e.getContactEmail().equals("successor@acme.example"));

        assertThat(post(asked.path(), "approve", asked.plan()).statusCode()).isIn(403, 410);
        assertApprovals(asked, 0);
        assertThat(dr.approve(mail.getLink()).statusCode()).isEqualTo(200);
        assertApprovals(asked, 1);
    }

    @Test
    void aDoubleClickApprovesOnce() throws Exception {
        var asked = asked();
        var clicks = new ArrayList<Callable<HttpResponse<String>>>();
        for (int i = 0; i < CLICKS; i++) {
            clicks.add(() -> post(asked.path(), "approve", asked.plan()));
        }
        try (var fingers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var click : fingers.invokeAll(clicks)) {
                assertThat(click.get().statusCode()).isEqualTo(200);
            }
        }

        assertApprovals(asked, 1);
    }

    @Test
    void lookingAHundredTimesChangesNothing() throws Exception {
        var asked = asked();
        var before = recovery(asked);
        for (int i = 0; i < 50; i++) {
            assertThat(dr.get(asked.path()).statusCode()).isEqualTo(200);
            assertThat(dr.head(asked.path()).statusCode()).isEqualTo(200);
        }

        assertThat(recovery(asked)).isEqualTo(before);
        assertApprovals(asked, 0);
        assertThat(post(asked.path(), "approve", asked.plan()).statusCode()).isEqualTo(200);
    }

    @Test
    void aNoEndsItAndIsTold() throws Exception {
        var asked = asked();
        var answer =
                dr.post(asked.path(), Map.of("decision", "decline", "plan", asked.plan(), "reason", "<b>we wait</b>"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(topics.await(DrDeclined.class, e -> e.getEnvironmentId().equals(asked.story().environmentId))
                        .getReason())
                .isEqualTo("<b>we wait</b>");
        assertThat(post(asked.path(), "approve", asked.plan()).statusCode()).isEqualTo(410);
        assertApprovals(asked, 0);
    }

    @Test
    void aRegionThatReturnsCancelsTheQuestion() throws Exception {
        var asked = asked();
        topics.say("failover-service", asked.story().recovered(asked.story().outageId));
        topics.await(DrCancelled.class, e -> e.getEnvironmentId().equals(asked.story().environmentId));

        assertThat(post(asked.path(), "approve", asked.plan()).statusCode()).isEqualTo(410);
        assertApprovals(asked, 0);
    }

    @Test
    void aPostFromAnotherSiteIsRefused() throws Exception {
        var asked = asked();
        var form = Map.of("decision", "approve", "plan", asked.plan());

        assertThat(dr.post(asked.path(), form, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(dr.post(asked.path(), form, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(dr.post(asked.path(), Map.of("plan", asked.plan())).statusCode())
                .isEqualTo(400);
        assertApprovals(asked, 0);
    }

    @Test
    void tooManyRequestsOfOneCallerAreRefused() {
        var throttle = new Throttle();
        for (int i = 0; i < Throttle.PER_MINUTE; i++) {
            assertThat(throttle.permits("127.0.0.9")).isTrue();
        }

        assertThat(throttle.permits("127.0.0.9")).isFalse();
        assertThat(throttle.permits("127.0.0.10")).isTrue();
    }

    private Asked asked() throws Exception {
        var story = dr.serving("page-" + UUID.randomUUID().toString().substring(0, 8));
        dr.lose(story, Duration.ofHours(4));
        var mail = topics.await(
                ApprovalMailRequested.class, e -> e.getEnvironmentId().equals(story.environmentId));
        var path = URI.create(mail.getLink()).getPath();
        return new Asked(story, path, dr.shownPlan(path));
    }

    private HttpResponse<String> post(String path, String decision, String plan) throws Exception {
        return dr.post(path, Map.of("decision", decision, "plan", plan));
    }

    private Object recovery(Asked asked) {
        return dr.<Recovery>table("recoveries")
                .find(asked.story().environmentId)
                .orElseThrow();
    }

    /** By the topic, once what was committed has been sent, and by the database. */
    private void assertApprovals(Asked asked, int expected) {
        await().until(() -> dr.jdbc()
                        .sql("select count(*) from outbox")
                        .query(Integer.class)
                        .single()
                == 0);
        assertThat(topics.said(DrApproved.class, e -> e.getEnvironmentId().equals(asked.story().environmentId)))
                .hasSize(expected);
        if (expected == 0) {
            assertThat(dr.commands(asked.story())).isEmpty();
            assertThat(dr.statusOf(asked.story()))
                    .isIn(
                            DrCaseStatus.AWAITING_APPROVAL,
                            DrCaseStatus.DECLINED,
                            DrCaseStatus.EXPIRED,
                            DrCaseStatus.CANCELLED);
        }
    }
}
