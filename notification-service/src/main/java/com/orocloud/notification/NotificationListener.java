package com.orocloud.notification;

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
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentDecommissionPending;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentNamesFailed;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
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
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.StateTable;
import org.springframework.stereotype.Component;

/** Everything notification-service hears: who the people are, and what they should be told of. */
@Component
class NotificationListener implements Listener {

    private final StateTable<Contacts> contacts;
    private final StateTable<Environment> environments;
    private final StateTable<Announcement> announcements;
    private final StateTable<Quiet> quiet;

    NotificationListener(
            StateTable<Contacts> contacts,
            StateTable<Environment> environments,
            StateTable<Announcement> announcements,
            StateTable<Quiet> quiet) {
        this.contacts = contacts;
        this.environments = environments;
        this.announcements = announcements;
        this.quiet = quiet;
    }

    @Override
    public void hears(Hears hears) {
        hears.event(EnvironmentRequested.class, contacts, Announcement::id, Contacts::on);
        hears.event(EnvironmentAccepted.class, environments, Environment::on);

        hears.event(EnvironmentRejected.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentActivated.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentProvisioningFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentNamesFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentDecommissionPending.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentDecommissionStarted.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentDecommissioned.class, announcements, Announcement::id, Announcement::on);
        hears.event(BackupFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(BackupVerificationFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(ZoneFailoverCompleted.class, announcements, Announcement::id, Announcement::on);
        hears.event(ZoneSwitchoverCompleted.class, announcements, Announcement::id, Announcement::on);
        hears.event(ZoneFailoverFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(EnvironmentRedundancyReduced.class, announcements, Announcement::id, Announcement::on);
        hears.event(CustomerDnsActionRequired.class, announcements, Announcement::id, Announcement::on);
        hears.event(DnsUpdateFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(ApprovalMailRequested.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrApproved.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrDeclined.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrApprovalExpired.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrDecisionRejected.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrActionRejected.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrStepFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrFailed.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrRecovered.class, announcements, Announcement::id, Announcement::on);
        hears.event(DrCancelled.class, announcements, Announcement::id, Announcement::on);

        hears.event(MaintenanceScheduled.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceRescheduled.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceReminded.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceDelayed.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceStarted.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceOverran.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceCompleted.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceRolledBack.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceCancelled.class, announcements, Announcement::id, Announcement::on);
        hears.event(MaintenanceStarted.class, quiet, Quiet::on);
        hears.event(MaintenanceOverran.class, quiet, Quiet::on);
        hears.event(MaintenanceCompleted.class, quiet, Quiet::on);
        hears.event(MaintenanceRolledBack.class, quiet, Quiet::on);
    }
}
