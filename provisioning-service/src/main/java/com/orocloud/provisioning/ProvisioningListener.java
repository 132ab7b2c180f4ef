package com.orocloud.provisioning;

import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.provisioning.environment.ApprovalProofs;
import com.orocloud.provisioning.environment.DisasterRecovery;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.RegionHealth;
import com.orocloud.provisioning.environment.RequestRules;
import com.orocloud.provisioning.site.NodeFence;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SitePlan;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everything that provisioning-service hears. */
@Component
final class ProvisioningListener implements Listener {

    private final StateTable<Environment> environments;
    private final StateTable<RegionHealth> regions;
    private final StateTable<Site> sites;
    private final StateTable<NodeFence> fences;
    private final RequestRules rules;
    private final ApprovalProofs proofs;

    ProvisioningListener(
            StateTable<Environment> environments,
            StateTable<RegionHealth> regions,
            StateTable<Site> sites,
            StateTable<NodeFence> fences,
            RequestRules rules,
            ApprovalProofs proofs) {
        this.environments = environments;
        this.regions = regions;
        this.sites = sites;
        this.fences = fences;
        this.rules = rules;
        this.proofs = proofs;
    }

    @Override
    public void hears(Hears hears) {
        hears.heard(EnvironmentRequested.class, environments, EventKey::of, this::requested)
                .event(BackupVerified.class, environments, Environment::on)
                .event(BackupReplicated.class, environments, Environment::on)
                .event(DnsUpdated.class, environments, Environment::on)
                .event(DnsUpdateFailed.class, environments, Environment::on)
                .event(DrApproved.class, environments, this::approved)
                .event(DrInfrastructureRequested.class, environments, DisasterRecovery::on)
                .event(DrRecovered.class, environments, DisasterRecovery::on)
                .event(DrFailed.class, environments, DisasterRecovery::on)
                .event(DrCancelled.class, environments, DisasterRecovery::on)
                .event(RegionDown.class, regions, RegionHealth::on)
                .event(RegionRecovered.class, regions, RegionHealth::on)
                .event(SiteFenceRequested.class, sites, SitePlan::id, Site::on)
                .event(NodeFenceRequested.class, sites, SitePlan::id, Site::on)
                .event(NodeFenceRequested.class, fences, NodeFence::id, NodeFence::on)
                .event(ZoneFailoverCompleted.class, fences, NodeFence::id, NodeFence::on);
    }

    private Outcome<Environment> requested(@Nullable Environment current, Heard<EnvironmentRequested> heard) {
        return Environment.on(current, heard.event(), rules.objections(heard));
    }

    private Outcome<Environment> approved(@Nullable Environment current, DrApproved approved) {
        return DisasterRecovery.on(current, approved, proofs.objection(approved));
    }
}
