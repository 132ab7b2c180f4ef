package com.orocloud.provisioning.gcp;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.compute.v1.Address;
import com.google.cloud.compute.v1.DeleteAddressRequest;
import com.google.cloud.compute.v1.DeleteInstanceRequest;
import com.google.cloud.compute.v1.GetGuestAttributesInstanceRequest;
import com.google.cloud.compute.v1.GuestAttributesEntry;
import com.google.cloud.compute.v1.InsertAddressRequest;
import com.google.cloud.compute.v1.InsertInstanceRequest;
import com.google.cloud.compute.v1.ListAddressesRequest;
import com.google.cloud.compute.v1.ListInstancesRequest;
import com.google.cloud.compute.v1.Operation;
import com.google.cloud.compute.v1.SetMetadataInstanceRequest;
import com.google.cloud.compute.v1.StartInstanceRequest;
import com.google.cloud.compute.v1.StopInstanceRequest;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.GuestStates;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@link Cloud} by Compute Engine. */
public final class GcpCloud implements Cloud {

    private static final String GUEST_STATE = "orocloud/state";

    private static final String OURS = "labels." + OWNER_LABEL + "=" + OWNER;

    private final String project;
    private final GcpInstances shapes;
    private final ComputeClients clients;

    public GcpCloud(GcpAccount account) throws IOException {
        this.project = account.project();
        this.shapes = new GcpInstances(account);
        this.clients = new ComputeClients(account);
    }

    @Override
    public Answer<Optional<String>> ensureAddress(AddressOrder order) {
        String doing = "reserving address " + order.name() + " in " + order.place();
        String region = order.place().region();
        Answer<Optional<Address>> known = look(doing, () -> clients.addresses.get(project, region, order.name()));
        return switch (known) {
            case Answer.Failed<Optional<Address>>(var failure) -> Answer.failed(failure);
            case Answer.Got<Optional<Address>>(var address) ->
                address.isPresent() ? adopt(doing, order, address.get()) : reserve(doing, order);
        };
    }

    private static Answer<Optional<String>> adopt(String doing, AddressOrder order, Address address) {
        if (!address.getLabelsMap().entrySet().containsAll(order.labels().entrySet())) {
            return Answer.failed(new Refused(doing, "NAME_TAKEN", "an address of that name is not ours"));
        }
        boolean chosen = !address.getStatus().equals("RESERVING")
                && !address.getAddress().isEmpty();
        return Answer.got(chosen ? Optional.of(address.getAddress()) : Optional.empty());
    }

    private Answer<Optional<String>> reserve(String doing, AddressOrder order) {
        var request = InsertAddressRequest.newBuilder()
                .setProject(project)
                .setRegion(order.place().region())
                // no request id: the name is unique, and asking again is to be another try if the first one failed
                .setAddressResource(Address.newBuilder()
                        .setName(order.name())
                        .setAddressType("EXTERNAL")
                        .putAllLabels(order.labels()))
                .build();
        return change(doing, () -> clients.addresses.insertCallable().call(request))
                .map(reference -> Optional.empty());
    }

    @Override
    public Answer<Boolean> releaseAddress(AddressOrder order) {
        String doing = "giving back address " + order.name() + " in " + order.place();
        Answer<Optional<Address>> found =
                look(doing, () -> clients.addresses.get(project, order.place().region(), order.name()));
        return switch (found) {
            case Answer.Failed<Optional<Address>>(var failure) -> Answer.failed(failure);
            case Answer.Got<Optional<Address>>(var address) ->
                address.isEmpty() ? Answer.got(true) : delete(doing, order, address.get());
        };
    }

    /** What is not ours is never touched: where another's is, ours is not. */
    private Answer<Boolean> delete(String doing, AddressOrder order, Address address) {
        if (!address.getLabelsMap().entrySet().containsAll(order.labels().entrySet())) {
            return Answer.got(true);
        }
        var request = DeleteAddressRequest.newBuilder()
                .setProject(project)
                .setRegion(order.place().region())
                .setAddress(order.name())
                .build();
        return change(doing, () -> clients.addresses.deleteCallable().call(request))
                .map(reference -> false);
    }

    @Override
    public Answer<String> createInstance(InstanceOrder order) {
        var request = InsertInstanceRequest.newBuilder()
                .setProject(project)
                .setZone(order.machine().zone())
                .setRequestId(order.effectId().toString())
                .setInstanceResource(shapes.instance(order))
                .build();
        String doing = "creating " + order.machine();
        try {
            Operation operation = clients.instances.insertCallable().call(request);
            Optional<CloudFailure> failure = GcpFailures.of(doing, operation);
            // asked for again, the same request answers with the operation that failed: who asks about it gives it up
            return failure.isPresent() && !(failure.get() instanceof Transient)
                    ? Answer.failed(failure.get())
                    : Answer.got(operation.getName());
        } catch (ApiException e) {
            return Answer.failed(GcpFailures.of(doing, e, true));
        }
    }

    /** It was created with it. */
    @Override
    public Answer<Boolean> ensurePublicAddress(Instance observed, String address) {
        return Answer.got(true);
    }

    @Override
    public Answer<Work> work(Machine machine, String reference) {
        String doing = "asking about the creation of " + machine;
        Answer<Optional<Operation>> found =
                look(doing, () -> clients.zoneOperations.get(project, machine.zone(), reference));
        return switch (found) {
            case Answer.Failed<Optional<Operation>>(var failure) -> Answer.failed(failure);
            case Answer.Got<Optional<Operation>>(var operation) ->
                operation.map(known -> progress(machine, known)).orElseGet(() -> Answer.got(Work.FORGOTTEN));
        };
    }

    private static Answer<Work> progress(Machine machine, Operation operation) {
        if (operation.getStatus() != Operation.Status.DONE) {
            return Answer.got(Work.PENDING);
        }
        Optional<CloudFailure> failure = GcpFailures.of("creating " + machine, operation);
        if (failure.isEmpty()) {
            return Answer.got(Work.DONE);
        }
        return failure.get() instanceof Transient ? Answer.got(Work.ABANDONED) : Answer.failed(failure.get());
    }

    @Override
    public Answer<Optional<Instance>> observe(Machine machine) {
        return look("looking at " + machine, () -> clients.instances.get(project, machine.zone(), machine.name()))
                .map(found -> found.map(instance -> GcpInstances.seen(machine, instance)));
    }

    @Override
    public Answer<String> stop(Machine machine) {
        var request = StopInstanceRequest.newBuilder()
                .setProject(project)
                .setZone(machine.zone())
                .setInstance(machine.name())
                .build();
        return change(
                "stopping " + machine, () -> clients.instances.stopCallable().call(request));
    }

    @Override
    public Answer<String> start(Machine machine) {
        var request = StartInstanceRequest.newBuilder()
                .setProject(project)
                .setZone(machine.zone())
                .setInstance(machine.name())
                .build();
        return change(
                "starting " + machine, () -> clients.instances.startCallable().call(request));
    }

    @Override
    public Answer<String> setMetadata(Instance observed, Map<String, String> items) {
        Machine machine = observed.machine();
        var request = SetMetadataInstanceRequest.newBuilder()
                .setProject(project)
                .setZone(machine.zone())
                .setInstance(machine.name())
                .setMetadataResource(GcpInstances.metadata(items).setFingerprint(observed.version()))
                .build();
        return change(
                "telling " + machine + " its role",
                () -> clients.instances.setMetadataCallable().call(request));
    }

    @Override
    public Answer<Optional<GuestState>> guestState(Machine machine) {
        String doing = "asking " + machine + " for its state";
        var request = GetGuestAttributesInstanceRequest.newBuilder()
                .setProject(project)
                .setZone(machine.zone())
                .setInstance(machine.name())
                .setQueryPath(GUEST_STATE)
                .build();
        return look(doing, () -> clients.instances.getGuestAttributes(request))
                .map(found -> found.flatMap(attributes -> attributes.getQueryValue().getItemsList().stream()
                        .map(GuestAttributesEntry::getValue)
                        .findFirst()
                        .flatMap(GuestStates::read)));
    }

    @Override
    public Answer<String> releaseInstance(Machine machine) {
        var request = DeleteInstanceRequest.newBuilder()
                .setProject(project)
                .setZone(machine.zone())
                .setInstance(machine.name())
                .build();
        try {
            return answer(
                    "deleting " + machine, clients.instances.deleteCallable().call(request));
        } catch (ApiException e) {
            return GcpFailures.status(e)
                            .filter(status -> status == GcpFailures.NOT_FOUND)
                            .isPresent()
                    ? Answer.got("")
                    : Answer.failed(GcpFailures.of("deleting " + machine, e, true));
        }
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones, String environmentId) {
        return list(
                        "listing the instances of " + environmentId + " in " + place,
                        place,
                        zones,
                        "labels." + ENVIRONMENT_LABEL + "=" + environmentId)
                .map(found -> found.stream()
                        .filter(instance -> instance.belongsTo(environmentId))
                        .toList());
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones) {
        return list("listing our instances in " + place, place, zones, OURS);
    }

    private Answer<List<Instance>> list(String doing, Place place, List<String> zones, String filter) {
        var found = new ArrayList<Instance>();
        for (String zone : zones) {
            var request = ListInstancesRequest.newBuilder()
                    .setProject(project)
                    .setZone(zone)
                    .setFilter(filter)
                    .build();
            try {
                clients.instances
                        .list(request)
                        .iterateAll()
                        .forEach(instance ->
                                found.add(GcpInstances.seen(new Machine(place, zone, instance.getName()), instance)));
            } catch (ApiException e) {
                return Answer.failed(GcpFailures.of(doing, e, false));
            }
        }
        return Answer.got(List.copyOf(found));
    }

    @Override
    public Answer<List<ReservedAddress>> listAddresses(Place place) {
        var request = ListAddressesRequest.newBuilder()
                .setProject(project)
                .setRegion(place.region())
                .setFilter(OURS)
                .build();
        var found = new ArrayList<ReservedAddress>();
        try {
            clients.addresses
                    .list(request)
                    .iterateAll()
                    .forEach(address -> found.add(
                            new ReservedAddress(address.getName(), address.getLabelsMap(), address.getAddress())));
        } catch (ApiException e) {
            return Answer.failed(GcpFailures.of("listing our addresses in " + place, e, false));
        }
        return Answer.got(List.copyOf(found));
    }

    @Override
    public void close() {
        clients.close();
    }

    /** Nothing of that name is an answer, not a failure. */
    private static <T> Answer<Optional<T>> look(String doing, Supplier<T> call) {
        try {
            return Answer.got(Optional.of(call.get()));
        } catch (ApiException e) {
            return GcpFailures.status(e)
                            .filter(status -> status == GcpFailures.NOT_FOUND)
                            .isPresent()
                    ? Answer.got(Optional.empty())
                    : Answer.failed(GcpFailures.of(doing, e, false));
        }
    }

    private static Answer<String> change(String doing, Supplier<Operation> call) {
        try {
            return answer(doing, call.get());
        } catch (ApiException e) {
            return Answer.failed(GcpFailures.of(doing, e, true));
        }
    }

    /** An operation can be over, and have failed, at once. */
    private static Answer<String> answer(String doing, Operation operation) {
        return GcpFailures.of(doing, operation)
                .<Answer<String>>map(Answer::failed)
                .orElseGet(() -> Answer.got(operation.getName()));
    }
}
