package com.orocloud.provisioning;

import static java.util.Objects.requireNonNull;

import com.orocloud.provisioning.environment.TestingEnvironments;
import com.orocloud.provisioning.environment.Regions;
import com.orocloud.provisioning.environment.EndOfLifeSweep;
import com.orocloud.provisioning.decommission.DecommissionSweep;
import com.orocloud.provisioning.decommission.Decommission;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.Component;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.environment.DisasterRecovery;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.EnvironmentSweep;
import com.orocloud.provisioning.environment.Environments;
import com.orocloud.provisioning.environment.RegionHealth;
import com.orocloud.provisioning.environment.Reservations;
import com.orocloud.provisioning.environment.SitePlans;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.site.NodeFence;
import com.orocloud.provisioning.site.NodeFenceSweep;
import com.orocloud.provisioning.site.NodeOrders;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SiteBuilder;
import com.orocloud.provisioning.site.SitePlan;
import com.orocloud.provisioning.site.SiteStopper;
import com.orocloud.provisioning.site.SiteSweep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One life of the service's sweeps, which run when the test says so. What they know is in the database, so another life
 * can take over where this one was killed.
 */
final class TestingLife {

    /** As long as a sweep rests before it looks again. */
    private static final Duration A_REST = Duration.ofMillis(500);

    private final RunningProvisioning running;
    private final HurriedClock clock;
    private final StateTable<Environment> environments;
    private final StateTable<RegionHealth> regions;
    private final StateTable<Site> sites;
    private final StateTable<NodeFence> fences;
    private final StateTable<Decommission> decommissions;
    private final List<Sweep> sweeps;

    private TestingLife(RunningProvisioning running, HurriedClock clock) {
        this.running = running;
        this.clock = clock;
        JdbcClient jdbc = running.bean(JdbcClient.class);
        environments = new StateTable<>(jdbc, clock, "environment", Environment.class);
        regions = new StateTable<>(jdbc, clock, "region", RegionHealth.class);
        sites = new StateTable<>(jdbc, clock, "site", Site.class);
        fences = new StateTable<>(jdbc, clock, "node_fence", NodeFence.class);
        decommissions = new StateTable<>(jdbc, clock, "decommission", Decommission.class);
        Cloud cloud = running.bean(Cloud.class);
        NodeOrders orders = running.bean(NodeOrders.class);
        Transitions transitions = running.bean(Transitions.class);
        sweeps = List.of(
                new EnvironmentSweep(
                        environments,
                        sites,
                        running.bean(Environments.class),
                        transitions,
                        running.bean(Reservations.class),
                        running.bean(SitePlans.class),
                        clock),
                new SiteSweep(
                        sites,
                        transitions,
                        new SiteBuilder(sites, transitions, cloud, orders, Duration.ofHours(1), clock),
                        new SiteStopper(sites, transitions, cloud, clock),
                        clock),
                new NodeFenceSweep(fences, sites, transitions, cloud, orders, clock),
                new DecommissionSweep(decommissions, environments, transitions, clock),
                new EndOfLifeSweep(
                        environments,
                        sites,
                        transitions,
                        running.bean(Reservations.class),
                        cloud,
                        running.bean(Regions.class),
                        60,
                        clock));
    }

    /** The service without its own timer. */
    static TestingLife start() {
        var running = new RunningProvisioning();
        running.stopSweeping();
        return new TestingLife(running, new HurriedClock());
    }

    /** As after a restart: the same database, nothing in memory. */
    TestingLife again() {
        return new TestingLife(running, clock);
    }

    void close() {
        running.close();
    }

    void sweep() throws Exception {
        clock.skip(A_REST);
        for (Sweep sweep : sweeps) {
            sweep.run();
        }
    }

    private <S> void apply(StateTable<S> table, String id, Function<@Nullable S, Outcome<S>> decide) {
        Outcome<S> outcome = running.bean(Transitions.class)
                .apply(
                        table,
                        id,
                        Cause.system(
                                "acme", UUID.nameUUIDFromBytes(id.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                        decide);
        if (!(outcome instanceof Outcome.Applied<S>)) {
            throw new IllegalStateException(id + ": " + outcome);
        }
    }

    void hear(EnvironmentRequested event) {
        apply(environments, event.getEnvironmentId(), state -> Environment.on(state, event, List.of()));
    }

    void hear(DrApproved event) {
        apply(environments, event.getEnvironmentId(), state -> DisasterRecovery.on(state, event, Optional.empty()));
    }

    void hear(DrInfrastructureRequested event) {
        apply(environments, event.getEnvironmentId(), state -> DisasterRecovery.on(state, event));
    }

    /** Whether it was any news. */
    boolean hearsAsNews(DrInfrastructureRequested event) {
        return running.bean(Transitions.class)
                        .apply(
                                environments,
                                event.getEnvironmentId(),
                                Cause.of(event.getMeta()),
                                state -> DisasterRecovery.on(state, event))
                instanceof Outcome.Applied<Environment>;
    }

    void hear(EnvironmentDecommissionRequested event) {
        apply(
                decommissions,
                event.getEnvironmentId(),
                state -> Decommission.on(state, event, List.of(), true, clock.instant()));
    }

    void hear(EnvironmentDecommissionConfirmed event) {
        apply(
                decommissions,
                event.getEnvironmentId(),
                state -> Decommission.on(state, event, List.of(), clock.instant()));
    }

    void hear(DrRecovered event) {
        apply(environments, event.getEnvironmentId(), state -> DisasterRecovery.on(state, event));
    }

    void hear(BackupVerified event) {
        apply(environments, event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    boolean isBegun(String id) {
        return decommissions
                .find(id)
                .filter(found -> found.state() instanceof Decommission.Begun)
                .isPresent();
    }

    void hear(DnsUpdated event) {
        apply(environments, event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    /** The names are asked to be taken away. */
    boolean takesNamesAway(String id) {
        return TestingEnvironments.lastChange(environments.find(id).orElseThrow().state()) != null;
    }

    UUID lastChange(String id) {
        return requireNonNull(
                TestingEnvironments.lastChange(environments.find(id).orElseThrow().state()));
    }

    UUID lastBackup(String id) {
        return TestingEnvironments.lastBackup(environments.find(id).orElseThrow().state());
    }

    int lastBackupsAsked(String id) {
        return TestingEnvironments.lastBackupsAsked(environments.find(id).orElseThrow().state());
    }

    void skip(Duration time) {
        clock.skip(time);
    }

    void hear(DnsUpdateFailed event) {
        apply(environments, event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    void hear(DrFailed event) {
        apply(environments, event.getEnvironmentId(), state -> DisasterRecovery.on(state, event));
    }

    void hear(DrCancelled event) {
        apply(environments, event.getEnvironmentId(), state -> DisasterRecovery.on(state, event));
    }

    void hear(SiteFenceRequested event) {
        apply(sites, SitePlan.id(event), state -> Site.on(state, event));
    }

    void hear(NodeFenceRequested event) {
        apply(sites, SitePlan.id(event), state -> Site.on(state, event));
        apply(fences, NodeFence.id(event), state -> NodeFence.on(state, event));
    }

    void hear(ZoneFailoverCompleted event) {
        apply(fences, NodeFence.id(event), state -> NodeFence.on(state, event));
    }

    void sayHealthy(String region) {
        var ref = new RegionRef(IaasProvider.GCP, region);
        var outage = UUID.randomUUID();
        apply(
                regions,
                EventKey.of(ref),
                state -> RegionHealth.on(state, TestingEvents.down(ref, outage, clock.instant())));
        apply(regions, EventKey.of(ref), state -> RegionHealth.on(state, TestingEvents.up(ref, outage)));
    }

    /** Backed up, elsewhere too, and named. */
    void activate(String id) {
        UUID backup = UUID.randomUUID();
        apply(environments, id, state -> Environment.on(state, TestingEvents.verified(id, backup)));
        apply(environments, id, state -> Environment.on(state, TestingEvents.replicated(id, backup)));
        apply(environments, id, state -> Environment.on(state, TestingEvents.named(id)));
    }

    boolean environmentIs(String id, Class<? extends Environment> state) {
        return environments
                .find(id)
                .filter(found -> state.isInstance(found.state()))
                .isPresent();
    }

    boolean siteIs(String id, long epoch, Class<? extends Site> state) {
        return sites.find(SitePlan.id(id, epoch))
                .filter(found -> state.isInstance(found.state()))
                .isPresent();
    }

    List<String> zonesOf(String id, Component component) {
        return sites.find(SitePlan.id(id, 1)).stream()
                .map(found -> (Site.Complete) found.state())
                .flatMap(site -> site.nodeRefs().stream())
                .filter(node -> node.getComponent() == component)
                .map(NodeRef::getZone)
                .toList();
    }

    boolean hasRejoined(String id, long term) {
        return fences.find(NodeFence.id(id, 1, term))
                .filter(found -> found.state() instanceof NodeFence.Rejoined)
                .isPresent();
    }

    boolean recoverySiteIs(String id, Environment.Progress progress) {
        return environments
                .find(id)
                .filter(found ->
                        found.state() instanceof Environment.Recovering recovering && recovering.progress() == progress)
                .isPresent();
    }

    /** The names are asked for in this attempt, and nothing is known to be wrong with it yet. */
    boolean asksForNames(String id, int attempt) {
        return environments
                .find(id)
                .filter(found -> found.state() instanceof Environment.Provisioned provisioned
                        && TestingEvents.asksForNames(provisioned, attempt))
                .isPresent();
    }
}
