package com.orocloud.notification;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrApprovalExpired;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrDecisionRejected;
import com.orocloud.events.DrDeclined;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.DrStepFailed;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentDecommissionPending;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentNamesFailed;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EventMeta;
import com.orocloud.events.MaintenanceCancelled;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceDelayed;
import com.orocloud.events.MaintenanceOverran;
import com.orocloud.events.MaintenanceReminded;
import com.orocloud.events.MaintenanceRescheduled;
import com.orocloud.events.MaintenanceRolledBack;
import com.orocloud.events.MaintenanceScheduled;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.events.ZoneSwitchoverCompleted;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One event that people should be told of, until it is known whom and each of them has a {@link Notice}.
 *
 * <pre>
 *   (new) → Heard --everyone has a notice--> Told
 * '--- its component is in maintenance --> Muted
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

    /** @param windowId of the maintenance during which nobody was told */
    record Muted(String template, UUID windowId) implements Announcement {}

    /** After a minute and a half of trying: what is in the way of names does not go by itself then. */
    int NAMES_ATTEMPT = 3;

    /** Once they are asked for every hour. */
    int NAMES_ATTEMPTS_A_DAY = 24;

    /** An announcement is about one event and has its id. */
    static String id(SpecificRecord event) {
        return ((EventMeta) event.get(0)).getEventId().toString();
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentActivated event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentRejected event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event), event.getRequestEventId());
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentProvisioningFailed event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentNamesFailed event) {
        int attempt = event.getFailure().getAttempt();
        if (attempt != NAMES_ATTEMPT && attempt % NAMES_ATTEMPTS_A_DAY != 0) {
            return ignored("asked for again by itself, and told once when that did not help, then daily");
        }
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ZoneFailoverCompleted event) {
        if (event.getPlanned()) {
            return ignored("ZoneSwitchoverCompleted tells of it");
        }
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ZoneSwitchoverCompleted event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ZoneFailoverFailed event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentRedundancyReduced event) {
        return event.getServing()
                ? ignored("the others go on by themselves; dashboards show it")
                : heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, BackupFailed event) {
        if (event.getConsecutiveFailures() < 2) {
            return ignored("one failed run is made good by the next");
        }
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, BackupVerificationFailed event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, CustomerDnsActionRequired event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DnsUpdateFailed event) {
        if (event.getDrCaseId() == null) {
            return ignored("EnvironmentNamesFailed tells of it");
        }
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, ApprovalMailRequested event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrApproved event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrDeclined event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrApprovalExpired event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrStepFailed event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrFailed event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrDecisionRejected event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrActionRejected event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrRecovered event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, DrCancelled event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), Stories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceScheduled event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceRescheduled event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceReminded event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceDelayed event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceOverran event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceCompleted event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceRolledBack event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceCancelled event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, MaintenanceStarted event) {
        return event.getOwnerTold()
                ? ignored("the owner was told before")
                : heard(current, event.getMeta(), event.getEnvironmentId(), MaintenanceStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentDecommissionPending event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), EndOfLifeStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentDecommissionStarted event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), EndOfLifeStories.of(event));
    }

    static Outcome<Announcement> on(@Nullable Announcement current, EnvironmentDecommissioned event) {
        return heard(current, event.getMeta(), event.getEnvironmentId(), EndOfLifeStories.of(event));
    }

    /** Everyone who should know has a notice of their own. */
    static Outcome<Announcement> told(@Nullable Announcement current, int people) {
        return switch (current) {
            case null -> ignored("there is no such announcement");
            case Heard heard -> applied(new Told(heard.story().template(), people));
            case Told _, Muted _ -> ignored("told already");
        };
    }

    /** It warns about what is being worked on, so nobody is told; that is kept. */
    static Outcome<Announcement> muted(@Nullable Announcement current, UUID windowId) {
        return switch (current) {
            case null -> ignored("there is no such announcement");
            case Heard heard -> applied(new Muted(heard.story().template(), windowId));
            case Told _, Muted _ -> ignored("told already");
        };
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
            case Heard _, Told _, Muted _ -> ignored("heard already");
        };
    }
}
