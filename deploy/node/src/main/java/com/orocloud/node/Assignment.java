package com.orocloud.node;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane wants this node to be: the metadata item {@code orocloud-node}.
 *
 * @param requestsPerSource how many requests a balancer takes from one source in ten seconds; the rest is refused
 */
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
        String secretsRef,
        int requestsPerSource) {

    /** For orders that name none: far more than a person sends, far less than what harms the shop. */
    private static final int REQUESTS_PER_SOURCE = 5_000;

    enum Role {
        DATABASE,
        WEB,
        LOAD_BALANCER,
        FILES,
        CACHE,
        QUEUE,
        CONSUMER,
        SMTP
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

    /** The addresses of the environment's nodes, sorted, so that an order that changes changes nothing. */
    record Peers(Map<String, List<String>> addresses) {
        Peers(@Nullable Map<String, List<String>> addresses) {
            var sorted = new TreeMap<String, List<String>>();
            if (addresses != null) {
                addresses.forEach((role, those) -> sorted.put(role, isByPriority(role) ? those : sorted(those)));
            }
            this.addresses = Collections.unmodifiableMap(sorted);
        }

        /** Mail relays are told in the order of their priority. */
        private static boolean isByPriority(String role) {
            return role.equals("smtp");
        }

        private static List<String> sorted(List<String> addresses) {
            return addresses.stream().sorted().toList();
        }

        /** Empty for a role that the environment has no nodes of, and while addresses are still being collected. */
        List<String> of(Role role) {
            return addresses.getOrDefault(role.name().toLowerCase(Locale.ROOT), List.of());
        }
    }

    /** The item as it is written; every part may be missing while provisioning is still collecting addresses. */
    private record Written(
            @Nullable String environment,
            @Nullable String nodeId,
            @Nullable Role role,
            @Nullable Long generation,
            @Nullable Database database,
            @Nullable Map<String, List<String>> peers,
            @Nullable Boolean install,
            @Nullable List<String> hostnames,
            @Nullable String commit,
            @Nullable String secretsRef,
            @Nullable Integer requestsPerSource) {}

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
                new Peers(written.peers()),
                Boolean.TRUE.equals(written.install()),
                written.hostnames() == null ? List.of() : List.copyOf(written.hostnames()),
                written.commit() == null ? "" : written.commit(),
                required(written.secretsRef(), "secretsRef"),
                written.requestsPerSource() == null ? REQUESTS_PER_SOURCE : written.requestsPerSource());
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("orocloud-node names no " + name);
        }
        return value;
    }
}
