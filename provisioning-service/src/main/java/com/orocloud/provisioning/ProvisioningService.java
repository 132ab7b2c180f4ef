package com.orocloud.provisioning;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Clouds;
import com.orocloud.provisioning.cloud.GuardedCloud;
import com.orocloud.provisioning.cloud.Secrets;
import com.orocloud.provisioning.decommission.Decommission;
import com.orocloud.provisioning.decommission.DecommissionRules;
import com.orocloud.provisioning.decommission.DecommissionSweep;
import com.orocloud.provisioning.environment.ApprovalProofs;
import com.orocloud.provisioning.environment.EndOfLifeSweep;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.EnvironmentSweep;
import com.orocloud.provisioning.environment.Environments;
import com.orocloud.provisioning.environment.RegionHealth;
import com.orocloud.provisioning.environment.Regions;
import com.orocloud.provisioning.environment.RequestRules;
import com.orocloud.provisioning.environment.Reservations;
import com.orocloud.provisioning.environment.SitePlans;
import com.orocloud.provisioning.gcp.GcpCloud;
import com.orocloud.provisioning.gcp.GcpSecrets;
import com.orocloud.provisioning.inventory.Books;
import com.orocloud.provisioning.inventory.Drift;
import com.orocloud.provisioning.inventory.InventorySweep;
import com.orocloud.provisioning.inventory.Orphan;
import com.orocloud.provisioning.maintenance.Conditions;
import com.orocloud.provisioning.maintenance.MaintenanceRules;
import com.orocloud.provisioning.maintenance.MaintenanceSweep;
import com.orocloud.provisioning.maintenance.MaintenanceWindow;
import com.orocloud.provisioning.maintenance.MaintenanceWindows;
import com.orocloud.provisioning.oci.OciCloud;
import com.orocloud.provisioning.scaling.Scaling;
import com.orocloud.provisioning.scaling.ScalingRules;
import com.orocloud.provisioning.scaling.ScalingSweep;
import com.orocloud.provisioning.site.CloudConfig;
import com.orocloud.provisioning.site.NodeFence;
import com.orocloud.provisioning.site.NodeFenceSweep;
import com.orocloud.provisioning.site.NodeOrders;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SiteBuilder;
import com.orocloud.provisioning.site.SiteScaler;
import com.orocloud.provisioning.site.SiteStopper;
import com.orocloud.provisioning.site.SiteSweep;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Builds environments and sites. This is the one place where its parts are put together. */
@SpringBootApplication
@EnableConfigurationProperties(ProvisioningSettings.class)
public class ProvisioningService {

    public static void main(String[] arguments) {
        SpringApplication.run(ProvisioningService.class, arguments);
    }

    @Bean
    StateTable<Environment> environmentTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "environment", Environment.class);
    }

    @Bean
    StateTable<RegionHealth> regionTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "region", RegionHealth.class);
    }

    @Bean
    StateTable<Site> siteTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "site", Site.class);
    }

    @Bean
    StateTable<NodeFence> nodeFenceTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "node_fence", NodeFence.class);
    }

    @Bean
    Regions regions(ProvisioningSettings settings) throws IOException {
        try (InputStream yaml = settings.regions().getInputStream()) {
            return Regions.read(yaml);
        }
    }

    @Bean
    RequestRules requestRules(Regions regions, Clouds clouds, ProvisioningSettings settings) {
        return new RequestRules(
                regions, clouds.providers(), settings.platformZone(), TopicCatalogue.ofThisBuild()::tenantsOf);
    }

    @Bean
    ApprovalProofs approvalProofs(ProvisioningSettings settings) {
        return new ApprovalProofs(settings.approvalKeys());
    }

    @Bean
    Clouds clouds(
            ProvisioningSettings settings, CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads, Clock clock)
            throws IOException {
        var clouds = new EnumMap<IaasProvider, Cloud>(IaasProvider.class);
        var gcp = new GcpCloud(settings.gcp().account());
        clouds.put(IaasProvider.GCP, new GuardedCloud(gcp, breakers, bulkheads));
        if (settings.oci() != null) {
            var oci = new OciCloud(settings.oci().account(), clock);
            clouds.put(IaasProvider.OCI, new GuardedCloud(oci, breakers, bulkheads));
        }
        return new Clouds(clouds);
    }

    @Bean
    Secrets secrets(ProvisioningSettings settings) {
        return new GcpSecrets(
                settings.secrets().endpoint(),
                settings.gcp().project(),
                settings.secrets().tokenFile());
    }

    @Bean
    Reservations reservations(Cloud cloud, Secrets secrets, ProvisioningSettings settings) {
        return new Reservations(cloud, secrets, settings.idleAddressMonthlyUsd());
    }

    @Bean
    SitePlans sitePlans(Regions regions, Secrets secrets, ProvisioningSettings settings) {
        return new SitePlans(
                regions, secrets, Math.toIntExact(settings.nameTimeToLive().toSeconds()));
    }

    @Bean
    EnvironmentSweep environmentSweep(
            StateTable<Environment> environmentTable,
            StateTable<Site> sites,
            Environments environments,
            Transitions transitions,
            Reservations reservations,
            SitePlans plans,
            Clock clock) {
        return new EnvironmentSweep(environmentTable, sites, environments, transitions, reservations, plans, clock);
    }

    @Bean
    EndOfLifeSweep endOfLifeSweep(
            StateTable<Environment> environmentTable,
            StateTable<Site> sites,
            Transitions transitions,
            Reservations reservations,
            Cloud cloud,
            Regions regions,
            ProvisioningSettings settings,
            Clock clock) {
        return new EndOfLifeSweep(
                environmentTable,
                sites,
                transitions,
                reservations,
                cloud,
                regions,
                Math.toIntExact(settings.nameTimeToLive().toSeconds()),
                clock);
    }

    @Bean
    StateTable<Decommission> decommissionTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "decommission", Decommission.class);
    }

    @Bean
    DecommissionRules decommissionRules() {
        return new DecommissionRules(TopicCatalogue.ofThisBuild()::tenantsOf);
    }

    @Bean
    DecommissionSweep decommissionSweep(
            StateTable<Decommission> decommissions,
            StateTable<Environment> environmentTable,
            Transitions transitions,
            Clock clock) {
        return new DecommissionSweep(decommissions, environmentTable, transitions, clock);
    }

    @Bean
    NodeOrders nodeOrders(
            @Value("classpath:cloud-config/node.yaml") Resource cloudConfig, ProvisioningSettings settings)
            throws IOException {
        return new NodeOrders(
                new CloudConfig(
                        cloudConfig.getContentAsString(StandardCharsets.UTF_8),
                        settings.artifactUrl(),
                        settings.artifactSha256(),
                        settings.mailNextHop()),
                settings.requestsPerSource());
    }

    @Bean
    SiteSweep siteSweep(
            StateTable<Site> sites,
            Transitions transitions,
            Cloud cloud,
            NodeOrders orders,
            ProvisioningSettings settings,
            Clock clock) {
        var builder = new SiteBuilder(sites, transitions, cloud, orders, settings.limits(), clock);
        var scaler = new SiteScaler(sites, transitions, cloud, orders, settings.limits(), clock);
        var stopper = new SiteStopper(sites, transitions, cloud, clock);
        return new SiteSweep(sites, transitions, builder, scaler, stopper, clock);
    }

    @Bean
    StateTable<Scaling> scalingTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "scaling", Scaling.class);
    }

    @Bean
    ScalingRules scalingRules() {
        return new ScalingRules(TopicCatalogue.ofThisBuild()::tenantsOf);
    }

    @Bean
    ScalingSweep scalingSweep(
            StateTable<Scaling> scalings,
            StateTable<Environment> environmentTable,
            StateTable<Site> sites,
            Transitions transitions,
            Clock clock) {
        return new ScalingSweep(scalings, environmentTable, sites, transitions, clock);
    }

    @Bean
    StateTable<Drift> driftTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "drift", Drift.class);
    }

    @Bean
    StateTable<Orphan> orphanTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "orphan", Orphan.class);
    }

    @Bean
    Books.Shelf bookShelf(
            StateTable<Site> sites, StateTable<NodeFence> fences, Environments environments, Regions regions) {
        return new Books.Shelf(
                sites,
                fences,
                () -> environments.holders().stream()
                        .map(holder -> new Books.Holder(holder.environmentId(), holder.places(), holder.ended()))
                        .toList(),
                regions::placements);
    }

    @Bean
    InventorySweep inventorySweep(
            Books.Shelf shelf,
            StateTable<Drift> drifts,
            StateTable<Orphan> orphans,
            Transitions transitions,
            Cloud cloud,
            ProvisioningSettings settings,
            Clock clock) {
        return new InventorySweep(shelf, drifts, orphans, transitions, cloud, settings.inventoryEvery(), clock);
    }

    @Bean
    NodeFenceSweep nodeFenceSweep(
            StateTable<NodeFence> fences,
            StateTable<Site> sites,
            Transitions transitions,
            Cloud cloud,
            NodeOrders orders,
            Clock clock) {
        return new NodeFenceSweep(fences, sites, transitions, cloud, orders, clock);
    }

    @Bean
    StateTable<MaintenanceWindow> maintenanceWindowTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "maintenance_window", MaintenanceWindow.class);
    }

    @Bean
    StateTable<Conditions> conditionsTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "conditions", Conditions.class);
    }

    @Bean
    MaintenanceRules maintenanceRules() {
        return new MaintenanceRules(TopicCatalogue.ofThisBuild()::tenantsOf);
    }

    @Bean
    MaintenanceSweep maintenanceSweep(
            StateTable<MaintenanceWindow> maintenanceWindows,
            StateTable<Conditions> conditions,
            StateTable<Environment> environmentTable,
            MaintenanceWindows windows,
            Transitions transitions,
            Clock clock) {
        return new MaintenanceSweep(maintenanceWindows, conditions, environmentTable, windows, transitions, clock);
    }
}
