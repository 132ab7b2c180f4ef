package com.orocloud.provisioning.environment;

import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentAddressesReserved;
import com.orocloud.events.EnvironmentNamesFailed;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.Failure;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Events;
import com.orocloud.provisioning.environment.Environment.ProvisioningFailed;
import com.orocloud.provisioning.environment.Environment.Recovering;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SiteAddresses;
import com.orocloud.provisioning.site.SitePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said about an environment, in the words of the contract. */
final class EnvironmentFacts {

    private EnvironmentFacts() {}

    static EnvironmentAccepted accepted(Agreement agreement) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(agreement.environmentId())
                .setRequestEventId(agreement.requestEventId())
                .setProject(agreement.project())
                .setType(agreement.type())
                .setPrimary(agreement.primary().ref())
                .setDisasterRecovery(
                        agreement.disasterRecovery() == null
                                ? null
                                : agreement.disasterRecovery().ref())
                .setDomainMode(agreement.domainMode())
                .setHostnames(agreement.hostnames())
                .setRepositoryUrl(agreement.repositoryUrl())
                .setGitReference(agreement.commit())
                .setCalendarZone(agreement.calendarZone())
                .setMaintenanceRule(agreement.maintenance().rule())
                .setMaintenanceMinutes(agreement.maintenance().minutes())
                .setProfile(agreement.profile())
                .build();
    }

    static EnvironmentRejected rejected(EnvironmentRequested request, List<Failure> reasons) {
        return EnvironmentRejected.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(request.getEnvironmentId())
                .setRequestEventId(request.getMeta().getEventId())
                .setReasons(reasons)
                .build();
    }

    static EnvironmentRejected duplicate(EnvironmentRequested request) {
        return rejected(
                request,
                List.of(RequestRules.reason(
                        "DUPLICATE",
                        "The environmentId " + request.getEnvironmentId()
                                + " was used before and is never used again: choose another.")));
    }

    static EnvironmentAddressesReserved reserved(
            Agreement agreement, Reserved addresses, @Nullable Double idleMonthlyUsd) {
        SiteAddresses recovery = addresses.disasterRecovery();
        int idle = recovery == null ? 0 : recovery.count();
        return EnvironmentAddressesReserved.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(agreement.environmentId())
                .setPrimary(addresses.primary().toSet())
                .setDisasterRecovery(recovery == null ? null : recovery.toSet())
                .setStandingMonthlyCostUsd(idleMonthlyUsd == null ? null : idle * idleMonthlyUsd)
                .build();
    }

    static EnvironmentProvisioned provisioned(Site.Complete site) {
        SitePlan plan = site.plan();
        return EnvironmentProvisioned.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(plan.environmentId())
                .setSiteEpoch(plan.epoch())
                .setSite(plan.role())
                .setRegion(plan.place().ref())
                .setNodes(site.nodeRefs())
                .setAddresses(plan.addresses().toSet())
                .setIngressPort(SitePlan.INGRESS_PORT)
                .setSecretsRef(plan.secretsRef())
                .setDrCaseId(plan.drCaseId())
                .setDurationMs(
                        Duration.between(site.requestedAt(), site.completedAt()).toMillis())
                .build();
    }

    static EnvironmentProvisioningFailed firstSiteFailed(ProvisioningFailed failed) {
        return siteFailed(
                failed.agreement().environmentId(),
                Standing.FIRST_EPOCH,
                SiteRole.PRIMARY,
                null,
                failed.code(),
                failed.message());
    }

    static EnvironmentProvisioningFailed siteFailed(Recovering recovering, String code, String message) {
        return siteFailed(
                recovering.standing().environmentId(),
                recovering.approval().epoch(),
                SiteRole.DR,
                recovering.approval().drCaseId(),
                code,
                message);
    }

    private static EnvironmentProvisioningFailed siteFailed(
            String environmentId, long epoch, SiteRole role, @Nullable UUID drCaseId, String code, String message) {
        return EnvironmentProvisioningFailed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setSite(role)
                .setDrCaseId(drCaseId)
                .setFailure(Failure.newBuilder()
                        .setStep("building the site")
                        .setCode(code)
                        .setMessage(message)
                        .build())
                .build();
    }

    /** The change that is to give an environment its names for the first time, or another attempt at it. */
    static UUID firstChange(String environmentId, int attempt) {
        return attempt == 1
                ? EffectId.of(environmentId, Standing.FIRST_EPOCH, "names")
                : EffectId.of(environmentId, Standing.FIRST_EPOCH, "names", attempt);
    }

    static EnvironmentNamesFailed namesFailed(Standing standing, Unnamed unnamed, Instant retryAt) {
        return EnvironmentNamesFailed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(standing.environmentId())
                .setFailure(Failure.newBuilder()
                        .setStep("giving the environment its names")
                        .setCode(unnamed.code())
                        .setMessage(unnamed.message())
                        .setRetryable(true)
                        .setAttempt(unnamed.attempt())
                        .build())
                .setRetryAt(retryAt)
                .build();
    }

    static DnsUpdateRequested firstNames(Standing standing, int attempt, int timeToLiveSeconds) {
        Agreement agreement = standing.agreement();
        String ingress = standing.addresses().primary().ingress();
        return DnsUpdateRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(agreement.environmentId())
                .setSiteEpoch(standing.active().epoch())
                .setChangeId(firstChange(agreement.environmentId(), attempt))
                .setTargetSite(standing.active().role())
                .setDomainMode(agreement.domainMode())
                .setRecords(agreement.hostnames().stream()
                        .map(name -> DnsRecord.newBuilder()
                                .setName(name)
                                .setType("A")
                                .setExpectedOld(List.of())
                                .setNewValues(List.of(ingress))
                                .setTtlSeconds(timeToLiveSeconds)
                                .build())
                        .toList())
                .build();
    }

    static EnvironmentActivated activated(Standing standing) {
        SiteAddresses recovery = standing.addresses().disasterRecovery();
        return EnvironmentActivated.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(standing.environmentId())
                .setUrl("http://%s:%d/"
                        .formatted(standing.agreement().hostnames().getFirst(), SitePlan.INGRESS_PORT))
                .setPrimary(standing.addresses().primary().toSet())
                .setDisasterRecovery(recovery == null ? null : recovery.toSet())
                .build();
    }

    static EnvironmentSiteChanged siteChanged(Standing standing, UUID drCaseId) {
        return EnvironmentSiteChanged.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(standing.environmentId())
                .setSiteEpoch(standing.active().epoch())
                .setActiveSite(standing.active().role())
                .setActiveRegion(standing.active().place().ref())
                .setDrCaseId(drCaseId)
                .build();
    }
}
