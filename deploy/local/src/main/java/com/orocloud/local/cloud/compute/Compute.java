package com.orocloud.local.cloud.compute;

import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Faults;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Compute Engine as a whole. */
public final class Compute {

    private final Instances instances;
    private final Operations operations;
    private final Identities identities;
    private final ComputeApi api;

    /**
     * One installation, with what it kept in this directory.
     *
     * @param endpoint what the links of this cloud begin with
     * @param nodes how nodes are started; when empty, machines are inert
     */
    public Compute(
            Path state,
            String block,
            String endpoint,
            Duration operationTime,
            Optional<NodeSettings> nodes,
            Regions regions,
            Ledger ledger,
            Faults faults)
            throws IOException {
        this.identities = new Identities(state.resolve("identity.key"));
        this.operations = new Operations(new Shelf(state.resolve("operations")), faults, endpoint, operationTime);
        AddressPool pool = new AddressPool(block, new Shelf(state.resolve("address-pool")));
        Addresses addresses = new Addresses(new Shelf(state.resolve("addresses")), pool, operations, regions, ledger);
        GuestAttributes guests = new GuestAttributes(new Shelf(state.resolve("guest-attributes")));
        Shelf shelf = new Shelf(state.resolve("instances"));
        if (nodes.isPresent()) {
            NodeProcesses machines =
                    new NodeProcesses(nodes.get(), new Shelf(state.resolve("processes")), guests, identities);
            this.instances = new Instances(shelf, operations, addresses, pool, machines, regions, ledger);
            machines.serve(instances::find, instances::gone);
        } else {
            InertMachines machines = new InertMachines(guests);
            this.instances = new Instances(shelf, operations, addresses, pool, machines, regions, ledger);
            machines.serve(instances::find);
        }
        this.api = new ComputeApi(regions, operations, addresses, instances, guests);
    }

    /** Goes on where an earlier life of this process ended. */
    public void resume() {
        operations.resume();
        instances.adopt();
    }

    public void route(Routes routes) {
        api.route(routes);
    }

    public Instances instances() {
        return instances;
    }

    /** The environment whose secrets the bearer of a node's token may read. */
    public Optional<String> environment(String token) {
        return identities.environment(token, instances);
    }
}
