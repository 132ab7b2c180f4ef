package com.orocloud.backup;

import com.orocloud.events.BackupHoldRequested;
import com.orocloud.events.BackupReleaseRequested;
import com.orocloud.events.BackupRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RestoreRequested;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.StateTable;
import org.springframework.stereotype.Component;

/** What this service hears. */
@Component
record BackupListener(
        StateTable<ProtectedEnvironment> environments,
        StateTable<Backup> backups,
        StateTable<RegionHealth> regions,
        StateTable<Restore> restores)
        implements Listener {

    @Override
    public void hears(Hears hears) {
        hears.event(EnvironmentAccepted.class, environments, ProtectedEnvironment::on);
        hears.event(EnvironmentProvisioned.class, environments, ProtectedEnvironment::on);
        hears.event(EnvironmentSiteChanged.class, environments, ProtectedEnvironment::on);
        hears.event(EnvironmentDecommissionStarted.class, environments, EndOfProtection::on);
        hears.event(EnvironmentDecommissioned.class, environments, EndOfProtection::on);
        hears.event(BackupRequested.class, environments, ProtectedEnvironment::on);
        hears.event(BackupHoldRequested.class, backups, e -> e.getBackupId().toString(), Hold::on);
        hears.event(BackupReleaseRequested.class, backups, e -> e.getBackupId().toString(), Hold::on);
        hears.event(DrApproved.class, environments, ProtectedEnvironment::on);
        hears.event(DrCancelled.class, environments, ProtectedEnvironment::on);
        hears.event(DrRecovered.class, environments, ProtectedEnvironment::on);
        hears.event(RegionDown.class, regions, RegionHealth::on);
        hears.event(RegionRecovered.class, regions, RegionHealth::on);
        hears.heard(RestoreRequested.class, restores, e -> e.getRestoreId().toString(), Restore::on);
    }
}
