package com.orocloud.provisioning.oci;

import com.oracle.bmc.core.model.Instance.LifecycleState;
import com.oracle.bmc.core.model.UpdateInstanceDetails;
import com.oracle.bmc.core.requests.InstanceActionRequest;
import com.oracle.bmc.core.requests.LaunchInstanceRequest;
import com.oracle.bmc.core.requests.TerminateInstanceRequest;
import com.oracle.bmc.core.requests.UpdateInstanceRequest;
import com.oracle.bmc.core.responses.LaunchInstanceResponse;
import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.workrequests.model.WorkRequest;
import com.oracle.bmc.workrequests.model.WorkRequestError;
import com.oracle.bmc.workrequests.requests.GetWorkRequestRequest;
import com.oracle.bmc.workrequests.requests.ListWorkRequestErrorsRequest;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.GuestStates;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.oci.OciRegion.Seen;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link Cloud} by Oracle Cloud. Names are not unique there: what is ours is told by its tags, and is looked for before
 * anything is made; the retry token makes a repeated launch the same launch for a day.
 */
public final class OciCloud implements Cloud {

    private final OciAccount account;
    private final OciAddresses addresses;
    private final OciStatusObjects states;
    private final Map<String, OciRegion> regions = new ConcurrentHashMap<>();

    public OciCloud(OciAccount account, Clock clock) {
        this.account = account;
        this.addresses = new OciAddresses(account);
        this.states = new OciStatusObjects(account, clock);
    }

    private OciRegion in(Place place) {
        return regions.computeIfAbsent(place.region(), region -> new OciRegion(account, region));
    }

    @Override
    public Answer<Optional<String>> ensureAddress(AddressOrder order) {
        return change(
                "reserving address " + order.name() + " in " + order.place(),
                () -> Answer.got(addresses.ensure(in(order.place()), order)));
    }

    @Override
    public Answer<Boolean> releaseAddress(AddressOrder order) {
        return change(
                "giving back address " + order.name() + " in " + order.place(),
                () -> Answer.got(addresses.release(in(order.place()), order)));
    }

    @Override
    public Answer<String> createInstance(InstanceOrder order) {
        OciRegion region = in(order.machine().place());
        return change("creating " + order.machine(), () -> {
            LaunchInstanceResponse launched = region.clients.compute.launchInstance(LaunchInstanceRequest.builder()
                    .opcRetryToken(order.effectId().toString())
                    .launchInstanceDetails(OciInstances.launch(account, region, order))
                    .build());
            region.remember(order.machine(), launched.getInstance().getId());
            return Answer.got(String.valueOf(launched.getOpcWorkRequestId()));
        });
    }

    @Override
    public Answer<Boolean> ensurePublicAddress(Instance observed, String address) {
        OciRegion region = in(observed.machine().place());
        return change(
                "giving " + address + " to " + observed.machine(),
                () -> Answer.got(region.find(observed.machine())
                        .map(seen -> addresses.give(region, seen.instance().getId(), address))
                        .orElse(false)));
    }

    @Override
    public Answer<Work> work(Machine machine, String reference) {
        OciRegion region = in(machine.place());
        return look("asking about the creation of " + machine, () -> {
            try {
                WorkRequest request = region.clients
                        .workRequests
                        .getWorkRequest(GetWorkRequestRequest.builder()
                                .workRequestId(reference)
                                .build())
                        .getWorkRequest();
                return switch (request.getStatus()) {
                    case Accepted, InProgress, Canceling, UnknownEnumValue -> Answer.got(Work.PENDING);
                    case Succeeded -> Answer.got(Work.DONE);
                    case Canceled -> Answer.got(Work.ABANDONED);
                    case Failed -> failed(region, machine, reference);
                };
            } catch (BmcException e) {
                if (e.getStatusCode() == OciFailures.NOT_FOUND) {
                    return Answer.got(Work.FORGOTTEN);
                }
                throw e;
            }
        });
    }

    private static Answer<Work> failed(OciRegion region, Machine machine, String reference) {
        String doing = "creating " + machine;
        List<WorkRequestError> errors = region.clients
                .workRequests
                .listWorkRequestErrors(ListWorkRequestErrorsRequest.builder()
                        .workRequestId(reference)
                        .build())
                .getItems();
        CloudFailure failure = errors.isEmpty()
                ? new Transient(doing, "the work request failed and says nothing")
                : OciFailures.of(
                        doing, errors.getFirst().getCode(), errors.getFirst().getMessage());
        return failure instanceof Transient ? Answer.got(Work.ABANDONED) : Answer.failed(failure);
    }

    @Override
    public Answer<Optional<Instance>> observe(Machine machine) {
        OciRegion region = in(machine.place());
        return look(
                "looking at " + machine,
                () -> Answer.got(region.find(machine)
                        .map(seen -> OciInstances.seen(machine, seen.instance(), seen.etag(), address(region, seen)))));
    }

    private static @Nullable String address(OciRegion region, Seen seen) {
        Set<LifecycleState> without = Set.of(LifecycleState.Provisioning, LifecycleState.Terminating);
        return without.contains(seen.instance().getLifecycleState())
                ? null
                : region.address(seen.instance().getId()).orElse(null);
    }

    @Override
    public Answer<String> stop(Machine machine) {
        return act("stopping " + machine, machine, "STOP", Set.of(LifecycleState.Stopping, LifecycleState.Stopped));
    }

    @Override
    public Answer<String> start(Machine machine) {
        return act("starting " + machine, machine, "START", Set.of(LifecycleState.Starting, LifecycleState.Running));
    }

    private Answer<String> act(String doing, Machine machine, String action, Set<LifecycleState> already) {
        OciRegion region = in(machine.place());
        return change(doing, () -> {
            Optional<Seen> seen = region.find(machine);
            if (seen.isEmpty() || already.contains(seen.get().instance().getLifecycleState())) {
                return Answer.got("");
            }
            region.clients.compute.instanceAction(InstanceActionRequest.builder()
                    .instanceId(seen.get().instance().getId())
                    .action(action)
                    .build());
            return Answer.got("");
        });
    }

    @Override
    public Answer<String> setMetadata(Instance observed, Map<String, String> items) {
        Machine machine = observed.machine();
        OciRegion region = in(machine.place());
        String doing = "telling " + machine + " its role";
        return change(doing, () -> {
            Optional<String> id = region.idOf(machine);
            if (id.isEmpty()) {
                return Answer.failed(new Transient(doing, "it is gone"));
            }
            String known = observed.metadata().get(OciInstances.STATUS);
            String status = known == null ? states.allow(region, machine.place().region(), id.get()) : known;
            return tell(region, id.get(), doing, observed, OciInstances.changed(items, observed, status));
        });
    }

    private static Answer<String> tell(
            OciRegion region, String id, String doing, Instance observed, Map<String, String> metadata) {
        var update = UpdateInstanceRequest.builder()
                .instanceId(id)
                .ifMatch(observed.version())
                .updateInstanceDetails(
                        UpdateInstanceDetails.builder().metadata(metadata).build())
                .build();
        try {
            return Answer.got(
                    String.valueOf(region.clients.compute.updateInstance(update).getEtag()));
        } catch (BmcException e) {
            if (e.getStatusCode() == OciFailures.NOT_FOUND) {
                return Answer.failed(new Transient(doing, "it is gone"));
            }
            throw e;
        }
    }

    @Override
    public Answer<Optional<GuestState>> guestState(Machine machine) {
        OciRegion region = in(machine.place());
        return look(
                "asking " + machine + " for its state",
                () -> Answer.got(region.idOf(machine)
                        .flatMap(id -> states.read(region, id))
                        .flatMap(GuestStates::read)));
    }

    @Override
    public Answer<String> releaseInstance(Machine machine) {
        OciRegion region = in(machine.place());
        return change("deleting " + machine, () -> {
            Optional<Seen> seen = region.find(machine)
                    .filter(there -> there.instance().getLifecycleState() != LifecycleState.Terminating);
            if (seen.isEmpty()) {
                return Answer.got("");
            }
            String id = seen.get().instance().getId();
            states.forget(region, id);
            region.clients.compute.terminateInstance(TerminateInstanceRequest.builder()
                    .instanceId(id)
                    .preserveBootVolume(false)
                    .build());
            return Answer.got("");
        });
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones, String environmentId) {
        return list(
                "listing the instances of " + environmentId + " in " + place,
                place,
                zones,
                instance -> instance.belongsTo(environmentId));
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones) {
        return list(
                "listing our instances in " + place,
                place,
                zones,
                instance -> OWNER.equals(instance.labels().get(OWNER_LABEL)));
    }

    /** There is no filter by tags; so everything of the compartment is listed, page by page. */
    private Answer<List<Instance>> list(String doing, Place place, List<String> zones, Predicate<Instance> wanted) {
        OciRegion region = in(place);
        return look(
                doing,
                () -> Answer.got(region.instances(request -> request)
                        .filter(OciRegion::isThere)
                        .map(instance -> OciInstances.seen(
                                new Machine(place, OciRegion.zoneOf(instance, zones), instance.getDisplayName()),
                                instance,
                                "",
                                null))
                        .filter(wanted)
                        .toList()));
    }

    @Override
    public Answer<List<ReservedAddress>> listAddresses(Place place) {
        return look("listing our addresses in " + place, () -> Answer.got(addresses.ours(in(place))));
    }

    @Override
    public void close() {
        regions.values().forEach(OciRegion::close);
    }

    private static <T> Answer<T> look(String doing, Supplier<Answer<T>> call) {
        return trying(doing, false, call);
    }

    private static <T> Answer<T> change(String doing, Supplier<Answer<T>> call) {
        return trying(doing, true, call);
    }

    private static <T> Answer<T> trying(String doing, boolean changes, Supplier<Answer<T>> call) {
        try {
            return call.get();
        } catch (BmcException e) {
            return Answer.failed(OciFailures.of(doing, e, changes));
        } catch (UncheckedIOException e) {
            return Answer.failed(new Transient(doing, String.valueOf(e.getMessage())));
        }
    }
}
