package com.orocloud.provisioning.cloud;

/** Where to find an instance: its name is ours, and unique in its zone. */
public record Machine(Place place, String zone, String name) {

    @Override
    public String toString() {
        return name + " in " + zone;
    }
}
