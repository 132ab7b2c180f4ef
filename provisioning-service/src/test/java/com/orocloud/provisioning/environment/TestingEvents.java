package com.orocloud.provisioning.environment;

import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Contact;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.DrStep;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SignalSource;
import com.orocloud.events.SiteRole;
import com.orocloud.events.VerificationLevel;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events as the other services and the outside would say them. */
public final class TestingEvents {

    public static final RegionRef PRIMARY = new RegionRef(IaasProvider.GCP, "europe-west4");
    public static final RegionRef RECOVERY = new RegionRef(IaasProvider.GCP, "europe-west1");

    private TestingEvents() {}

    private static EventMeta meta(String source, String environmentId) {
        return Meta.of(source, "acme", environmentId);
    }

    /** A good request, to be spoiled by tests. */
    public static EnvironmentRequested.Builder request(String environmentId) {
        return EnvironmentRequested.newBuilder()
                .setMeta(meta("portal", environmentId))
                .setEnvironmentId(environmentId)
                .setProject("ocom-acme")
                .setType(EnvironmentType.PRODUCTION)
                .setPrimary(PRIMARY)
                .setDisasterRecovery(RECOVERY)
                .setEdge(EdgeOption.NONE)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of("shop." + environmentId + ".orocloud.test"))
                .setRepositoryUrl("https://git.example/acme/shop.git")
                .setGitReference("0123456789abcdef0123456789abcdef01234567")
                .setContacts(List.of(contact(ContactRole.TECHNICAL_CONTACT)));
    }

    public static Contact contact(ContactRole role) {
        return contact(role, "ada@acme.example");
    }

    public static Contact contact(ContactRole role, String email) {
        return Contact.newBuilder()
                .setRole(role)
                .setName("Ada Example")
                .setEmail(email)
                .build();
    }

    public static BackupVerified verified(String environmentId, UUID backupId) {
        return BackupVerified.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setBackupId(backupId)
                .setLevel(VerificationLevel.RESTORE_TEST)
                .setChecks(List.of())
                .setEngine("PostgreSQL 15")
                .setDurationMs(1)
                .build();
    }

    public static BackupReplicated replicated(String environmentId, UUID backupId) {
        return BackupReplicated.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setBackupId(backupId)
                .setRecoveryPointAt(Instant.EPOCH)
                .setLocation(RECOVERY)
                .setManifestUri("gs://bucket/manifest")
                .setManifestSha256("00")
                .setBytes(1)
                .setKeyUsableThere(true)
                .build();
    }

    public static DnsUpdated named(String environmentId, UUID changeId) {
        return DnsUpdated.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setChangeId(changeId)
                .setTargetSite(SiteRole.PRIMARY)
                .setRecords(List.of())
                .setPerformedBy(DnsActor.PLATFORM)
                .setVerifiedAt(Instant.EPOCH)
                .setVerifiedServers(List.of())
                .build();
    }

    /** The change that gives the environment its first names. */
    public static DnsUpdated named(String environmentId) {
        return named(environmentId, EnvironmentFacts.firstChange(environmentId, 1));
    }

    /** An attempt at that change which came to nothing. */
    public static DnsUpdateFailed unnamed(String environmentId, int attempt) {
        return DnsUpdateFailed.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setChangeId(EnvironmentFacts.firstChange(environmentId, attempt))
                .setFailure(Failure.newBuilder()
                        .setStep("changing names")
                        .setCode("OLD_VALUE_DIFFERS")
                        .setMessage("somebody else's record stands there")
                        .build())
                .build();
    }

    public static boolean asksForNames(Environment.Provisioned provisioned, int attempt) {
        return provisioned.unnamed() != null
                && provisioned.unnamed().attempt() == attempt
                && provisioned.unnamed().retryAt() == null;
    }

    public static RegionDown down(RegionRef region, UUID outageId, Instant startedAt) {
        return RegionDown.newBuilder()
                .setMeta(Meta.of("failover-service", "", region.getProvider() + ":" + region.getRegion()))
                .setRegion(region)
                .setOutageId(outageId)
                .setStartedAt(startedAt)
                .setConfirmedAt(startedAt.plusSeconds(300))
                .setConfirmedBy(List.of(SignalSource.PROBE))
                .setEvidence(List.of())
                .build();
    }

    public static RegionRecovered up(RegionRef region, UUID outageId) {
        return RegionRecovered.newBuilder()
                .setMeta(Meta.of("failover-service", "", region.getProvider() + ":" + region.getRegion()))
                .setRegion(region)
                .setOutageId(outageId)
                .setOutageSeconds(600)
                .build();
    }

    /** An approval with a proof that nobody has signed. */
    public static DrApproved.Builder approved(String environmentId, UUID drCaseId, long epoch) {
        return DrApproved.newBuilder()
                .setMeta(meta("dr-service", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(drCaseId)
                .setApprovalId(UUID.nameUUIDFromBytes(
                        ("approval" + drCaseId).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .setSiteEpoch(epoch)
                .setPlanHash("plan-" + drCaseId)
                .setJti("jti-" + drCaseId)
                .setProof("unsigned")
                .setApprovedAt(Instant.EPOCH)
                .setApproverHash("hash")
                .setApproverRole(ContactRole.TECHNICAL_CONTACT)
                .setMethod(ApprovalMethod.SIGNED_LINK)
                .setTargetRegion(RECOVERY)
                .setRecoveryPoint(new RecoveryPoint(new UUID(0, 1), Instant.EPOCH))
                .setAcceptedDataLossSeconds(60);
    }

    public static DrInfrastructureRequested build(String environmentId, UUID drCaseId, long epoch) {
        return build(environmentId, drCaseId, epoch, RECOVERY);
    }

    public static DrInfrastructureRequested build(String environmentId, UUID drCaseId, long epoch, RegionRef region) {
        return DrInfrastructureRequested.newBuilder()
                .setMeta(meta("dr-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setDrCaseId(drCaseId)
                .setSite(SiteRole.DR)
                .setRegion(region)
                .build();
    }

    /** What dr-service says when it tries the step again: the same, of a newer version of its case. */
    public static DrInfrastructureRequested again(DrInfrastructureRequested request) {
        var meta = request.getMeta();
        return DrInfrastructureRequested.newBuilder(request)
                .setMeta(EventMeta.newBuilder(meta("dr-service", request.getEnvironmentId()))
                        .setAggregateVersion(meta.getAggregateVersion() + 2)
                        .build())
                .build();
    }

    public static DrFailed failed(String environmentId, UUID drCaseId, long epoch) {
        return DrFailed.newBuilder()
                .setMeta(meta("dr-service", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(drCaseId)
                .setSiteEpoch(epoch)
                .setStep(DrStep.RESTORE)
                .setReason("the backup does not restore")
                .build();
    }

    public static DrRecovered recovered(String environmentId, UUID drCaseId, long epoch) {
        return DrRecovered.newBuilder()
                .setMeta(meta("dr-service", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(drCaseId)
                .setSiteEpoch(epoch)
                .setRecoveredAt(Instant.EPOCH)
                .setRecoverySecondsSinceApproval(60)
                .setOutageSeconds(600)
                .setRecoveryPoint(new RecoveryPoint(new UUID(0, 1), Instant.EPOCH))
                .setDataLossSeconds(60)
                .setOldSiteFenced(false)
                .build();
    }

    public static DrCancelled cancelled(String environmentId, UUID drCaseId) {
        return DrCancelled.newBuilder()
                .setMeta(meta("dr-service", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(drCaseId)
                .setReason("the region came back")
                .build();
    }
}
