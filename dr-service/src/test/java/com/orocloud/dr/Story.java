package com.orocloud.dr;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.AddressSet;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Check;
import com.orocloud.events.Contact;
import com.orocloud.events.ContactRole;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.DrAction;
import com.orocloud.events.DrActionRequested;
import com.orocloud.events.DrApprovalRequested;
import com.orocloud.events.DrDecision;
import com.orocloud.events.DrDecisionSubmitted;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentAddressesReserved;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentReachable;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EnvironmentUnreachable;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionForecast;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.SignalSource;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.events.VerificationLevel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the other services and the portal say about one environment. Time stands still until it is moved. */
final class Story {

    static final RegionRef WEST = new RegionRef(IaasProvider.GCP, "europe-west4");
    static final RegionRef EAST = new RegionRef(IaasProvider.GCP, "europe-west1");
    static final String ANNA = "anna@acme.example";
    static final String PRIMARY_ADDRESS = "127.64.1.10";

    final String environmentId;
    final UUID requestEventId;
    final UUID backupId;
    final UUID outageId;
    private final Supplier<UUID> ids;
    EnvironmentType type = EnvironmentType.PRODUCTION;
    DomainMode domainMode = DomainMode.PLATFORM_ZONE;
    RegionRef primary = WEST;

    @Nullable
    RegionRef recovery = EAST;

    String drAddress = "127.64.1.20";
    int port = 8080;
    boolean edge;
    Instant now;

    Story(String environmentId, Instant now) {
        this(environmentId, now, UUID::randomUUID);
    }

    /** With ids of the test's own, so that a seed tells the same story twice. */
    Story(String environmentId, Instant now, Supplier<UUID> ids) {
        this.environmentId = environmentId;
        this.now = now;
        this.ids = ids;
        this.requestEventId = ids.get();
        this.backupId = ids.get();
        this.outageId = ids.get();
    }

    String hostname() {
        return "shop." + environmentId + ".orocloud.test";
    }

    EventMeta meta(String source, String aggregateId) {
        return meta(ids.get(), source, aggregateId);
    }

    private EventMeta meta(UUID eventId, String source, String aggregateId) {
        return EventMeta.newBuilder()
                .setEventId(eventId)
                .setOccurredAt(now)
                .setSource(source)
                .setTenantId(aggregateId.contains(":") ? "" : "acme")
                .setAggregateId(aggregateId)
                .setCorrelationId(ids.get())
                .setActor(new Actor(ActorKind.SYSTEM, source))
                .build();
    }

    EnvironmentRequested requested(Contact... contacts) {
        return requested(requestEventId, contacts);
    }

    EnvironmentRequested requested(UUID request, Contact... contacts) {
        return EnvironmentRequested.newBuilder()
                .setMeta(meta(request, "portal", environmentId))
                .setEnvironmentId(environmentId)
                .setProject("ocom-acme")
                .setType(type)
                .setPrimary(primary)
                .setDisasterRecovery(recovery)
                .setEdge(EdgeOption.NONE)
                .setDomainMode(domainMode)
                .setHostnames(List.of(hostname()))
                .setRepositoryUrl("https://git.example/acme.git")
                .setGitReference("0123456789012345678901234567890123456789")
                .setContacts(contacts.length == 0 ? List.of(contact(ANNA, 1)) : List.of(contacts))
                .build();
    }

    static Contact contact(String email, int order) {
        return Contact.newBuilder()
                .setRole(ContactRole.TECHNICAL_CONTACT)
                .setName("Anna Kovacs")
                .setEmail(email)
                .setTimeZone("Europe/Amsterdam")
                .setEscalationOrder(order)
                .build();
    }

    /** Nobody reaches the environment at its first site since then, though its region is there. */
    EnvironmentUnreachable unreachable(Instant since, boolean insideIsWell) {
        return EnvironmentUnreachable.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setRegion(primary)
                .setSince(since)
                .setFailingVantagePoints(3)
                .setTotalVantagePoints(3)
                .setInsideIsWell(insideIsWell)
                .setEvidence(List.of())
                .build();
    }

    EnvironmentReachable reachable(Instant since) {
        return EnvironmentReachable.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setUnreachableSince(since)
                .build();
    }

    EnvironmentRejected rejected() {
        return EnvironmentRejected.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setRequestEventId(requestEventId)
                .setReasons(List.of())
                .build();
    }

    EnvironmentAccepted accepted() {
        return accepted(requestEventId);
    }

    EnvironmentAccepted accepted(UUID request) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setRequestEventId(request)
                .setProject("ocom-acme")
                .setType(type)
                .setPrimary(primary)
                .setDisasterRecovery(recovery)
                .setDomainMode(domainMode)
                .setHostnames(List.of(hostname()))
                .setRepositoryUrl("https://git.example/acme.git")
                .setGitReference("0123456789012345678901234567890123456789")
                .build();
    }

    EnvironmentAddressesReserved reserved() {
        return EnvironmentAddressesReserved.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setPrimary(addresses(PRIMARY_ADDRESS, "127.64.1.11"))
                .setDisasterRecovery(addresses(drAddress, "127.64.1.21"))
                .build();
    }

    private static AddressSet addresses(String ingress, String egress) {
        return AddressSet.newBuilder()
                .setIngress(List.of(ingress))
                .setEgress(List.of(egress))
                .build();
    }

    EnvironmentProvisioned provisionedPrimary() {
        return provisioned(SiteRole.PRIMARY, 1, PRIMARY_ADDRESS, null);
    }

    EnvironmentProvisioned provisioned(SiteRole site, long epoch, String ingress, @Nullable UUID caseId) {
        return EnvironmentProvisioned.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setSite(site)
                .setRegion(site == SiteRole.PRIMARY ? primary : EAST)
                .setNodes(List.of())
                .setAddresses(addresses(ingress, "127.64.1.21"))
                .setIngressPort(port)
                .setSecretsRef("gcpsm://orocloud/" + environmentId)
                .setDrCaseId(caseId)
                .setDurationMs(1000)
                .build();
    }

    EnvironmentProvisioned answer(DrInfrastructureRequested command) {
        return provisioned(SiteRole.DR, command.getSiteEpoch(), drAddress, command.getDrCaseId());
    }

    EnvironmentProvisioningFailed fail(DrInfrastructureRequested command) {
        return EnvironmentProvisioningFailed.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(command.getSiteEpoch())
                .setSite(SiteRole.DR)
                .setDrCaseId(command.getDrCaseId())
                .setFailure(failure("STOCKOUT"))
                .build();
    }

    EnvironmentFenced answer(SiteFenceRequested command, boolean proven) {
        return EnvironmentFenced.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(command.getSiteEpoch())
                .setSite(command.getSite())
                .setProven(proven)
                .setEvidence(proven ? "TERMINATED" : "the region does not answer")
                .setDrCaseId(command.getDrCaseId())
                .build();
    }

    EnvironmentSiteChanged siteChanged(long epoch, @Nullable UUID caseId) {
        return EnvironmentSiteChanged.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setActiveSite(SiteRole.DR)
                .setActiveRegion(EAST)
                .setDrCaseId(caseId)
                .build();
    }

    EnvironmentDecommissionStarted ends() {
        return EnvironmentDecommissionStarted.newBuilder()
                .setMeta(meta("provisioning-service", environmentId))
                .setEnvironmentId(environmentId)
                .setRequestId(UUID.randomUUID())
                .setReason("the contract ended")
                .setSiteEpoch(1)
                .build();
    }

    BackupReplicated replicated() {
        return replicated(backupId, now);
    }

    BackupReplicated replicated(UUID backup, Instant recoveryPointAt) {
        return BackupReplicated.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setBackupId(backup)
                .setRecoveryPointAt(recoveryPointAt)
                .setLocation(EAST)
                .setManifestUri("gs://backups/" + backup)
                .setManifestSha256("ab".repeat(32))
                .setBytes(1_000_000)
                .setKeyUsableThere(true)
                .build();
    }

    BackupVerified verified() {
        return verified(backupId);
    }

    BackupVerified verified(UUID backup) {
        return BackupVerified.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setBackupId(backup)
                .setLevel(VerificationLevel.RESTORE_TEST)
                .setChecks(List.of())
                .setEngine("PostgreSQL 15")
                .setDurationMs(5)
                .build();
    }

    BackupVerificationFailed quarantined(UUID backup) {
        return BackupVerificationFailed.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setBackupId(backup)
                .setFailure(failure("DIGEST"))
                .setChecks(List.of())
                .build();
    }

    RestoreCompleted answer(RestoreRequested command) {
        return answer(command, true);
    }

    RestoreCompleted answer(RestoreRequested command, boolean good) {
        return RestoreCompleted.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(command.getSiteEpoch())
                .setRestoreId(command.getRestoreId())
                .setRecoveryPoint(new RecoveryPoint(command.getBackupId(), now))
                .setScope(RestoreScope.ALL)
                .setTargetSite(SiteRole.DR)
                .setDrCaseId(command.getDrCaseId())
                .setDurationMs(1000)
                .setChecks(List.of(new Check("rows equal the manifest", good, 1L, null)))
                .build();
    }

    RestoreFailed fail(RestoreRequested command) {
        return RestoreFailed.newBuilder()
                .setMeta(meta("backup-service", environmentId))
                .setEnvironmentId(environmentId)
                .setRestoreId(command.getRestoreId())
                .setTargetSite(SiteRole.DR)
                .setDrCaseId(command.getDrCaseId())
                .setFailure(failure("STORE_AWAY"))
                .build();
    }

    DnsUpdated answer(DnsUpdateRequested command) {
        return DnsUpdated.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(command.getSiteEpoch())
                .setChangeId(command.getChangeId())
                .setTargetSite(SiteRole.DR)
                .setRecords(command.getRecords())
                .setPerformedBy(DnsActor.PLATFORM)
                .setVerifiedAt(now)
                .setVerifiedServers(List.of("127.64.0.5:5353"))
                .setDrCaseId(command.getDrCaseId())
                .setEdge(edge)
                .build();
    }

    CustomerDnsActionRequired askOwner(DnsUpdateRequested command) {
        return CustomerDnsActionRequired.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(command.getSiteEpoch())
                .setChangeId(command.getChangeId())
                .setRecords(command.getRecords())
                .setDrCaseId(command.getDrCaseId())
                .build();
    }

    DnsUpdateFailed fail(DnsUpdateRequested command) {
        return DnsUpdateFailed.newBuilder()
                .setMeta(meta("failover-service", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(command.getSiteEpoch())
                .setChangeId(command.getChangeId())
                .setFailure(failure("OLD_VALUE_DIFFERS"))
                .setDrCaseId(command.getDrCaseId())
                .build();
    }

    /** What the portal says for an operator. */
    DrActionRequested asks(UUID caseId, DrAction action) {
        return asks(caseId, action, "the operator on duty decided so");
    }

    DrActionRequested asks(UUID caseId, DrAction action, String reason) {
        return DrActionRequested.newBuilder()
                .setMeta(meta("portal", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(caseId)
                .setAction(action)
                .setReason(reason)
                .build();
    }

    /** What the portal says for a contact who holds the mailed link. */
    DrDecisionSubmitted answers(DrApprovalRequested question, DrDecision decision, String planHash, String link) {
        var token = link.substring(link.lastIndexOf('/') + 1);
        return DrDecisionSubmitted.newBuilder()
                .setMeta(meta("portal", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(question.getDrCaseId())
                .setApprovalId(question.getApprovalId())
                .setDecision(decision)
                .setPlanHash(planHash)
                .setAnswerProof(AnswerProof.of(Sha256.of(token), decision.name(), question.getApprovalId(), planHash))
                .setComment("agreed on the telephone")
                .build();
    }

    RegionForecast forecast(UUID outage, double stillDownInAnHour) {
        return RegionForecast.newBuilder()
                .setMeta(meta("failover-service", Region.of(primary).key()))
                .setRegion(primary)
                .setOutageId(outage)
                .setMadeAt(now)
                .setStillDownInAnHour(stillDownInAnHour)
                .setReasons(List.of("lost for 5 min"))
                .setModel("a test's")
                .build();
    }

    RegionDown down(@Nullable Instant expected) {
        return down(outageId, now, now, expected);
    }

    RegionDown down(UUID outage, Instant startedAt, Instant confirmedAt, @Nullable Instant expected) {
        return RegionDown.newBuilder()
                .setMeta(meta("failover-service", primary.getProvider() + ":" + primary.getRegion()))
                .setRegion(primary)
                .setOutageId(outage)
                .setStartedAt(startedAt)
                .setConfirmedAt(confirmedAt)
                .setExpectedRecoveryAt(expected)
                .setConfirmedBy(List.of(SignalSource.PROBE))
                .setEvidence(List.of())
                .build();
    }

    RegionRecovered recovered(UUID outage) {
        return RegionRecovered.newBuilder()
                .setMeta(meta("failover-service", primary.getProvider() + ":" + primary.getRegion()))
                .setRegion(primary)
                .setOutageId(outage)
                .setOutageSeconds(60)
                .build();
    }

    /** Everything that is said before a disaster: asked for, built, backed up. */
    List<SpecificRecord> untilServing() {
        return List.of(requested(), accepted(), reserved(), provisionedPrimary(), verified(), replicated());
    }

    static Failure failure(String code) {
        return Failure.newBuilder()
                .setStep("a step")
                .setCode(code)
                .setMessage("made up")
                .setRetryable(true)
                .build();
    }
}
