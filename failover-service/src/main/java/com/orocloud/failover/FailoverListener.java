package com.orocloud.failover;

import com.orocloud.events.CustomerDnsConfirmed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.events.FailoverPauseRequested;
import com.orocloud.events.FailoverPolicyRequested;
import com.orocloud.events.FailoverResumeRequested;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionSignalReported;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.failover.automation.Automation;
import com.orocloud.failover.automation.Automations;
import com.orocloud.failover.leadership.Leadership;
import com.orocloud.failover.leadership.Leaderships;
import com.orocloud.failover.leadership.Site;
import com.orocloud.failover.names.Binding;
import com.orocloud.failover.names.Bindings;
import com.orocloud.failover.redundancy.Redundancies;
import com.orocloud.failover.redundancy.Redundancy;
import com.orocloud.failover.region.Ingress;
import com.orocloud.failover.region.Placement;
import com.orocloud.failover.region.RegionHealth;
import com.orocloud.failover.region.Regions;
import com.orocloud.failover.region.Sight;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import org.springframework.stereotype.Component;

/** What failover-service hears. */
@Component
class FailoverListener implements Listener {

    private final Leaderships leaderships;
    private final Automations automations;
    private final Regions regions;
    private final Bindings bindings;
    private final Redundancies redundancies;

    FailoverListener(
            Leaderships leaderships,
            Automations automations,
            Regions regions,
            Bindings bindings,
            Redundancies redundancies) {
        this.leaderships = leaderships;
        this.automations = automations;
        this.regions = regions;
        this.bindings = bindings;
        this.redundancies = redundancies;
    }

    @Override
    public void hears(Hears hears) {
        var leadership = leaderships.table();
        var health = regions.health();
        var ingresses = regions.ingresses();
        var redundancy = redundancies.table();
        hears.event(
                        EnvironmentProvisioned.class,
                        leadership,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Leadership::on)
                .event(NodeFenced.class, leadership, e -> site(e.getEnvironmentId(), e.getSiteEpoch()), Leadership::on)
                .event(
                        EnvironmentFenced.class,
                        leadership,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Leadership::on)
                .event(
                        ZoneSwitchoverRequested.class,
                        leadership,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Leadership::on)
                .event(EnvironmentProvisioned.class, automations.table(), Automation::on)
                .event(FailoverPauseRequested.class, automations.table(), Automation::on)
                .event(FailoverResumeRequested.class, automations.table(), Automation::on)
                .event(FailoverPolicyRequested.class, automations.table(), Automation::on)
                .event(EnvironmentAccepted.class, regions.placements(), Placement::on)
                .event(
                        EnvironmentProvisioned.class,
                        ingresses,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Ingress::on)
                .event(
                        EnvironmentFenced.class,
                        ingresses,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Ingress::on)
                .event(
                        EnvironmentDismantlingStarted.class,
                        leadership,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Leadership::on)
                .event(
                        EnvironmentDecommissionStarted.class,
                        ingresses,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Ingress::on)
                .event(
                        EnvironmentProvisioned.class,
                        redundancy,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Redundancy::on)
                .event(
                        EnvironmentScaled.class,
                        redundancy,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Redundancy::on)
                .event(
                        EnvironmentFenced.class,
                        redundancy,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Redundancy::on)
                .event(
                        EnvironmentDismantlingStarted.class,
                        redundancy,
                        e -> site(e.getEnvironmentId(), e.getSiteEpoch()),
                        Redundancy::on)
                .event(RegionDeclared.class, health, e -> RegionHealth.id(e.getRegion()), RegionHealth::on)
                .observation(RegionSignalReported.class, regions.sights(), Sight::id, Sight::on)
                .event(DnsUpdateRequested.class, bindings.table(), Binding::on)
                .event(CustomerDnsConfirmed.class, bindings.table(), Binding::on)
                .event(EnvironmentDecommissioned.class, bindings.table(), Binding::on);
    }

    private static String site(String environmentId, long siteEpoch) {
        return Site.id(environmentId, siteEpoch);
    }
}
