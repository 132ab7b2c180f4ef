package com.orocloud.provisioning.cloud;

import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Every provider that we have an account with, as one: each call goes to the provider of its place. */
public final class Clouds implements Cloud {

    private final Map<IaasProvider, Cloud> clouds;

    public Clouds(Map<IaasProvider, Cloud> clouds) {
        this.clouds = Map.copyOf(clouds);
    }

    public Set<IaasProvider> providers() {
        return clouds.keySet();
    }

    private <T> Answer<T> at(Place place, Function<Cloud, Answer<T>> call) {
        Cloud cloud = clouds.get(place.provider());
        return cloud == null
                ? Answer.failed(new Refused("calling " + place, "PROVIDER_NOT_AVAILABLE", "we have no account there"))
                : call.apply(cloud);
    }

    @Override
    public Answer<Optional<String>> ensureAddress(AddressOrder order) {
        return at(order.place(), cloud -> cloud.ensureAddress(order));
    }

    @Override
    public Answer<Boolean> releaseAddress(AddressOrder order) {
        return at(order.place(), cloud -> cloud.releaseAddress(order));
    }

    @Override
    public Answer<String> createInstance(InstanceOrder order) {
        return at(order.machine().place(), cloud -> cloud.createInstance(order));
    }

    @Override
    public Answer<Boolean> ensurePublicAddress(Instance observed, String address) {
        return at(observed.machine().place(), cloud -> cloud.ensurePublicAddress(observed, address));
    }

    @Override
    public Answer<Work> work(Machine machine, String reference) {
        return at(machine.place(), cloud -> cloud.work(machine, reference));
    }

    @Override
    public Answer<Optional<Instance>> observe(Machine machine) {
        return at(machine.place(), cloud -> cloud.observe(machine));
    }

    @Override
    public Answer<String> stop(Machine machine) {
        return at(machine.place(), cloud -> cloud.stop(machine));
    }

    @Override
    public Answer<String> start(Machine machine) {
        return at(machine.place(), cloud -> cloud.start(machine));
    }

    @Override
    public Answer<String> setMetadata(Instance observed, Map<String, String> items) {
        return at(observed.machine().place(), cloud -> cloud.setMetadata(observed, items));
    }

    @Override
    public Answer<Optional<GuestState>> guestState(Machine machine) {
        return at(machine.place(), cloud -> cloud.guestState(machine));
    }

    @Override
    public Answer<String> releaseInstance(Machine machine) {
        return at(machine.place(), cloud -> cloud.releaseInstance(machine));
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones, String environmentId) {
        return at(place, cloud -> cloud.listOwned(place, zones, environmentId));
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones) {
        return at(place, cloud -> cloud.listOwned(place, zones));
    }

    @Override
    public Answer<List<ReservedAddress>> listAddresses(Place place) {
        return at(place, cloud -> cloud.listAddresses(place));
    }

    @Override
    public void close() {
        clouds.values().forEach(Cloud::close);
    }
}
