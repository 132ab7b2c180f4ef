package com.orocloud.dr;

import com.orocloud.dr.ContactBook.Approver;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.events.AddressSet;
import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrStep;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Events;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/** What a case asks of the other services. Each carries the epoch or an effect id, so that a repetition is harmless. */
final class DrCommands {

    private static final int TTL_SECONDS = 60;

    private DrCommands() {}

    /** What has to be asked when a step begins; checks are done by this service itself. */
    static List<SpecificRecord> of(DrStep step, DrCase drCase, Run run) {
        return switch (step) {
            case PROVISION -> List.of(fence(drCase, run), infrastructure(drCase, run));
            case RESTORE -> List.of(restore(drCase, run));
            case CUTOVER -> List.of(names(drCase, run));
            case VERIFY, CONFIRM, UNKNOWN -> List.of();
        };
    }

    /** The only record with the link, on the topic that only notification-service may read. */
    static ApprovalMailRequested approvalMail(AwaitingApproval awaiting, Approver asked, ApprovalLink link) {
        var request = awaiting.request();
        var plan = request.plan();
        return ApprovalMailRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(plan.environmentId())
                .setDrCaseId(plan.caseId())
                .setApprovalId(request.approvalId())
                .setContactName(asked.name())
                .setContactEmail(asked.email())
                .setLink(link.url())
                .setCause(awaiting.drCase().cause())
                .setLostRegion(plan.from().toRef())
                .setTargetRegion(plan.to().toRef())
                .setOutageStartedAt(awaiting.drCase().outageStartedAt())
                .setRecoveryPoint(plan.recoveryPoint())
                .setDataLossSeconds(plan.dataLossSeconds())
                .setEstimateMinSeconds(plan.estimateMinSeconds())
                .setEstimateMaxSeconds(plan.estimateMaxSeconds())
                .setTargetAddresses(AddressSet.newBuilder()
                        .setIngress(plan.ingress())
                        .setEgress(plan.egress())
                        .build())
                .setExpiresAt(request.expiresAt())
                .build();
    }

    private static DrInfrastructureRequested infrastructure(DrCase drCase, Run run) {
        return DrInfrastructureRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setSiteEpoch(run.plan().epoch())
                .setDrCaseId(drCase.id())
                .setSite(SiteRole.DR)
                .setRegion(drCase.target().toRef())
                .build();
    }

    /** The old site: when its region returns it must not act. */
    private static SiteFenceRequested fence(DrCase drCase, Run run) {
        return SiteFenceRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setSiteEpoch(run.plan().oldEpoch())
                .setSite(SiteRole.PRIMARY)
                .setDrCaseId(drCase.id())
                .build();
    }

    private static RestoreRequested restore(DrCase drCase, Run run) {
        return RestoreRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setSiteEpoch(run.plan().epoch())
                .setRestoreId(run.restoreId())
                .setBackupId(run.plan().backupId())
                .setScope(RestoreScope.ALL)
                .setTargetSite(SiteRole.DR)
                .setDrCaseId(drCase.id())
                .build();
    }

    private static DnsUpdateRequested names(DrCase drCase, Run run) {
        var plan = run.plan();
        var target = Objects.requireNonNull(run.site(), "names move to a site that was built")
                .ingress();
        var old = plan.oldIngress().stream().limit(1).toList();
        return DnsUpdateRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setSiteEpoch(plan.epoch())
                .setChangeId(run.changeId())
                .setTargetSite(SiteRole.DR)
                .setDomainMode(plan.domainMode())
                .setRecords(plan.hostnames().stream()
                        .map(name -> new DnsRecord(name, "A", old, List.of(target), TTL_SECONDS))
                        .toList())
                .setDrCaseId(drCase.id())
                .build();
    }
}
