package com.orocloud.provisioning;

import static com.orocloud.provisioning.environment.TestingEvents.request;
import static com.orocloud.provisioning.scaling.TestingScaling.requested;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentAddressesReserved;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentScaleRejected;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.EnvironmentSnapshot;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.Failure;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.ServiceRules;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

@RealServers
class ProvisioningServiceTest {

    private static final TestingCloud CLOUD = TestingCloud.shared();
    private static final RunningProvisioning RUNNING = new RunningProvisioning();

    private final TestTopics topics;

    ProvisioningServiceTest(TestTopics topics) {
        this.topics = topics;
    }

    @AfterAll
    static void stop() {
        RUNNING.close();
    }

    @Test
    void keepsTheRulesOfEveryService() {
        ServiceRules.check("com.orocloud.provisioning");
    }

    @Test
    void aRequestBecomesAnEnvironmentInService() {
        activate("e2e-built");

        var accepted = topics.await(
                EnvironmentAccepted.class, e -> e.getEnvironmentId().equals("e2e-built"));
        assertThat(accepted.getCalendarZone()).isEqualTo("UTC");
        var reserved = topics.await(
                EnvironmentAddressesReserved.class, e -> e.getEnvironmentId().equals("e2e-built"));
        assertThat(reserved.getStandingMonthlyCostUsd()).isNull();
        assertThat(reserved.getDisasterRecovery()).isNotNull();
        var provisioned = provisioned("e2e-built", 1);
        assertThat(provisioned.getNodes())
                .extracting(NodeRef::getNodeId)
                .containsExactlyInAnyOrder(
                        "e2e-built-1-db-1",
                        "e2e-built-1-db-2",
                        "e2e-built-1-web-1",
                        "e2e-built-1-web-2",
                        "e2e-built-1-files-1",
                        "e2e-built-1-lb-1");
        assertThat(provisioned.getNodes()).filteredOn(NodeRef::getLeader).hasSize(1);
        assertThat(provisioned.getAddresses()).isEqualTo(reserved.getPrimary());
        assertThat(CLOUD.ledger("e2e-built", "instance")).hasSize(6);
        assertThat(CLOUD.ledger("e2e-built", "address")).hasSize(4);
        assertThat(topics.said(
                        EnvironmentSnapshot.class, e -> e.getEnvironmentId().equals("e2e-built")))
                .extracting(EnvironmentSnapshot::getStatus)
                .containsExactly(
                        EnvironmentStatus.PROVISIONING, EnvironmentStatus.PROVISIONED, EnvironmentStatus.ACTIVE);
    }

    @Test
    void whatCannotBeReadIsADeadLetterOnEveryTopicThatItHears() {
        topics.poison(RUNNING.heard());
    }

    @Test
    void aBadRequestIsAnsweredWithEveryReason() {
        topics.say(
                "portal",
                request("e2e-bad").setWebNodes(1).setContacts(List.of()).build());

        var rejected = topics.await(
                EnvironmentRejected.class, e -> e.getEnvironmentId().equals("e2e-bad"));
        assertThat(rejected.getReasons())
                .extracting(Failure::getCode)
                .containsExactlyInAnyOrder("WEB_NODES_OUT_OF_RANGE", "TECHNICAL_CONTACT_MISSING");
    }

    @Test
    void aSecondRequestForAnIdIsRejectedAndTouchesNothing() {
        var first = request("e2e-twice").build();
        topics.say("portal", first);
        topics.say("portal", first);
        var second = request("e2e-twice").setWebNodes(4).build();
        topics.say("portal", second);

        var rejected = topics.await(
                EnvironmentRejected.class, e -> e.getEnvironmentId().equals("e2e-twice"));
        assertThat(rejected.getRequestEventId()).isEqualTo(second.getMeta().getEventId());
        assertThat(rejected.getReasons()).extracting(Failure::getCode).containsExactly("DUPLICATE");
        provisioned("e2e-twice", 1);
        assertThat(CLOUD.ledger("e2e-twice", "instance")).hasSize(6);
    }

    @Test
    void aNodeThatLostTheLeadIsStoppedProvenAndBroughtBack() {
        activate("e2e-fence");
        topics.say(
                "failover-service",
                NodeFenceRequested.newBuilder()
                        .setMeta(Meta.of("failover-service", "acme", "e2e-fence"))
                        .setEnvironmentId("e2e-fence")
                        .setSiteEpoch(1)
                        .setLeaderTerm(2)
                        .setNodeId("e2e-fence-1-db-1")
                        .setLeaderNodeId("e2e-fence-1-db-2")
                        .build());

        var fenced = topics.await(NodeFenced.class, e -> e.getEnvironmentId().equals("e2e-fence"));
        assertThat(fenced.getEvidence()).isEqualTo("TERMINATED");
        assertThat(CLOUD.statusOf("e2e-fence-1-db-1")).isEqualTo("TERMINATED");

        topics.say(
                "failover-service",
                ZoneFailoverCompleted.newBuilder()
                        .setMeta(Meta.of("failover-service", "acme", "e2e-fence"))
                        .setEnvironmentId("e2e-fence")
                        .setSiteEpoch(1)
                        .setLeaderTerm(2)
                        .setLostNodeId("e2e-fence-1-db-1")
                        .setPromotedNodeId("e2e-fence-1-db-2")
                        .setUnavailableMs(1)
                        .setLostWalBytes(0)
                        .setFencedBeforePromotion(false)
                        .build());
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> CLOUD.statusOf("e2e-fence-1-db-1").equals("RUNNING"));
    }

    @Test
    void aLostRegionIsRecoveredElsewhereAfterAnApprovalOnly() {
        String id = "e2e-lost";
        var lost = new RegionRef(IaasProvider.GCP, "us-east4");
        var target = new RegionRef(IaasProvider.GCP, "us-central1");
        activate(request(id).setPrimary(lost).setDisasterRecovery(target).build());
        UUID drCase = UUID.randomUUID();
        CLOUD.lose("us-east4");
        try {
            topics.say("failover-service", TestingEvents.down(lost, UUID.randomUUID(), Instant.ofEpochSecond(1)));
            topics.await(
                    EnvironmentSnapshot.class,
                    e -> e.getEnvironmentId().equals(id) && e.getStatus() == EnvironmentStatus.UNAVAILABLE);
            topics.say("dr-service", TestingEvents.build(id, drCase, 2, target));
            topics.say("dr-service", fence(id, drCase));
            var pending = topics.await(
                    EnvironmentFenced.class, e -> e.getEnvironmentId().equals(id));
            assertThat(pending.getProven()).isFalse();
            assertThat(CLOUD.ledger(id, "instance"))
                    .extracting(TestingCloud.Entry::region)
                    .noneMatch(place -> place.startsWith("us-central1"));

            DrApproved approved = RUNNING.approvals()
                    .signed(TestingEvents.approved(id, drCase, 2).setTargetRegion(target));
            topics.say("dr-service", approved);
            topics.say("dr-service", approved);
            EnvironmentProvisioned site = provisioned(id, 2);
            assertThat(site.getSite()).isEqualTo(SiteRole.DR);
            assertThat(site.getDrCaseId()).isEqualTo(drCase);
            topics.say("dr-service", TestingEvents.recovered(id, drCase, 2));
            topics.await(EnvironmentSiteChanged.class, e -> e.getEnvironmentId().equals(id) && e.getSiteEpoch() == 2);
            assertThat(CLOUD.ledger(id, "instance")).hasSize(12);
        } finally {
            CLOUD.restore("us-east4");
        }
        topics.await(EnvironmentFenced.class, e -> e.getEnvironmentId().equals(id) && e.getProven());
        assertThat(CLOUD.statusOf(id + "-1-db-1")).isEqualTo("TERMINATED");
    }

    @Test
    void aForgedApprovalIsADeadLetterAndBuildsNothing() {
        String id = "e2e-forged";
        activate(id);
        var forged = new TestingApprovals().signed(TestingEvents.approved(id, UUID.randomUUID(), 2));
        topics.say("dr-service", forged);

        Said dead = topics.await(
                "a dead letter", said -> said.topic().equals("orocloud.dr.v1.dlt") && id.equals(said.key()));
        assertThat(dead.headers().toString()).contains("proof does not hold");
        assertThat(CLOUD.ledger(id, "instance")).hasSize(6);
    }

    @Test
    void environmentsCanBeReadOverHttp() throws Exception {
        activate("e2e-http");
        assertThat(get("/environments/e2e-http"))
                .satisfies(response -> assertThat(response.statusCode()).isEqualTo(200))
                .satisfies(response -> assertThat(response.body()).contains("\"status\":\"ACTIVE\""));
        assertThat(get("/environments?limit=100").body()).contains("e2e-http");
        HttpResponse<String> unknown = get("/environments/no-such");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(get("/environments?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/environments/e2e-http/sites").body())
                .contains("\"epoch\":1", "\"status\":\"COMPLETE\"", "e2e-http-1-web-2", "\"stage\":\"SERVING\"");
        assertThat(get("/environments/e2e-http/sites?after=1").body()).isEqualTo("[]");
        assertThat(get("/environments/e2e-http/sites/1").statusCode()).isEqualTo(200);
        assertThat(get("/environments/e2e-http/sites/2").statusCode()).isEqualTo(404);
        assertThat(get("/orphans?limit=1001").statusCode()).isEqualTo(400);
        assertThat(get("/drift?after=zzz").body()).isEqualTo("[]");
    }

    @Test
    void anOperatorChangesTheSizeOfAnEnvironmentAndABadSizeIsAnswered() throws Exception {
        String id = "e2e-sized";
        activate(id);
        var up = requested(id, UUID.randomUUID()).setWebNodes(3).build();
        topics.say("portal", up);
        var scaled = topics.await(EnvironmentScaled.class, e -> e.getRequestId().equals(up.getRequestId()));
        assertThat(scaled.getNodes()).extracting(NodeRef::getNodeId).contains(id + "-1-web-3");
        assertThat(get("/environments/" + id).body()).contains("\"webNodes\":3");

        var bad = requested(id, UUID.randomUUID())
                .setWebNodes(1)
                .setEnvironmentVersion(1L)
                .build();
        topics.say("portal", bad);
        var rejected = topics.await(
                EnvironmentScaleRejected.class, e -> e.getRequestId().equals(bad.getRequestId()));
        assertThat(rejected.getReasons())
                .extracting(Failure::getCode)
                .containsExactly("STALE", "WEB_NODES_OUT_OF_RANGE");
    }

    @Test
    void theWholeHistoryHeardAgainChangesNothing() {
        activate("e2e-replay");
        List<TestingCloud.Entry> before = CLOUD.ledger("e2e-replay");
        RUNNING.stop();
        topics.rewind("provisioning-service");
        RUNNING.startAgain();
        topics.say("portal", request("e2e-after").build());
        provisioned("e2e-after", 1);

        assertThat(CLOUD.ledger("e2e-replay")).isEqualTo(before);
        assertThat(topics.said(
                        EnvironmentActivated.class, e -> e.getEnvironmentId().equals("e2e-replay")))
                .hasSize(1);
        assertThat(topics.said(
                        EnvironmentProvisioned.class, e -> e.getEnvironmentId().equals("e2e-replay")))
                .hasSize(1);
    }

    private static SiteFenceRequested fence(String id, UUID drCase) {
        return SiteFenceRequested.newBuilder()
                .setMeta(Meta.of("dr-service", "acme", id))
                .setEnvironmentId(id)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setDrCaseId(drCase)
                .build();
    }

    /** Asks for an environment and says of it what the other services would. */
    private void activate(String id) {
        activate(request(id).build());
    }

    private void activate(EnvironmentRequested request) {
        String id = request.getEnvironmentId();
        topics.say("portal", request);
        provisioned(id, 1);
        var names =
                topics.await(DnsUpdateRequested.class, e -> e.getEnvironmentId().equals(id));
        UUID backup = UUID.randomUUID();
        topics.say("backup-service", TestingEvents.verified(id, backup));
        topics.say("backup-service", TestingEvents.replicated(id, backup));
        topics.say("failover-service", TestingEvents.named(id, names.getChangeId()));
        topics.await(EnvironmentActivated.class, e -> e.getEnvironmentId().equals(id));
    }

    private EnvironmentProvisioned provisioned(String id, long epoch) {
        return topics.await(
                EnvironmentProvisioned.class, e -> e.getEnvironmentId().equals(id) && e.getSiteEpoch() == epoch);
    }

    private HttpResponse<String> get(String path) throws Exception {
        String address = TestServers.shared().address(0, 11);
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + ":" + RUNNING.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
