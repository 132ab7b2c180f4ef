package com.orocloud.provisioning.maintenance;

import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupExpired;
import com.orocloud.events.BackupHeld;
import com.orocloud.events.BackupReleased;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.MaintenanceCancelRequested;
import com.orocloud.events.MaintenanceReported;
import com.orocloud.events.MaintenanceRequested;
import com.orocloud.events.MaintenanceRescheduleRequested;
import com.orocloud.events.NotificationDispatched;
import com.orocloud.events.NotificationFailed;
import com.orocloud.events.StandbyRebuilt;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.MaintenanceRules.Meets;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Agreed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everything that is heard about work on environments, and about what may be in its way. */
@Component
final class MaintenanceListener implements Listener {

    private final StateTable<MaintenanceWindow> table;
    private final StateTable<Conditions> conditions;
    private final StateTable<Environment> environments;
    private final MaintenanceWindows windows;
    private final MaintenanceRules rules;

    MaintenanceListener(
            StateTable<MaintenanceWindow> table,
            StateTable<Conditions> conditions,
            StateTable<Environment> environments,
            MaintenanceWindows windows,
            MaintenanceRules rules) {
        this.table = table;
        this.conditions = conditions;
        this.environments = environments;
        this.windows = windows;
        this.rules = rules;
    }

    @Override
    public void hears(Hears hears) {
        hears.heard(MaintenanceRequested.class, table, MaintenanceWindow::id, this::requested)
                .heard(MaintenanceRescheduleRequested.class, table, MaintenanceWindow::id, this::moved)
                .heard(MaintenanceCancelRequested.class, table, MaintenanceWindow::id, this::cancelled)
                .heard(MaintenanceReported.class, table, MaintenanceWindow::id, this::reported)
                .event(NotificationDispatched.class, table, MaintenanceWindow::id, MaintenanceWindow::on)
                .event(NotificationFailed.class, table, MaintenanceWindow::id, MaintenanceWindow::on)
                .event(DrCaseOpened.class, conditions, EventKey::of, Conditions::on)
                .event(DrCancelled.class, conditions, EventKey::of, Conditions::on)
                .event(DrRecovered.class, conditions, EventKey::of, Conditions::on)
                .event(SynchronousReplicationChanged.class, conditions, EventKey::of, Conditions::on)
                .event(ZoneFailoverStarted.class, conditions, EventKey::of, Conditions::on)
                .event(StandbyRebuilt.class, conditions, EventKey::of, Conditions::on)
                .event(BackupCompleted.class, conditions, EventKey::of, Conditions::on)
                .event(BackupVerified.class, conditions, EventKey::of, Conditions::on)
                .event(BackupVerificationFailed.class, conditions, EventKey::of, Conditions::on)
                .event(BackupExpired.class, conditions, EventKey::of, Conditions::on)
                .event(BackupHeld.class, conditions, EventKey::of, Conditions::on)
                .event(BackupReleased.class, conditions, EventKey::of, Conditions::on);
    }

    private Outcome<MaintenanceWindow> requested(
            @Nullable MaintenanceWindow current, Heard<MaintenanceRequested> heard) {
        return MaintenanceWindow.on(
                current, heard.event(), rules.objections(heard, meets(Wish.of(heard.event()))), heard.receivedAt());
    }

    private Outcome<MaintenanceWindow> moved(
            @Nullable MaintenanceWindow current, Heard<MaintenanceRescheduleRequested> heard) {
        return MaintenanceWindow.on(
                current,
                heard.event(),
                current instanceof Agreed agreed
                        ? rules.objections(heard, agreed.work(), meets(Wish.of(heard.event())))
                        : List.of(),
                heard.receivedAt());
    }

    private Outcome<MaintenanceWindow> cancelled(
            @Nullable MaintenanceWindow current, Heard<MaintenanceCancelRequested> heard) {
        return MaintenanceWindow.on(
                current,
                heard.event(),
                rules.cancelObjections(heard, meets(Wish.of(heard.event()))),
                heard.receivedAt());
    }

    private Outcome<MaintenanceWindow> reported(@Nullable MaintenanceWindow current, Heard<MaintenanceReported> heard) {
        return MaintenanceWindow.on(
                current,
                heard.event(),
                rules.reportObjections(heard, meets(Wish.of(heard.event()))),
                heard.receivedAt());
    }

    private Meets meets(Wish wish) {
        String environmentId = wish.environmentId();
        UUID own = wish.windowId();
        return new Meets(
                environments.find(environmentId).flatMap(HostedEnvironment::of).orElse(null),
                conditions.find(environmentId).map(Stored::state).orElse(Conditions.CALM),
                windows.planned(environmentId, own));
    }
}
