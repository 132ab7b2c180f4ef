package com.orocloud.local.cloud.compute;

import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Faults;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Compute Engine as a whole. */
public final class Compute {

    private final Instances instances;
    private final Addresses addresses;
    private final Power power;
    private final Operations operations;
    private final Identities identities;
    private final ComputeApi api;

    /** One installation, with what it kept in this directory. */
    public Compute(Path state, ComputeSettings settings, Regions regions, Ledger ledger, Faults faults)
            throws IOException {
        this.identities = new Identities(state.resolve("identity.key"));
        this.operations = new Operations(
                new Shelf(state.resolve("operations")), faults, settings.endpoint(), settings.operationTime());
        AddressPool pool = new AddressPool(settings.block(), new Shelf(state.resolve("address-pool")));
        this.addresses = new Addresses(new Shelf(state.resolve("addresses")), pool, operations, regions, ledger);
        GuestAttributes guests = new GuestAttributes(new Shelf(state.resolve("guest-attributes")));
        this.instances = new Instances(new Shelf(state.resolve("instances")), operations, addresses, regions, ledger);
        Machines machines = settings.nodes().isPresent()
                ? new NodeProcesses(settings.nodes().get(), new Shelf(state.resolve("processes")), guests, identities)
                : new InertMachines(guests);
        this.power = new Power(instances, operations, machines, regions);
        this.api = new ComputeApi(regions, operations, addresses, instances, guests);
    }

    /** Goes on where an earlier life of this process ended. */
    public void resume() {
        addresses.detachFromAllBut(instances.all().stream()
                .map(Instances::path)
                .map(operations::link)
                .toList());
        operations.resume();
        power.resume();
    }

    public void route(Routes routes) {
        api.route(routes);
    }

    public Instances instances() {
        return instances;
    }

    public Addresses addresses() {
        return addresses;
    }

    public Operations operations() {
        return operations;
    }

    public Power power() {
        return power;
    }

    /** The environment whose secrets the bearer of a node's token may read. */
    public Optional<String> environment(String token) {
        return identities.environment(token, instances);
    }
}
