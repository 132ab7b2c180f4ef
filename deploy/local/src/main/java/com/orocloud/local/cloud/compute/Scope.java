package com.orocloud.local.cloud.compute;

import com.orocloud.local.cloud.web.Call;

/** Where in the name space of Compute Engine something is. */
record Scope(String project, Kind kind, String location) {

    enum Kind {
        ZONE("zones/"),
        REGION("regions/"),
        GLOBAL("global");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    static Scope zone(Call call) {
        return new Scope(call.at("project"), Kind.ZONE, call.at("zone"));
    }

    static Scope region(Call call) {
        return new Scope(call.at("project"), Kind.REGION, call.at("region"));
    }

    static Scope global(Call call) {
        return new Scope(call.at("project"), Kind.GLOBAL, "");
    }

    /** The scope of a thing with this path. */
    static Scope of(String path) {
        String[] parts = path.split("/", -1);
        return switch (parts[2]) {
            case "zones" -> new Scope(parts[1], Kind.ZONE, parts[3]);
            case "regions" -> new Scope(parts[1], Kind.REGION, parts[3]);
            default -> new Scope(parts[1], Kind.GLOBAL, "");
        };
    }

    /** {@code zones/europe-west4-a}, the key of aggregated lists. */
    String place() {
        return kind.prefix + location;
    }

    String path() {
        return "projects/" + project + "/" + place();
    }

    String path(String collection, String name) {
        return path() + "/" + collection + "/" + name;
    }
}
