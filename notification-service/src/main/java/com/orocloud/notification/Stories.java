package com.orocloud.notification;

import com.orocloud.events.AddressSet;
import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.ContactRole;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrApprovalExpired;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCause;
import com.orocloud.events.DrDecisionRejected;
import com.orocloud.events.DrDeclined;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.DrStep;
import com.orocloud.events.DrStepFailed;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentNamesFailed;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.Failure;
import com.orocloud.events.RegionRef;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.events.ZoneSwitchoverCompleted;
import com.orocloud.notification.Story.Addresses;
import com.orocloud.notification.Story.AnswerNotCounted;
import com.orocloud.notification.Story.ApprovalRequest;
import com.orocloud.notification.Story.ComponentStopped;
import com.orocloud.notification.Story.DatabaseHandedOver;
import com.orocloud.notification.Story.DatabaseMoved;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.DnsAction;
import com.orocloud.notification.Story.NameChange;
import com.orocloud.notification.Story.OnboardingPack;
import com.orocloud.notification.Story.OperationsAlert;
import com.orocloud.notification.Story.Reason;
import com.orocloud.notification.Story.Recovered;
import com.orocloud.notification.Story.RecoveryCancelled;
import com.orocloud.notification.Story.RecoveryGivenUp;
import com.orocloud.notification.Story.RecoveryStarted;
import com.orocloud.notification.Story.RequestRejected;
import java.util.List;
import java.util.stream.Collectors;

/** What each event means to people: the story in it. */
final class Stories {

    private Stories() {}

    static Story of(EnvironmentActivated event) {
        return new OnboardingPack(
                event.getUrl(),
                addresses(event.getPrimary()),
                event.getDisasterRecovery() == null ? null : addresses(event.getDisasterRecovery()));
    }

    static Story of(EnvironmentRejected event) {
        return new RequestRejected(reasons(event.getReasons()));
    }

    private static List<Reason> reasons(List<Failure> failures) {
        return failures.stream()
                .map(each -> new Reason(each.getCode(), each.getMessage()))
                .toList();
    }

    static Story of(EnvironmentProvisioningFailed event) {
        return alert(
                "a site could not be built",
                "Building the " + event.getSite() + " site failed, and trying again will not help.",
                event.getFailure());
    }

    static Story of(ZoneFailoverCompleted event) {
        return new DatabaseMoved(
                event.getLostNodeId(),
                event.getPromotedNodeId(),
                event.getUnavailableMs(),
                event.getLostWalBytes(),
                event.getMeta().getOccurredAt());
    }

    static Story of(EnvironmentRedundancyReduced event) {
        return new ComponentStopped(
                event.getComponent(),
                event.getWorkingNodes(),
                event.getExpectedNodes(),
                event.getSince(),
                event.getLostNodes().stream()
                        .map(node -> new Detail(node.getNodeId(), node.getZone() + ": " + node.getDetail()))
                        .toList());
    }

    static Story of(ZoneSwitchoverCompleted event) {
        return new DatabaseHandedOver(
                event.getFromNodeId(),
                event.getToNodeId(),
                event.getReadOnlyMs(),
                event.getMeta().getOccurredAt());
    }

    static Story of(EnvironmentNamesFailed event) {
        return alert(
                "it still has no names",
                "It is built, but its names could not be given, so it is not in service. They are asked for again by "
                        + "themselves, the next time at " + event.getRetryAt() + ".",
                event.getFailure());
    }

    static Story of(ZoneFailoverFailed event) {
        return new OperationsAlert(
                "the database is down and nothing was promoted",
                "Node " + event.getLostNodeId() + " is lost, and no other node is safe to promote: "
                        + event.getReason(),
                "Decide which node becomes the main one. Customers cannot write until then.",
                event.getCandidates().stream()
                        .map(each -> new Detail(each.getNodeId(), each.getVerdict()))
                        .toList());
    }

    static Story of(BackupFailed event) {
        return alert(
                "backups fail",
                event.getConsecutiveFailures() + " backups in a row failed. The newest good one gets older.",
                event.getFailure());
    }

    static Story of(BackupVerificationFailed event) {
        return alert(
                "a backup does not restore",
                "Backup " + event.getBackupId() + " failed its restore test. It is quarantined and will not be used.",
                event.getFailure());
    }

    static Story of(CustomerDnsActionRequired event) {
        var changes = event.getRecords().stream()
                .map(each -> new NameChange(
                        each.getName(),
                        each.getType(),
                        each.getExpectedOld(),
                        each.getNewValues(),
                        each.getTtlSeconds()))
                .toList();
        return new DnsAction(changes, event.getDrCaseId() != null);
    }

    static Story of(DnsUpdateFailed event) {
        return alert(
                "names were not changed",
                "The DNS change " + event.getChangeId() + " was not made.",
                event.getFailure());
    }

    static Story of(ApprovalMailRequested event) {
        return new ApprovalRequest(
                new Person(ContactRole.TECHNICAL_CONTACT, event.getContactName(), event.getContactEmail(), null),
                event.getLink(),
                event.getCause() == DrCause.ENVIRONMENT_UNREACHABLE,
                region(event.getLostRegion()),
                region(event.getTargetRegion()),
                event.getOutageStartedAt(),
                event.getRecoveryPoint().getRecoveryPointAt(),
                event.getDataLossSeconds(),
                event.getEstimateMinSeconds(),
                event.getEstimateMaxSeconds(),
                addresses(event.getTargetAddresses()),
                event.getExpiresAt());
    }

    static Story of(DrApproved event) {
        return new RecoveryStarted(
                region(event.getTargetRegion()),
                event.getApprovedAt(),
                event.getRecoveryPoint().getRecoveryPointAt(),
                event.getAcceptedDataLossSeconds());
    }

    static Story of(DrDeclined event) {
        return new OperationsAlert(
                "the recovery was declined",
                "The technical contact said no. Nothing was built.",
                "Talk to the customer: the environment stays down until its region returns or they agree.",
                List.of(new Detail("Reason", event.getReason() == null ? "none given" : event.getReason())));
    }

    static Story of(DrApprovalExpired event) {
        return new OperationsAlert(
                "nobody answered the approval request",
                "The technical contact was asked to approve the recovery and did not answer in time.",
                "Call the customer. The environment stays down until they are asked again and agree.",
                List.of(new Detail("Approval", event.getApprovalId().toString())));
    }

    static Story of(DrStepFailed event) {
        return alert(
                "the recovery is blocked",
                "Step " + event.getStep() + " of the recovery failed. The case waits for you.",
                event.getFailure());
    }

    static Story of(DrFailed event) {
        return new RecoveryGivenUp(
                step(event.getStep()), event.getReason(), event.getMeta().getOccurredAt());
    }

    static Story of(DrDecisionRejected event) {
        return new AnswerNotCounted(reasons(event.getReasons()));
    }

    static Story of(DrActionRejected event) {
        return new OperationsAlert(
                "what an operator asked for was not done",
                "A request about the recovery changed nothing.",
                event.getReasons().stream().map(Failure::getMessage).collect(Collectors.joining(" ")),
                List.of(
                        new Detail("Request", event.getRequestEventId().toString()),
                        new Detail(
                                "Codes",
                                event.getReasons().stream()
                                        .map(Failure::getCode)
                                        .collect(Collectors.joining(", ")))));
    }

    /** For people who have never heard of steps. */
    private static String step(DrStep step) {
        return switch (step) {
            case PROVISION -> "building the new site";
            case RESTORE -> "restoring the data";
            case VERIFY -> "checking the restored site";
            case CUTOVER -> "moving the names";
            case CONFIRM -> "checking the site under its names";
            case UNKNOWN -> "one of its steps";
        };
    }

    static Story of(DrRecovered event) {
        return new Recovered(
                event.getRecoveredAt(),
                event.getRecoverySecondsSinceApproval(),
                event.getOutageSeconds(),
                event.getRecoveryPoint().getRecoveryPointAt(),
                event.getDataLossSeconds(),
                event.getOldSiteFenced());
    }

    static Story of(DrCancelled event) {
        return new RecoveryCancelled(event.getReason());
    }

    /** A failure already says what to do about it. */
    private static OperationsAlert alert(String title, String what, Failure failure) {
        return new OperationsAlert(
                title,
                what,
                failure.getMessage(),
                List.of(
                        new Detail("Step", failure.getStep()),
                        new Detail("Code", failure.getCode()),
                        new Detail("Attempt", String.valueOf(failure.getAttempt()))));
    }

    private static Addresses addresses(AddressSet set) {
        return new Addresses(set.getIngress(), set.getEgress(), set.getIngressAnycast());
    }

    private static String region(RegionRef region) {
        return region.getProvider() + " " + region.getRegion();
    }
}
