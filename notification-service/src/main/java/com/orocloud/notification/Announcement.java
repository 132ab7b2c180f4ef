package com.orocloud.notification;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.AddressSet;
import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.ContactRole;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DrApprovalExpired;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrDeclined;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.DrStepFailed;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.RegionRef;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.messaging.Outcome;
import com.orocloud.notification.Story.Addresses;
import com.orocloud.notification.Story.ApprovalRequest;
import com.orocloud.notification.Story.DatabaseMoved;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.DnsAction;
import com.orocloud.notification.Story.NameChange;
import com.orocloud.notification.Story.OnboardingPack;
import com.orocloud.notification.Story.OperationsAlert;
import com.orocloud.notification.Story.Reason;
import com.orocloud.notification.Story.Recovered;
import com.orocloud.notification.Story.RecoveryCancelled;
import com.orocloud.notification.Story.RecoveryStarted;
import com.orocloud.notification.Story.RequestRejected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One event that people should be told of, until it is known whom and each of them has a {@link Notice}.
 *
 * <pre>
 *   (new) → Heard --everyone has a notice--> Told
 * </pre>
 *
 * Who the contacts are comes from other topics than what happened, so the event waits here for them.
 */
sealed interface Announcement {

    /**
     * @param requestEventId the request whose contacts are told; null for those in force for the environment
     */
    record Heard(
            UUID eventId,
            String environmentId,
            Story story,
            @Nullable UUID requestEventId,
            boolean exercise,
            Instant occurredAt)
            implements Announcement {}

    /** @param people how many were told; the story is erased */
    record Told(String template, int people) implements Announcement {}

    /** An announcement is about one event and has its id. */
    static String id(SpecificRecord event) {
        return ((EventMeta) event.get(0)).getEventId().toString();
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentActivated event) {
        return heard(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                new OnboardingPack(
                        event.getUrl(),
                        addresses(event.getPrimary()),
                        event.getDisasterRecovery() == null ? null : addresses(event.getDisasterRecovery())));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentRejected event) {
        var story = new RequestRejected(event.getReasons().stream()
                .map(each -> new Reason(each.getCode(), each.getMessage()))
                .toList());
        return heard(current, event.getMeta(), event.getEnvironmentId(), story, event.getRequestEventId());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentProvisioningFailed event) {
        return alert(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                "a site could not be built",
                "Building the " + event.getSite() + " site failed, and trying again will not help.",
                event.getFailure());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ZoneFailoverCompleted event) {
        return heard(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                new DatabaseMoved(
                        event.getLostNodeId(),
                        event.getPromotedNodeId(),
                        event.getUnavailableMs(),
                        event.getLostWalBytes(),
                        event.getMeta().getOccurredAt()));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ZoneFailoverFailed event) {
        var details = event.getCandidates().stream()
                .map(each -> new Detail(each.getNodeId(), each.getVerdict()))
                .toList();
        var story = new OperationsAlert(
                "the database is down and nothing was promoted",
                "Node " + event.getLostNodeId() + " is lost, and no other node is safe to promote: "
                        + event.getReason(),
                "A person must decide which node becomes the main one. Customers cannot write until then.",
                details);
        return heard(current, event.getMeta(), event.getEnvironmentId(), story);
    }

    static Outcome<Announcement> on(@Nullable Announcement current, BackupFailed event) {
        if (event.getConsecutiveFailures() < 2) {
            return ignored("one failed run is made good by the next");
        }
        return alert(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                "backups fail",
                event.getConsecutiveFailures() + " backups in a row failed. The newest good one gets older.",
                event.getFailure());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, BackupVerificationFailed event) {
        return alert(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                "a backup does not restore",
                "Backup " + event.getBackupId() + " failed its restore test. It is quarantined and will not be used.",
                event.getFailure());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, CustomerDnsActionRequired event) {
        var changes = event.getRecords().stream()
                .map(each -> new NameChange(
                        each.getName(),
                        each.getType(),
                        each.getExpectedOld(),
                        each.getNewValues(),
                        each.getTtlSeconds()))
                .toList();
        return heard(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                new DnsAction(changes, event.getDrCaseId() != null));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DnsUpdateFailed event) {
        return alert(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                "names were not changed",
                "The DNS change " + event.getChangeId() + " was not made.",
                event.getFailure());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ApprovalMailRequested event) {
        var story = new ApprovalRequest(
                new Person(ContactRole.TECHNICAL_CONTACT, event.getContactName(), event.getContactEmail(), null),
                event.getLink(),
                region(event.getLostRegion()),
                region(event.getTargetRegion()),
                event.getOutageStartedAt(),
                event.getRecoveryPoint().getRecoveryPointAt(),
                event.getDataLossSeconds(),
                event.getEstimateMinSeconds(),
                event.getEstimateMaxSeconds(),
                addresses(event.getTargetAddresses()),
                event.getExpiresAt());
        return heard(current, event.getMeta(), event.getEnvironmentId(), story);
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrApproved event) {
        return heard(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                new RecoveryStarted(
                        region(event.getTargetRegion()),
                        event.getApprovedAt(),
                        event.getRecoveryPoint().getRecoveryPointAt(),
                        event.getAcceptedDataLossSeconds()));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrDeclined event) {
        var story = new OperationsAlert(
                "the recovery was declined",
                "The technical contact said no. Nothing was built.",
                "Talk to the customer: the environment stays down until its region returns or they agree.",
                List.of(new Detail("Reason", event.getReason() == null ? "none given" : event.getReason())));
        return heard(current, event.getMeta(), event.getEnvironmentId(), story);
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrApprovalExpired event) {
        var story = new OperationsAlert(
                "nobody answered the approval request",
                "The technical contact was asked to approve the recovery and did not answer in time.",
                "Call the customer. The environment stays down, and can be asked for again.",
                List.of());
        return heard(current, event.getMeta(), event.getEnvironmentId(), story);
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrStepFailed event) {
        return alert(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                "the recovery is blocked",
                "Step " + event.getStep() + " of the recovery failed. The case waits for you.",
                event.getFailure());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrRecovered event) {
        return heard(
                current,
                event.getMeta(),
                event.getEnvironmentId(),
                new Recovered(
                        event.getRecoveredAt(),
                        event.getRecoverySecondsSinceApproval(),
                        event.getOutageSeconds(),
                        event.getRecoveryPoint().getRecoveryPointAt(),
                        event.getDataLossSeconds(),
                        event.getOldSiteFenced()));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrCancelled event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), new RecoveryCancelled(event.getReason()));
    }

    /** Everyone who should know has a notice of their own. */
    static Outcome<Announcement> told(@Nullable Announcement current, int people) {
        return switch (current) {
            case null -> ignored("there is no such announcement");
            case Heard heard -> applied(new Told(heard.story().template(), people));
            case Told _ -> ignored("told already");
        };
    }

    private static Outcome<Announcement> alert(
            @Nullable Announcement current,
            EventMeta meta,
            String environmentId,
            String title,
            String what,
            Failure failure) {
        var details = List.of(
                new Detail("Step", failure.getStep()),
                new Detail("Code", failure.getCode()),
                new Detail("Attempt", String.valueOf(failure.getAttempt())));
        return heard(current, meta, environmentId, new OperationsAlert(title, what, failure.getMessage(), details));
    }

    private static Outcome<Announcement> heard(
            @Nullable Announcement current, EventMeta meta, String environmentId, Story story) {
        return heard(current, meta, environmentId, story, null);
    }

    private static Outcome<Announcement> heard(
            @Nullable Announcement current,
            EventMeta meta,
            String environmentId,
            Story story,
            @Nullable UUID requestEventId) {
        return switch (current) {
            case null ->
                applied(new Heard(
                        meta.getEventId(),
                        environmentId,
                        story,
                        requestEventId,
                        meta.getExercise(),
                        meta.getOccurredAt()));
            case Heard _, Told _ -> ignored("heard already");
        };
    }

    private static Addresses addresses(AddressSet set) {
        return new Addresses(set.getIngress(), set.getEgress(), set.getIngressAnycast());
    }

    private static String region(RegionRef region) {
        return region.getProvider() + " " + region.getRegion();
    }
}
