package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.ClientSettings;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.UnavailableException;
import com.google.api.gax.rpc.UnknownException;
import com.google.cloud.compute.v1.AccessConfig;
import com.google.cloud.compute.v1.Address;
import com.google.cloud.compute.v1.AddressesClient;
import com.google.cloud.compute.v1.AddressesSettings;
import com.google.cloud.compute.v1.AggregatedListInstancesRequest;
import com.google.cloud.compute.v1.GetGuestAttributesInstanceRequest;
import com.google.cloud.compute.v1.InsertInstanceRequest;
import com.google.cloud.compute.v1.Instance;
import com.google.cloud.compute.v1.InstancesClient;
import com.google.cloud.compute.v1.InstancesSettings;
import com.google.cloud.compute.v1.Items;
import com.google.cloud.compute.v1.ListInstancesRequest;
import com.google.cloud.compute.v1.Metadata;
import com.google.cloud.compute.v1.NetworkInterface;
import com.google.cloud.compute.v1.Operation;
import com.google.cloud.compute.v1.Region;
import com.google.cloud.compute.v1.RegionsClient;
import com.google.cloud.compute.v1.RegionsSettings;
import com.google.cloud.compute.v1.ZoneOperationsClient;
import com.google.cloud.compute.v1.ZoneOperationsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Compute Engine, as the real client sees it. */
@TestInstance(Lifecycle.PER_CLASS)
class ComputeDialectTest {

    private static final String PROJECT = "orocloud";
    private static final String ZONE = "europe-west4-a";
    private static final String REGION = "europe-west4";

    private TestingCloud cloud;
    private InstancesClient instances;
    private AddressesClient addresses;
    private ZoneOperationsClient operations;
    private RegionsClient regions;

    ComputeDialectTest(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.inert(directory);
        InstancesSettings.Builder settings = at(InstancesSettings.newBuilder());
        settings.getSettings().setRetryableCodes(Set.of());
        instances = InstancesClient.create(settings.build());
        addresses = AddressesClient.create(at(AddressesSettings.newBuilder()).build());
        operations = ZoneOperationsClient.create(
                at(ZoneOperationsSettings.newBuilder()).build());
        regions = RegionsClient.create(at(RegionsSettings.newBuilder()).build());
    }

    private <B extends ClientSettings.Builder<?, B>> B at(B settings) throws IOException {
        settings.setEndpoint(cloud.endpoint());
        settings.setCredentialsProvider(NoCredentialsProvider.create());
        return settings;
    }

    @BeforeAll
    void warm() {
        assertThat(regions.list(PROJECT).iterateAll()).hasSize(2);
    }

    @AfterEach
    void heal() {
        cloud.admin("DELETE", "/faults", "");
        cloud.admin("POST", "/regions/europe-west4/restore", "{}");
        cloud.admin("POST", "/zones/europe-west4-a/restore", "{}");
    }

    @AfterAll
    void close() throws IOException {
        instances.close();
        addresses.close();
        operations.close();
        regions.close();
        cloud.close();
    }

    private static Instance.Builder machine(String name) {
        return Instance.newBuilder()
                .setName(name)
                .setMachineType("zones/" + ZONE + "/machineTypes/e2-standard-4")
                .addNetworkInterfaces(NetworkInterface.newBuilder().setNetwork("global/networks/default"));
    }

    private static InsertInstanceRequest insertion(Instance machine, String requestId) {
        return InsertInstanceRequest.newBuilder()
                .setProject(PROJECT)
                .setZone(ZONE)
                .setInstanceResource(machine)
                .setRequestId(requestId)
                .build();
    }

    private Instance inserted(Instance machine) {
        Operation operation = instances
                .insertCallable()
                .call(insertion(machine, UUID.randomUUID().toString()));
        assertThat(done(operation).hasError()).isFalse();
        return instances.get(PROJECT, ZONE, machine.getName());
    }

    private Operation done(Operation operation) {
        Operation done = operations.wait(PROJECT, ZONE, operation.getName());
        assertThat(done.getStatus()).isEqualTo(Operation.Status.DONE);
        return done;
    }

    @Test
    void anInstanceRunsWhenItsOperationIsDone() throws Exception {
        Operation operation =
                instances.insertAsync(PROJECT, ZONE, machine("runs-1").build()).get();

        Instance instance = instances.get(PROJECT, ZONE, "runs-1");
        assertThat(operation.hasError()).isFalse();
        assertThat(instance.getStatus()).isEqualTo("RUNNING");
        assertThat(instance.getNetworkInterfaces(0).getNetworkIP()).startsWith(cloud.block() + ".");
        assertThat(cloud.ledger("instance", REGION))
                .anySatisfy(entry -> assertThat(entry.get("name").getAsString()).isEqualTo("runs-1"));
    }

    @Test
    void theSameRequestIdGetsTheSameOperationAndOneInstance() {
        InsertInstanceRequest request =
                insertion(machine("replayed-1").build(), UUID.randomUUID().toString());

        Operation first = instances.insertCallable().call(request);
        Operation second = instances.insertCallable().call(request);

        assertThat(second.getName()).isEqualTo(first.getName());
        assertThat(done(first).hasError()).isFalse();
    }

    @Test
    void aTakenNameIsRefused() {
        inserted(machine("taken-1").build());

        assertThatThrownBy(() -> inserted(machine("taken-1").build()))
                .isInstanceOf(AbortedException.class)
                .hasStackTraceContaining("already exists");
    }

    @Test
    void listsAreFilteredByLabelsAndPaged() {
        for (String name : List.of("listed-1", "listed-2", "listed-3")) {
            inserted(machine(name)
                    .putLabels("oro-env", "listed")
                    .putLabels("oro-role", name)
                    .build());
        }
        ListInstancesRequest.Builder request = ListInstancesRequest.newBuilder()
                .setProject(PROJECT)
                .setZone(ZONE)
                .setFilter("labels.oro-env=listed")
                .setMaxResults(2);

        assertThat(instances.list(request.build()).iterateAll())
                .extracting(Instance::getName)
                .containsExactly("listed-1", "listed-2", "listed-3");
        assertThat(instances.list(request.build()).getPage().getNextPageToken()).isNotEmpty();
        request.setFilter("(labels.oro-env=listed) AND (labels.oro-role=listed-2)");
        assertThat(instances.list(request.build()).iterateAll()).hasSize(1);
    }

    @Test
    void metadataChangesOnlyWithTheCurrentFingerprint() throws Exception {
        Instance instance = inserted(machine("metadata-1").build());
        Metadata changed = Metadata.newBuilder()
                .setFingerprint(instance.getMetadata().getFingerprint())
                .addItems(Items.newBuilder().setKey("role").setValue("main"))
                .build();

        instances.setMetadataAsync(PROJECT, ZONE, "metadata-1", changed).get();

        Metadata now = instances.get(PROJECT, ZONE, "metadata-1").getMetadata();
        assertThat(now.getItemsList()).extracting(Items::getValue).containsExactly("main");
        assertThat(now.getFingerprint()).isNotEqualTo(changed.getFingerprint());
        assertThatThrownBy(() -> instances
                        .setMetadataCallable()
                        .call(com.google.cloud.compute.v1.SetMetadataInstanceRequest.newBuilder()
                                .setProject(PROJECT)
                                .setZone(ZONE)
                                .setInstance("metadata-1")
                                .setMetadataResource(changed)
                                .build()))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.getStatusCode().getTransportCode()).isEqualTo(412));
    }

    @Test
    void anInertNodeReportsTheGenerationItWasGiven() {
        Metadata metadata = Metadata.newBuilder()
                .addItems(Items.newBuilder().setKey("enable-guest-attributes").setValue("TRUE"))
                .addItems(Items.newBuilder()
                        .setKey("orocloud-node")
                        .setValue("{\"generation\": 7, \"role\": \"DATABASE\", \"database\": {\"role\": \"MAIN\"}}"))
                .build();
        inserted(machine("guest-1").setMetadata(metadata).build());
        GetGuestAttributesInstanceRequest query = GetGuestAttributesInstanceRequest.newBuilder()
                .setProject(PROJECT)
                .setZone(ZONE)
                .setInstance("guest-1")
                .setQueryPath("orocloud/state")
                .build();

        await().ignoreException(NotFoundException.class)
                .untilAsserted(() -> assertThat(instances
                                .getGuestAttributes(query)
                                .getQueryValue()
                                .getItems(0)
                                .getValue())
                        .contains("\"generation\":7")
                        .contains("\"databaseRole\":\"MAIN\"")
                        .contains("\"ready\":true"));
    }

    @Test
    void aReservedAddressIsKeptWhileInUseAndAfterwards() throws Exception {
        Address reservation = Address.newBuilder().setName("shop-ingress").build();
        addresses.insertAsync(PROJECT, REGION, reservation).get();
        String ip = addresses.get(PROJECT, REGION, "shop-ingress").getAddress();
        NetworkInterface outside = NetworkInterface.newBuilder()
                .addAccessConfigs(AccessConfig.newBuilder().setNatIP(ip))
                .build();
        inserted(machine("balancer-1").setNetworkInterfaces(0, outside).build());

        assertThat(addresses.get(PROJECT, REGION, "shop-ingress").getStatus()).isEqualTo("IN_USE");
        assertThatThrownBy(() ->
                        addresses.deleteAsync(PROJECT, REGION, "shop-ingress").get())
                .hasStackTraceContaining("already being used");

        instances.deleteAsync(PROJECT, ZONE, "balancer-1").get();
        assertThat(addresses.get(PROJECT, REGION, "shop-ingress").getStatus()).isEqualTo("RESERVED");
        assertThat(addresses.get(PROJECT, REGION, "shop-ingress").getAddress()).isEqualTo(ip);
        addresses.deleteAsync(PROJECT, REGION, "shop-ingress").get();
        assertThat(addresses.list(PROJECT, REGION).iterateAll()).isEmpty();
    }

    @Test
    void instancesStopStartAndAreGoneWhenDeleted() throws Exception {
        inserted(machine("cycled-1").build());

        instances.stopAsync(PROJECT, ZONE, "cycled-1").get();
        assertThat(instances.get(PROJECT, ZONE, "cycled-1").getStatus()).isEqualTo("TERMINATED");
        instances.startAsync(PROJECT, ZONE, "cycled-1").get();
        assertThat(instances.get(PROJECT, ZONE, "cycled-1").getStatus()).isEqualTo("RUNNING");
        instances.deleteAsync(PROJECT, ZONE, "cycled-1").get();
        assertThatThrownBy(() -> instances.get(PROJECT, ZONE, "cycled-1")).isInstanceOf(NotFoundException.class);
        assertThat(cloud.ledger("instance", REGION))
                .filteredOn(entry -> entry.get("name").getAsString().equals("cycled-1"))
                .allMatch(entry -> entry.has("deletedAt"));
    }

    @Test
    void aLostRegionDoesNotAnswerAndTheOthersDo() {
        inserted(machine("lost-1").build());

        cloud.admin("POST", "/regions/europe-west4/lose", "{\"api\": true}");

        assertThatThrownBy(() -> instances.get(PROJECT, ZONE, "lost-1")).isInstanceOf(UnavailableException.class);
        assertThat(regions.list(PROJECT).iterateAll())
                .filteredOn(region -> region.getStatus().equals("DOWN"))
                .extracting(Region::getName)
                .containsExactly(REGION);
        var everywhere = instances.aggregatedList(AggregatedListInstancesRequest.newBuilder()
                .setProject(PROJECT)
                .setReturnPartialSuccess(true)
                .build());
        assertThat(everywhere.getPage().getResponse().getUnreachablesList()).contains("zones/" + ZONE);
        assertThat(StreamSupport.stream(everywhere.iterateAll().spliterator(), false)
                        .flatMap(place -> place.getValue().getInstancesList().stream()))
                .isEmpty();
    }

    @Test
    void nothingStartsInALostZone() {
        cloud.admin("POST", "/zones/europe-west4-a/lose", "");

        Operation operation = instances
                .insertCallable()
                .call(insertion(machine("dark-1").build(), UUID.randomUUID().toString()));

        assertThat(done(operation).getError().getErrors(0).getCode()).isEqualTo("ZONE_RESOURCE_POOL_EXHAUSTED");
        assertThatThrownBy(() -> instances.get(PROJECT, ZONE, "dark-1")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anOrderedStockoutFailsTheOperationAndLeavesNothing() {
        cloud.admin(
                "POST", "/faults", "{\"match\": \"OPERATION insert .*/stockout-1\", \"status\": \"operation-error\"}");

        Operation operation = instances
                .insertCallable()
                .call(insertion(machine("stockout-1").build(), UUID.randomUUID().toString()));

        assertThat(done(operation).getHttpErrorStatusCode()).isEqualTo(503);
        assertThatThrownBy(() -> instances.get(PROJECT, ZONE, "stockout-1")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aConnectionDroppedAfterTheEffectIsHarmlessWithTheSameRequestId() {
        cloud.admin("POST", "/faults", "{\"match\": \"POST .*/instances.*\", \"status\": \"drop-after\"}");
        InsertInstanceRequest request =
                insertion(machine("dropped-1").build(), UUID.randomUUID().toString());

        assertThatThrownBy(() -> instances.insertCallable().call(request)).isInstanceOf(UnknownException.class);

        assertThat(done(instances.insertCallable().call(request)).hasError()).isFalse();
        assertThat(cloud.ledger("instance", REGION))
                .filteredOn(entry -> entry.get("name").getAsString().equals("dropped-1"))
                .hasSize(1);
    }
}
