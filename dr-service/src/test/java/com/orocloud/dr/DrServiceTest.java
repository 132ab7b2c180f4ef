package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.CheckPhase;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrApprovalRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrCaseSnapshot;
import com.orocloud.events.DrCaseStatus;
import com.orocloud.events.DrCause;
import com.orocloud.events.DrHealthCheckPassed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole way through the running service, with a real broker, registry, database, shop and name server. */
@RealServers
class DrServiceTest {

    @Test
    void whatCannotBeReadIsADeadLetterOnEveryTopicThatItHears(TestTopics topics) throws Exception {
        try (var dr = RunningDr.start(topics)) {
            topics.poison(dr.heard());
        }
    }

    @Test
    void anEnvironmentThatNobodyReachesThoughItIsWellIsACaseAndOneThatIsBrokenIsNone(TestTopics topics)
            throws Exception {
        try (var dr = RunningDr.start(topics)) {
            var since = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
            var broken = dr.serving("broken-" + UUID.randomUUID().toString().substring(0, 8));
            topics.say("failover-service", broken.unreachable(since, false));
            var back = dr.serving("back-" + UUID.randomUUID().toString().substring(0, 8));
            topics.say("failover-service", back.unreachable(since, true));
            await().atMost(Duration.ofMinutes(1)).until(() -> dr.statusOf(back) == DrCaseStatus.AWAITING_APPROVAL);
            topics.say("failover-service", back.reachable(since));
            topics.await(DrCancelled.class, e -> e.getEnvironmentId().equals(back.environmentId));

            var story = dr.serving("cut-off-" + UUID.randomUUID().toString().substring(0, 8));
            topics.say("failover-service", story.unreachable(since, true));
            var opened =
                    topics.await(DrCaseOpened.class, e -> e.getEnvironmentId().equals(story.environmentId));
            assertThat(opened.getCause()).isEqualTo(DrCause.ENVIRONMENT_UNREACHABLE);
            var mail = topics.await(
                    ApprovalMailRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            assertThat(dr.get(URI.create(mail.getLink()).getPath()).body())
                    .contains("nobody reaches it")
                    .doesNotContain("is down\n        since");
            assertThat(dr.approve(mail.getLink()).statusCode()).isEqualTo(200);
            topics.await(DrApproved.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            topics.await(SiteFenceRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            topics.await(DrInfrastructureRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            assertThat(dr.commands(back)).isEmpty();
            assertThat(dr.statusOf(broken)).as("an incident").isEqualTo(DrCaseStatus.UNKNOWN);
        }
    }

    @Test
    void aLostRegionIsApprovedRebuiltRestoredAndReachedUnderItsOldName(TestTopics topics) throws Exception {
        try (var dr = RunningDr.start(topics)) {
            var story = dr.serving("flow-" + UUID.randomUUID().toString().substring(0, 8));

            dr.lose(story, Duration.ofHours(4));
            var opened =
                    topics.await(DrCaseOpened.class, e -> e.getEnvironmentId().equals(story.environmentId));
            var asked =
                    topics.await(DrApprovalRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            var mail = topics.await(
                    ApprovalMailRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            assertThat(asked.toString()).doesNotContain(Story.ANNA, mail.getLink());
            topics.say("failover-service", story.forecast(story.outageId, 0.826));
            var page = URI.create(mail.getLink()).getPath();
            await().pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(dr.get(page).body())
                            .contains("The chance that it lasts another hour is about 83 %."));
            assertThat(dr.commands(story)).isEmpty();

            assertThat(dr.approve(mail.getLink()).statusCode()).isEqualTo(200);
            var approved = topics.await(DrApproved.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            assertThat(approved.getSiteEpoch()).isEqualTo(2);
            assertThat(approved.getPlanHash()).isEqualTo(asked.getPlanHash());
            assertThat(dr.claims(approved.getProof()))
                    .containsEntry("sub", story.environmentId)
                    .containsEntry("case", opened.getDrCaseId().toString())
                    .containsEntry("epoch", 2L)
                    .containsEntry("target", "GCP:europe-west1")
                    .containsEntry("plan", asked.getPlanHash())
                    .containsEntry("jti", approved.getJti());

            var fence =
                    topics.await(SiteFenceRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            topics.say("provisioning-service", story.answer(fence, true));
            var build = topics.await(
                    DrInfrastructureRequested.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            topics.say("provisioning-service", story.answer(build));
            var restore = topics.await(
                    RestoreRequested.class, e -> opened.getDrCaseId().equals(e.getDrCaseId()));
            assertThat(restore.getBackupId()).isEqualTo(story.backupId);
            dr.shop().answer(502);
            topics.say("backup-service", story.answer(restore));
            await().until(() -> dr.shop().hosts().size() >= 4);
            assertThat(dr.statusOf(story)).isEqualTo(DrCaseStatus.VERIFYING);
            assertThat(dr.shop().hosts())
                    .containsOnly(story.hostname() + ":" + dr.shop().port());
            dr.shop().answer(200);
            var names = topics.await(
                    DnsUpdateRequested.class, e -> opened.getDrCaseId().equals(e.getDrCaseId()));
            var visits = dr.shop().hosts().size();
            topics.say("failover-service", story.answer(names));
            await().until(() -> dr.statusOf(story) == DrCaseStatus.CONFIRMING);
            assertThat(dr.shop().hosts())
                    .as("visited only where the name leads")
                    .hasSize(visits);
            dr.nameServer().set(story.hostname(), story.drAddress);

            var recovered = topics.await(DrRecovered.class, e -> e.getDrCaseId().equals(opened.getDrCaseId()));
            assertThat(recovered.getOldSiteFenced()).isTrue();
            assertThat(recovered.getDataLossSeconds()).isEqualTo(600);
            assertThat(topics.said(
                            DrHealthCheckPassed.class, e -> e.getDrCaseId().equals(opened.getDrCaseId())))
                    .extracting(DrHealthCheckPassed::getPhase)
                    .containsExactly(CheckPhase.PRE_CUTOVER, CheckPhase.POST_CUTOVER);
            assertThat(topics.said(
                            DrCaseSnapshot.class, e -> e.getEnvironmentId().equals(story.environmentId)))
                    .extracting(DrCaseSnapshot::getStatus)
                    .containsExactly(
                            DrCaseStatus.OPEN,
                            DrCaseStatus.AWAITING_APPROVAL,
                            DrCaseStatus.APPROVED,
                            DrCaseStatus.PROVISIONING,
                            DrCaseStatus.RESTORING,
                            DrCaseStatus.VERIFYING,
                            DrCaseStatus.CUTTING_OVER,
                            DrCaseStatus.CONFIRMING,
                            DrCaseStatus.RECOVERED);
            assertThat(dr.get("/cases/" + story.environmentId).body())
                    .contains(
                            "\"state\":\"RECOVERED\"", "\"recoverySecondsSinceApproval\":", "\"dataLossSeconds\":600");
            assertThat(dr.get("/cases/nobody").statusCode()).isEqualTo(404);
        }
    }
}
