package com.orocloud.provisioning;

import com.orocloud.events.BackupVerified;
import com.orocloud.events.Component;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentScaleRequested;
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
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.decommission.Decommission;
import com.orocloud.provisioning.decommission.DecommissionSweep;
import com.orocloud.provisioning.environment.DisasterRecovery;
import com.orocloud.provisioning.environment.EndOfLifeSweep;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.EnvironmentSweep;
import com.orocloud.provisioning.environment.Environments;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.environment.RegionHealth;
import com.orocloud.provisioning.environment.Regions;
import com.orocloud.provisioning.environment.Reservations;
import com.orocloud.provisioning.environment.SitePlans;
import com.orocloud.provisioning.environment.TestingEnvironments;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.inventory.Books;
import com.orocloud.provisioning.inventory.Drift;
import com.orocloud.provisioning.inventory.InventorySweep;
import com.orocloud.provisioning.inventory.Orphan;
import com.orocloud.provisioning.scaling.Scaling;
import com.orocloud.provisioning.scaling.ScalingSweep;
import com.orocloud.provisioning.site.NodeFence;
import com.orocloud.provisioning.site.NodeFenceSweep;
import com.orocloud.provisioning.site.NodeOrders;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SiteBuilder;
import com.orocloud.provisioning.site.SitePlan;
import com.orocloud.provisioning.site.SiteScaler;
import com.orocloud.provisioning.site.SiteStopper;
import com.orocloud.provisioning.site.SiteSweep;
import com.orocloud.provisioning.site.Size;
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

    private static final Duration CYCLE = Duration.ofMinutes(1);

    private final RunningProvisioning running;
    private final HurriedClock clock;
    private final StateTable<Environment> environments;
    private final StateTable<RegionHealth> regions;
    private final StateTable<Site> sites;
    private final StateTable<NodeFence> fences;
    private final StateTable<Decommission> decommissions;
    private final StateTable<Scaling> scalings;
    private final List<Sweep> sweeps;
    private final StateTable<Drift> drifts;
    private final StateTable<Orphan> orphans;
    private final InventorySweep inventory;

    private TestingLife(RunningProvisioning running, HurriedClock clock) {
        this.running = running;
        this.clock = clock;
        JdbcClient jdbc = running.bean(JdbcClient.class);
        environments = new StateTable<>(jdbc, clock, "environment", Environment.class);
        regions = new StateTable<>(jdbc, clock, "region", RegionHealth.class);
        sites = new StateTable<>(jdbc, clock, "site", Site.class);
        fences = new StateTable<>(jdbc, clock, "node_fence", NodeFence.class);
        decommissions = new StateTable<>(jdbc, clock, "decommission", Decommission.class);
        scalings = new StateTable<>(jdbc, clock, "scaling", Scaling.class);
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
                        new SiteBuilder(
                                sites,
                                transitions,
                                cloud,
                                orders,
                                new SiteBuilder.Limits(Duration.ofHours(1), Duration.ofMinutes(10)),
                                clock),
                        new SiteScaler(
                                sites,
                                transitions,
                                cloud,
                                orders,
                                new SiteBuilder.Limits(Duration.ofHours(1), Duration.ofMinutes(10)),
                                clock),
                        new SiteStopper(sites, transitions, cloud, clock),
                        clock),
                new NodeFenceSweep(fences, sites, transitions, cloud, orders, clock),
                new ScalingSweep(scalings, environments, sites, transitions, clock),
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
        drifts = new StateTable<>(jdbc, clock, "drift", Drift.class);
        orphans = new StateTable<>(jdbc, clock, "orphan", Orphan.class);
        inventory =
                new InventorySweep(running.bean(Books.Shelf.class), drifts, orphans, transitions, cloud, CYCLE, clock);
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

    /** The next look through the accounts. */
    void takeInventory() throws Exception {
        clock.skip(CYCLE);
        inventory.run();
    }

    /** What stands about this environment's nodes: node and kind. */
    List<String> drift(String environmentId) {
        return drifts.in(1_000, Drift.Standing.class).stream()
                .map(stored -> stored.state().difference())
                .filter(difference -> difference.environmentId().equals(environmentId))
                .map(difference -> difference.nodeId() + " " + difference.kind())
                .sorted()
                .toList();
    }

    List<Orphan.Thing> orphans(String environmentId) {
        return orphans.in(1_000, Orphan.Standing.class).stream()
                .map(stored -> stored.state().thing())
                .filter(thing -> thing.environmentId().equals(environmentId))
                .toList();
    }

    /** A site as it is complete. */
    Site.Complete site(String id, long epoch) {
        return (Site.Complete) sites.find(SitePlan.id(id, epoch)).orElseThrow().state();
    }

    List<String> zones(Place place) {
        return running.bean(Regions.class).placements(place);
    }

    Cloud cloud() {
        return running.bean(Cloud.class);
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

    /** As the listener does, with nothing in its way. */
    void hear(EnvironmentScaleRequested event) {
        apply(
                scalings,
                Scaling.id("acme", event.getEnvironmentId()),
                state -> Scaling.on(
                        state,
                        event,
                        HostedEnvironment.of(environments
                                        .find(event.getEnvironmentId())
                                        .orElseThrow())
                                .orElseThrow()
                                .size(),
                        List.of()));
    }

    /** How the newest wish for another size ended; empty while it has not. */
    String sized(String id) {
        return scalings.find(Scaling.id("acme", id))
                .filter(found -> found.state() instanceof Scaling.Settled)
                .map(found -> ((Scaling.Settled) found.state()).outcome())
                .orElse("");
    }

    Size agreedSize(String id) {
        return HostedEnvironment.of(environments.find(id).orElseThrow())
                .orElseThrow()
                .size();
    }

    Stored<Site> anySite(String id, long epoch) {
        return sites.find(SitePlan.id(id, epoch)).orElseThrow();
    }

    void hear(EnvironmentDecommissionRequested event) {
        apply(
                decommissions,
                Decommission.id("acme", event.getEnvironmentId()),
                state -> Decommission.on(state, event, List.of(), true, clock.instant()));
    }

    void hear(EnvironmentDecommissionConfirmed event) {
        apply(
                decommissions,
                Decommission.id("acme", event.getEnvironmentId()),
                state -> Decommission.on(state, event, List.of(), clock.instant()));
    }

    void hear(DrRecovered event) {
        apply(environments, event.getEnvironmentId(), state -> DisasterRecovery.on(state, event));
    }

    void hear(BackupVerified event) {
        apply(environments, event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    /** A request that comes once more, and finds what it asked for. */
    void hearsAgain(EnvironmentDecommissionRequested event) {
        decides(event.getEnvironmentId(), state -> Decommission.on(state, event, List.of(), true, clock.instant()));
    }

    void hearsAgain(EnvironmentDecommissionConfirmed event) {
        decides(event.getEnvironmentId(), state -> Decommission.on(state, event, List.of(), clock.instant()));
    }

    private void decides(String id, Function<@Nullable Decommission, Outcome<Decommission>> decide) {
        String key = Decommission.id("acme", id);
        Decommission before = decommissions.find(key).orElseThrow().state();
        running.bean(Transitions.class).apply(decommissions, key, Cause.system("acme", new UUID(0, 1)), decide);
        if (!decommissions.find(key).orElseThrow().state().equals(before)) {
            throw new IllegalStateException(id + " is decided anew by a repeated request");
        }
    }

    boolean isNews(DnsUpdated event) {
        return isNews(event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    boolean isNews(BackupVerified event) {
        return isNews(event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    private boolean isNews(String id, Function<@Nullable Environment, Outcome<Environment>> decide) {
        return running.bean(Transitions.class).apply(environments, id, Cause.system("acme", new UUID(0, 1)), decide)
                instanceof Outcome.Applied<Environment>;
    }

    boolean isBegun(String id) {
        return decommissions
                .find(Decommission.id("acme", id))
                .filter(found -> found.state() instanceof Decommission.Begun)
                .isPresent();
    }

    void hear(DnsUpdated event) {
        apply(environments, event.getEnvironmentId(), state -> Environment.on(state, event));
    }

    private Environment state(String id) {
        return environments.find(id).orElseThrow().state();
    }

    /** How often its names were asked to be taken away. */
    int lastChangesAsked(String id) {
        return TestingEnvironments.lastChangesAsked(state(id));
    }

    UUID lastChange(String id) {
        return TestingEnvironments.lastChange(state(id));
    }

    UUID lastBackup(String id) {
        return TestingEnvironments.lastBackup(state(id));
    }

    int lastBackupsAsked(String id) {
        return TestingEnvironments.lastBackupsAsked(state(id));
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
