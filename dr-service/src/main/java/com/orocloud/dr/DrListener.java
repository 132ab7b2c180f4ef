package com.orocloud.dr;

import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DrActionRequested;
import com.orocloud.events.DrDecisionSubmitted;
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
import com.orocloud.events.EnvironmentUnreachable;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionForecast;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.StateTable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everything dr-service hears. What others say for their own reasons names no case and is not about a recovery. */
@Component
class DrListener implements Listener {

    private final StateTable<Outage> outages;
    private final StateTable<Reach> reaches;
    private final StateTable<ProtectedEnvironment> environments;
    private final StateTable<ContactBook> contactBooks;
    private final StateTable<Recovery> recoveries;
    private final Approvals approvals;

    DrListener(
            StateTable<Outage> outages,
            StateTable<Reach> reaches,
            StateTable<ProtectedEnvironment> environments,
            StateTable<ContactBook> contactBooks,
            StateTable<Recovery> recoveries,
            Approvals approvals) {
        this.outages = outages;
        this.reaches = reaches;
        this.environments = environments;
        this.contactBooks = contactBooks;
        this.recoveries = recoveries;
        this.approvals = approvals;
    }

    @Override
    public void hears(Hears hears) {
        hears.event(RegionDown.class, outages, Outage::on)
                .event(RegionForecast.class, outages, Outage::on)
                .event(RegionRecovered.class, outages, Outage::on);

        hears.event(EnvironmentUnreachable.class, reaches, Reach::on)
                .event(EnvironmentReachable.class, reaches, Reach::on);

        hears.event(
                        EnvironmentRequested.class,
                        contactBooks,
                        e -> e.getMeta().getEventId().toString(),
                        ContactBook::on)
                .event(
                        EnvironmentRejected.class,
                        contactBooks,
                        e -> e.getRequestEventId().toString(),
                        ContactBook::on);

        hears.event(EnvironmentAccepted.class, environments, ProtectedEnvironment::on)
                .event(EnvironmentAddressesReserved.class, environments, ProtectedEnvironment::on)
                .event(EnvironmentProvisioned.class, environments, ProtectedEnvironment::on)
                .event(EnvironmentSiteChanged.class, environments, ProtectedEnvironment::on)
                .event(EnvironmentDecommissionStarted.class, environments, ProtectedEnvironment::on)
                .event(BackupReplicated.class, environments, ProtectedEnvironment::on)
                .event(BackupVerified.class, environments, ProtectedEnvironment::on)
                .event(BackupVerificationFailed.class, environments, ProtectedEnvironment::on);

        hears.event(
                        EnvironmentProvisioned.class,
                        recoveries,
                        e -> of(e.getDrCaseId(), e.getEnvironmentId()),
                        Recovery::on)
                .event(
                        EnvironmentProvisioningFailed.class,
                        recoveries,
                        e -> of(e.getDrCaseId(), e.getEnvironmentId()),
                        Recovery::on)
                .event(
                        EnvironmentFenced.class,
                        recoveries,
                        e -> of(e.getDrCaseId(), e.getEnvironmentId()),
                        Recovery::on)
                .event(RestoreCompleted.class, recoveries, e -> of(e.getDrCaseId(), e.getEnvironmentId()), Recovery::on)
                .event(RestoreFailed.class, recoveries, e -> of(e.getDrCaseId(), e.getEnvironmentId()), Recovery::on)
                .event(
                        CustomerDnsActionRequired.class,
                        recoveries,
                        e -> of(e.getDrCaseId(), e.getEnvironmentId()),
                        Recovery::on)
                .event(DnsUpdated.class, recoveries, e -> of(e.getDrCaseId(), e.getEnvironmentId()), Recovery::on)
                .event(DnsUpdateFailed.class, recoveries, e -> of(e.getDrCaseId(), e.getEnvironmentId()), Recovery::on);

        hears.event(EnvironmentDecommissionStarted.class, recoveries, Actions::on);

        hears.event(DrDecisionSubmitted.class, recoveries, approvals::on)
                .event(DrActionRequested.class, recoveries, Actions::on);
    }

    private static @Nullable String of(@Nullable UUID caseId, String environmentId) {
        return caseId == null ? null : environmentId;
    }
}
