package com.orocloud.notification;

import com.orocloud.events.Impact;
import com.orocloud.events.MaintenanceCancelled;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceDelayed;
import com.orocloud.events.MaintenanceKind;
import com.orocloud.events.MaintenanceOverran;
import com.orocloud.events.MaintenanceReminded;
import com.orocloud.events.MaintenanceRescheduled;
import com.orocloud.events.MaintenanceRolledBack;
import com.orocloud.events.MaintenanceScheduled;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.MaintenanceAnnounced;
import com.orocloud.notification.Story.MaintenanceEnded;
import com.orocloud.notification.Story.MaintenanceEnded.Ending;
import com.orocloud.notification.Story.MaintenanceLate;
import com.orocloud.notification.Story.MaintenanceMoved;
import com.orocloud.notification.Story.MaintenanceReminder;
import com.orocloud.notification.Story.OperationsAlert;
import java.util.List;

/** What work on an environment means to people. */
final class MaintenanceStories {

    private MaintenanceStories() {}

    static Story of(MaintenanceScheduled event) {
        return new MaintenanceAnnounced(
                event.getKind() == MaintenanceKind.PLANNED,
                event.getStartsAt(),
                event.getEndsAt(),
                noticed(event.getImpact()),
                event.getSummary());
    }

    static Story of(MaintenanceRescheduled event) {
        return new MaintenanceMoved(
                event.getPreviousStartsAt(),
                event.getStartsAt(),
                event.getEndsAt(),
                noticed(event.getImpact()),
                event.getSummary(),
                event.getReason());
    }

    static Story of(MaintenanceReminded event) {
        return new MaintenanceReminder(
                event.getStartsAt(), event.getEndsAt(), noticed(event.getImpact()), event.getSummary());
    }

    static Story of(MaintenanceDelayed event) {
        return new OperationsAlert(
                "maintenance cannot begin",
                "Maintenance " + event.getWindowId() + " is due, and something is in its way.",
                "Clear it away before the window ends, or move the work.",
                event.getReasons().stream()
                        .map(each -> new Detail(each.getCode(), each.getMessage()))
                        .toList());
    }

    /** Told to operations only if the owner was not told. */
    static Story of(MaintenanceStarted event) {
        return new OperationsAlert(
                "maintenance began and its owner does not know",
                "The notice of maintenance " + event.getWindowId() + " has not left, and the work could not wait.",
                "Call the environment's owner.",
                List.of(new Detail("Until", event.getEndsAt().toString())));
    }

    static Story of(MaintenanceOverran event) {
        return new MaintenanceLate(event.getEndsAt(), noticed(event.getImpact()), event.getSummary());
    }

    static Story of(MaintenanceCompleted event) {
        return new MaintenanceEnded(Ending.DONE, event.getSummary(), event.getDowntimeSeconds(), event.getComment());
    }

    static Story of(MaintenanceRolledBack event) {
        return new MaintenanceEnded(Ending.UNDONE, event.getSummary(), event.getDowntimeSeconds(), event.getReason());
    }

    static Story of(MaintenanceCancelled event) {
        return new MaintenanceEnded(Ending.NOT_BEGUN, event.getSummary(), null, event.getReason());
    }

    private static String noticed(Impact impact) {
        return switch (impact) {
            case NONE -> "nothing";
            case DEGRADED -> "the shop may be slower";
            case READ_ONLY -> "they can look, but not order";
            case DOWN -> "the shop is closed";
            case UNKNOWN -> "not known";
        };
    }
}
