package com.orocloud.backup;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.AddressSet;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.BackupHoldRequested;
import com.orocloud.events.BackupReleaseRequested;
import com.orocloud.events.BackupRequested;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DomainMode;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.SignalSource;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Heard;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the others say about one environment, from its acceptance to its life in another region. */
record Story(String environmentId, Instant now) {

    static final RegionRef WEST4 = new RegionRef(IaasProvider.GCP, "europe-west4");
    static final RegionRef WEST1 = new RegionRef(IaasProvider.GCP, "europe-west1");
    static final String COMMIT = "4a1f9be0c2d35e6f7a8b9c0d1e2f3a4b5c6d7e8f";

    static final UUID CASE = TestingSite.id("the case");
    static final UUID OUTAGE = TestingSite.id("the outage");

    EnvironmentAccepted accepted() {
        return accepted(EnvironmentType.PRODUCTION, "demo");
    }

    EnvironmentAccepted accepted(EnvironmentType type, String project) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environmentId)
                .setRequestEventId(UUID.randomUUID())
                .setProject(project)
                .setType(type)
                .setPrimary(WEST4)
                .setDisasterRecovery(WEST1)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of("shop.example"))
                .setRepositoryUrl("https://git.example/shop.git")
                .setGitReference(COMMIT)
                .build();
    }

    EnvironmentDecommissionStarted ends() {
        return EnvironmentDecommissionStarted.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environmentId)
                .setRequestId(CASE)
                .setReason("the contract ended")
                .setSiteEpoch(1)
                .build();
    }

    EnvironmentDecommissioned ended(@Nullable UUID lastBackup, Instant keepBackupsUntil) {
        return EnvironmentDecommissioned.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environmentId)
                .setRequestId(CASE)
                .setFinalBackupId(lastBackup)
                .setKeepBackupsUntil(keepBackupsUntil)
                .build();
    }

    EnvironmentProvisioned provisioned(SiteRole site, long epoch, List<NodeRef> nodes) {
        return EnvironmentProvisioned.newBuilder()
                .setMeta(meta("provisioning-service"))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setSite(site)
                .setRegion(site == SiteRole.PRIMARY ? WEST4 : WEST1)
                .setNodes(nodes)
                .setAddresses(new AddressSet(
                        List.of(nodes.isEmpty() ? "192.0.2.1" : nodes.getFirst().getAddress()),
                        List.of("192.0.2.2"),
                        false))
                .setIngressPort(8080)
                .setSecretsRef("gcpsm://demo/" + environmentId)
                .setDrCaseId(site == SiteRole.DR ? CASE : null)
                .setDurationMs(1)
                .build();
    }

    BackupRequested backupRequested(UUID backupId) {
        return new BackupRequested(meta("portal"), environmentId, backupId, "before the sale");
    }

    BackupHoldRequested holdRequested(UUID backupId) {
        return new BackupHoldRequested(meta("portal"), environmentId, backupId, "an audit");
    }

    BackupReleaseRequested releaseRequested(UUID backupId) {
        return new BackupReleaseRequested(meta("portal"), environmentId, backupId);
    }

    RegionDown regionDown(RegionRef region) {
        return RegionDown.newBuilder()
                .setMeta(Meta.of("failover-service", "", region.getProvider() + ":" + region.getRegion()))
                .setRegion(region)
                .setOutageId(OUTAGE)
                .setStartedAt(now)
                .setConfirmedAt(now)
                .setConfirmedBy(List.of(SignalSource.PROBE))
                .setEvidence(List.of())
                .build();
    }

    RegionRecovered regionRecovered(RegionRef region) {
        return new RegionRecovered(
                Meta.of("failover-service", "", region.getProvider() + ":" + region.getRegion()),
                region,
                OUTAGE,
                60L,
                false);
    }

    DrApproved approved(long epoch, UUID backupId) {
        return DrApproved.newBuilder()
                .setMeta(meta("dr-service"))
                .setEnvironmentId(environmentId)
                .setDrCaseId(CASE)
                .setApprovalId(UUID.randomUUID())
                .setSiteEpoch(epoch)
                .setPlanHash("plan")
                .setJti("jti")
                .setProof("proof")
                .setApprovedAt(now)
                .setApproverHash("hash")
                .setApproverRole(ContactRole.TECHNICAL_CONTACT)
                .setMethod(ApprovalMethod.SIGNED_LINK)
                .setTargetRegion(WEST1)
                .setRecoveryPoint(new RecoveryPoint(backupId, now))
                .setAcceptedDataLossSeconds(60)
                .build();
    }

    DrCancelled cancelled() {
        return new DrCancelled(meta("dr-service"), environmentId, CASE, "the region is back");
    }

    RestoreRequested restoreRequested(UUID restoreId, UUID backupId, long epoch) {
        return RestoreRequested.newBuilder()
                .setMeta(meta("dr-service"))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setRestoreId(restoreId)
                .setBackupId(backupId)
                .setScope(RestoreScope.ALL)
                .setTargetSite(SiteRole.DR)
                .setDrCaseId(CASE)
                .build();
    }

    /** A technical contact types the environment's name and asks through the portal. */
    RestoreRequested.Builder restoreAsked(UUID restoreId, UUID backupId) {
        var meta = meta("portal", "acme", new Actor(ActorKind.CUSTOMER, "theo"));
        return RestoreRequested.newBuilder()
                .setMeta(meta)
                .setEnvironmentId(environmentId)
                .setSiteEpoch(0)
                .setRestoreId(restoreId)
                .setBackupId(backupId)
                .setScope(RestoreScope.ALL)
                .setTargetSite(SiteRole.UNKNOWN)
                .setTypedName(environmentId);
    }

    static Heard<RestoreRequested> fromDr(RestoreRequested event) {
        return new Heard<>(
                event, "orocloud.dr.commands.v1", "dr-service", event.getMeta().getOccurredAt());
    }

    static Heard<RestoreRequested> fromPortal(RestoreRequested event) {
        return new Heard<>(
                event, "orocloud.requests.portal.v1", "portal", event.getMeta().getOccurredAt());
    }

    DrRecovered recovered(long epoch, UUID backupId) {
        return new DrRecovered(
                meta("dr-service"),
                environmentId,
                CASE,
                epoch,
                now,
                60L,
                120L,
                new RecoveryPoint(backupId, now),
                60L,
                false);
    }

    EnvironmentSiteChanged siteChanged(long epoch) {
        return new EnvironmentSiteChanged(meta("provisioning-service"), environmentId, epoch, SiteRole.DR, WEST1, CASE);
    }

    private EventMeta meta(String source) {
        return meta(source, "acme");
    }

    EventMeta meta(String source, String tenant) {
        return meta(source, tenant, new Actor(ActorKind.SYSTEM, source));
    }

    EventMeta meta(String source, String tenant, Actor actor) {
        return EventMeta.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(now)
                .setSource(source)
                .setTenantId(tenant)
                .setAggregateId(environmentId)
                .setCorrelationId(UUID.randomUUID())
                .setActor(actor)
                .build();
    }
}
