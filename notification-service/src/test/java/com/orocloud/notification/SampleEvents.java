package com.orocloud.notification;

import com.orocloud.events.AddressSet;
import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.Component;
import com.orocloud.events.Contact;
import com.orocloud.events.ContactRole;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DomainMode;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentDecommissionPending;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.LostNode;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RegionRef;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneSwitchoverCompleted;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What one environment of tenant acme goes through, with contacts whose names and addresses are unmistakable. */
final class SampleEvents {

    private static final RegionRef HERE = new RegionRef(IaasProvider.GCP, "europe-west4");
    private static final RegionRef THERE = new RegionRef(IaasProvider.GCP, "europe-west1");

    final String environment;
    final UUID caseId = UUID.randomUUID();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    SampleEvents(String environment) {
        this.environment = environment;
    }

    String address(ContactRole role) {
        return "canary." + role.name().toLowerCase(java.util.Locale.ROOT) + "@" + environment + ".example";
    }

    String link() {
        return "https://approve.example/approvals/canary-token-" + environment;
    }

    EnvironmentRequested requested(ContactRole... roles) {
        return EnvironmentRequested.newBuilder()
                .setMeta(meta("portal"))
                .setEnvironmentId(environment)
                .setProject("ocom-acme")
                .setType(EnvironmentType.PRODUCTION)
                .setPrimary(HERE)
                .setDisasterRecovery(THERE)
                .setEdge(EdgeOption.NONE)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of("shop." + environment + ".example"))
                .setRepositoryUrl("https://git.example/shop")
                .setGitReference("0123456789abcdef0123456789abcdef01234567")
                .setContacts(List.of(roles).stream().map(this::contact).toList())
                .build();
    }

    private Contact contact(ContactRole role) {
        return Contact.newBuilder()
                .setRole(role)
                .setName("Canary " + role)
                .setEmail(address(role))
                .setTimeZone("Europe/Amsterdam")
                .build();
    }

    EnvironmentAccepted accepted(EnvironmentRequested request) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environment)
                .setRequestEventId(request.getMeta().getEventId())
                .setProject("ocom-acme")
                .setType(EnvironmentType.PRODUCTION)
                .setPrimary(HERE)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of("shop." + environment + ".example"))
                .setRepositoryUrl("https://git.example/shop")
                .setGitReference("0123456789abcdef0123456789abcdef01234567")
                .build();
    }

    EnvironmentRejected rejected(EnvironmentRequested request) {
        return EnvironmentRejected.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environment)
                .setRequestEventId(request.getMeta().getEventId())
                .setReasons(List.of(
                        new Failure("validating", "UNKNOWN_REGION", "There is no such region.", false, 1),
                        new Failure("validating", "TOO_FEW_WEB_NODES", "Two web nodes are needed.", false, 1)))
                .build();
    }

    EnvironmentActivated activated() {
        return EnvironmentActivated.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environment)
                .setUrl("http://shop." + environment + ".example:8080")
                .setPrimary(new AddressSet(List.of("203.0.113.10"), List.of("203.0.113.20"), false))
                .setDisasterRecovery(new AddressSet(List.of("198.51.100.10"), List.of("198.51.100.20"), false))
                .build();
    }

    ZoneFailoverCompleted failedOver() {
        return failedOver(false);
    }

    ZoneFailoverCompleted failedOver(boolean planned) {
        return ZoneFailoverCompleted.newBuilder()
                .setMeta(meta("failover-service"))
                .setEnvironmentId(environment)
                .setSiteEpoch(1)
                .setLeaderTerm(2)
                .setLostNodeId("db-1")
                .setPromotedNodeId("db-2")
                .setUnavailableMs(4_300)
                .setLostWalBytes(0)
                .setFencedBeforePromotion(false)
                .setPlanned(planned)
                .setPhases(List.of())
                .build();
    }

    EnvironmentRedundancyReduced queueLacks(boolean serving, String... nodes) {
        return EnvironmentRedundancyReduced.newBuilder()
                .setMeta(meta("failover-service"))
                .setEnvironmentId(environment)
                .setSiteEpoch(1)
                .setComponent(Component.QUEUE)
                .setLostNodes(Stream.of(nodes)
                        .map(node -> new LostNode(node, "europe-west4-a", Instant.EPOCH, "does not answer"))
                        .toList())
                .setWorkingNodes(3 - nodes.length)
                .setExpectedNodes(3)
                .setServing(serving)
                .setSince(Instant.EPOCH)
                .build();
    }

    ZoneSwitchoverCompleted switchedOver() {
        return ZoneSwitchoverCompleted.newBuilder()
                .setMeta(meta("failover-service"))
                .setEnvironmentId(environment)
                .setSiteEpoch(1)
                .setLeaderTerm(2)
                .setFromNodeId("db-1")
                .setToNodeId("db-2")
                .setStoppedAtPosition("0/3000028")
                .setReplayedPosition("0/3000028")
                .setReadOnlyMs(1_240)
                .setPhases(List.of())
                .build();
    }

    ApprovalMailRequested approvalMail(Instant expiresAt) {
        return ApprovalMailRequested.newBuilder()
                .setMeta(meta("dr-service"))
                .setEnvironmentId(environment)
                .setDrCaseId(caseId)
                .setApprovalId(UUID.randomUUID())
                .setContactName("Canary " + ContactRole.TECHNICAL_CONTACT)
                .setContactEmail(address(ContactRole.TECHNICAL_CONTACT))
                .setLink(link())
                .setLostRegion(HERE)
                .setTargetRegion(THERE)
                .setOutageStartedAt(now.minusSeconds(900))
                .setRecoveryPoint(new RecoveryPoint(UUID.randomUUID(), now.minusSeconds(2_520)))
                .setDataLossSeconds(1_620)
                .setEstimateMinSeconds(3_600)
                .setEstimateMaxSeconds(7_200)
                .setTargetAddresses(new AddressSet(List.of("198.51.100.10"), List.of("198.51.100.20"), false))
                .setExpiresAt(expiresAt)
                .build();
    }

    DrApproved approved() {
        return DrApproved.newBuilder()
                .setMeta(meta("dr-service"))
                .setEnvironmentId(environment)
                .setDrCaseId(caseId)
                .setApprovalId(UUID.randomUUID())
                .setSiteEpoch(2)
                .setPlanHash("plan")
                .setJti("jti")
                .setProof("proof")
                .setApprovedAt(now)
                .setApproverHash("hash")
                .setApproverRole(ContactRole.TECHNICAL_CONTACT)
                .setMethod(ApprovalMethod.SIGNED_LINK)
                .setTargetRegion(THERE)
                .setRecoveryPoint(new RecoveryPoint(UUID.randomUUID(), now.minusSeconds(2_520)))
                .setAcceptedDataLossSeconds(1_620)
                .build();
    }

    EnvironmentDecommissionPending endPending() {
        return EnvironmentDecommissionPending.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environment)
                .setRequestId(caseId)
                .setReason("The contract ended.")
                .setConfirmBefore(now.plusSeconds(86_400))
                .build();
    }

    EnvironmentDecommissionStarted ends() {
        return EnvironmentDecommissionStarted.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environment)
                .setRequestId(caseId)
                .setReason("The contract ended.")
                .setSiteEpoch(1)
                .build();
    }

    EnvironmentDecommissioned ended() {
        return EnvironmentDecommissioned.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environment)
                .setRequestId(caseId)
                .setFinalBackupId(UUID.randomUUID())
                .setKeepBackupsUntil(now.plusSeconds(2_592_000))
                .build();
    }

    CustomerDnsActionRequired dnsAction() {
        return CustomerDnsActionRequired.newBuilder()
                .setMeta(meta("failover-service"))
                .setEnvironmentId(environment)
                .setSiteEpoch(2)
                .setChangeId(UUID.randomUUID())
                .setRecords(List.of(new DnsRecord(
                        "shop." + environment + ".example",
                        "A",
                        List.of("203.0.113.10"),
                        List.of("198.51.100.10"),
                        60)))
                .setDrCaseId(caseId)
                .build();
    }

    DrRecovered recovered() {
        return DrRecovered.newBuilder()
                .setMeta(meta("dr-service"))
                .setEnvironmentId(environment)
                .setDrCaseId(caseId)
                .setSiteEpoch(2)
                .setRecoveredAt(now)
                .setRecoverySecondsSinceApproval(3_960)
                .setOutageSeconds(5_340)
                .setRecoveryPoint(new RecoveryPoint(UUID.randomUUID(), now.minusSeconds(2_520)))
                .setDataLossSeconds(1_620)
                .setOldSiteFenced(false)
                .build();
    }

    private EventMeta meta(String source) {
        return Meta.of(source, "acme", environment, caseId);
    }
}
