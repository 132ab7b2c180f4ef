package com.orocloud.node;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the control plane wants this node to be: the metadata item {@code orocloud-node}. */
record Assignment(
        String environment,
        String nodeId,
        Role role,
        long generation,
        Database database,
        Peers peers,
        boolean install,
        List<String> hostnames,
        String commit,
        String secretsRef) {

    enum Role {
        DATABASE,
        WEB,
        LOAD_BALANCER,
        FILES
    }

    enum DatabaseRole {
        MAIN,
        STANDBY
    }

    /** A database's place: the slots a main keeps for its standbys, or the main and the slot that a standby follows. */
    record Database(@Nullable DatabaseRole role, String main, List<String> slots, String slot) {
        private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");

        @SuppressWarnings("NullableProblems")
        Database(
                @Nullable DatabaseRole role,
                @Nullable String main,
                @Nullable List<String> slots,
                @Nullable String slot) {
            this.role = role;
            this.main = main == null ? "" : main;
            this.slots = slots == null ? List.of() : List.copyOf(slots);
            this.slot = slot == null ? "" : slot;
            this.slots.forEach(Database::requireSlotName);
            if (!this.slot.isEmpty()) {
                requireSlotName(this.slot);
            }
        }

        private static void requireSlotName(String name) {
            if (!SLOT_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not a name for a replication slot: " + name);
            }
        }
    }

    /** The addresses of the other nodes of the environment, sorted, so that an order that changes changes nothing. */
    record Peers(List<String> database, List<String> web, List<String> files) {
        Peers(@Nullable List<String> database, @Nullable List<String> web, @Nullable List<String> files) {
            this.database = sorted(database);
            this.web = sorted(web);
            this.files = sorted(files);
        }

        private static List<String> sorted(@Nullable List<String> addresses) {
            return addresses == null ? List.of() : addresses.stream().sorted().toList();
        }
    }

    /** The item as it is written; every part may be missing while provisioning is still collecting addresses. */
    private record Written(
            @Nullable String environment,
            @Nullable String nodeId,
            @Nullable Role role,
            @Nullable Long generation,
            @Nullable Database database,
            @Nullable Peers peers,
            @Nullable Boolean install,
            @Nullable List<String> hostnames,
            @Nullable String commit,
            @Nullable String secretsRef) {}

    /** @throws IllegalArgumentException saying what is missing or not understood */
    static Assignment parse(String json) {
        Written written;
        try {
            written = new Gson().fromJson(json, Written.class);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("orocloud-node is not the JSON that was agreed", e);
        }
        Role role = required(written.role(), "role");
        Database database = written.database() == null ? new Database(null, "", List.of(), "") : written.database();
        if (role == Role.DATABASE && database.role() == null) {
            throw new IllegalArgumentException("orocloud-node names no database.role");
        }
        return new Assignment(
                required(written.environment(), "environment"),
                required(written.nodeId(), "nodeId"),
                role,
                required(written.generation(), "generation"),
                database,
                written.peers() == null ? new Peers(List.of(), List.of(), List.of()) : written.peers(),
                Boolean.TRUE.equals(written.install()),
                written.hostnames() == null ? List.of() : List.copyOf(written.hostnames()),
                written.commit() == null ? "" : written.commit(),
                required(written.secretsRef(), "secretsRef"));
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("orocloud-node names no " + name);
        }
        return value;
    }
}
