package com.orocloud.local.cloud.compute;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reserved addresses: they belong to a region and stay the same whoever uses them. */
public final class Addresses implements Effects {

    public static final String COLLECTION = "addresses";

    private final Shelf shelf;
    private final AddressPool pool;
    private final Operations operations;
    private final Regions regions;
    private final Ledger ledger;

    Addresses(Shelf shelf, AddressPool pool, Operations operations, Regions regions, Ledger ledger) {
        this.shelf = shelf;
        this.pool = pool;
        this.operations = operations;
        this.regions = regions;
        this.ledger = ledger;
        operations.register(COLLECTION, this);
    }

    synchronized JsonObject insert(Scope scope, JsonObject request, Optional<String> requestId) {
        regions.region(scope.location());
        Optional<JsonObject> replayed = operations.replayed(requestId);
        if (replayed.isPresent()) {
            return replayed.get();
        }
        String path = scope.path(COLLECTION, Names.valid(Json.required(request, "name")));
        if (shelf.has(path)) {
            throw Refusal.alreadyExists(path);
        }
        String id = Operations.newId();
        JsonObject address = request.deepCopy();
        address.addProperty("kind", "compute#address");
        address.addProperty("id", id);
        address.addProperty("creationTimestamp", Instant.now().toString());
        address.addProperty("address", pick(request));
        address.addProperty("addressType", Json.text(request, "addressType").orElse("EXTERNAL"));
        address.addProperty("status", "RESERVING");
        address.addProperty("region", operations.link(scope.path()));
        address.addProperty("selfLink", operations.link(path));
        address.addProperty("labelFingerprint", Names.fingerprint(Json.member(address, "labels")));
        return create(scope.location(), path, address, requestId);
    }

    /** Takes in a described address; the operation that is returned reserves it. */
    public synchronized JsonObject create(String region, String path, JsonObject address, Optional<String> requestId) {
        String id = Json.required(address, "id");
        ledger.created("address", region, id, Json.required(address, "name"), Json.member(address, "labels"));
        shelf.put(path, address);
        return operations.submit("insert", path, id, requestId);
    }

    @Override
    public Optional<String> called(String path) {
        return shelf.get(path)
                .map(address -> Json.required(address, "name"))
                .filter(name -> !path.endsWith("/" + name));
    }

    private String pick(JsonObject request) {
        Optional<String> wanted = Json.text(request, "address");
        if (wanted.isPresent()) {
            if (isReserved(wanted.get())) {
                throw Refusal.badRequest("invalid", "The address " + wanted.get() + " is reserved already.");
            }
            return wanted.get();
        }
        return unreserved(_ -> false);
    }

    /** An address of the block that nobody has reserved and that is not taken otherwise. */
    public String unreserved(Predicate<String> taken) {
        try {
            return pool.next(address -> isReserved(address) || taken.test(address));
        } catch (OperationFailure e) {
            throw Refusal.badRequest("resourceNotReady", String.valueOf(e.getMessage()));
        }
    }

    private boolean isReserved(String address) {
        return shelf.startingWith("").stream()
                .anyMatch(reserved -> Json.required(reserved, "address").equals(address));
    }

    JsonObject get(String path) {
        return shelf.get(path).orElseThrow(() -> Refusal.notFound(path));
    }

    List<JsonObject> in(Scope scope) {
        return shelf.startingWith(scope.path() + "/");
    }

    /** Those whose path starts so. */
    public List<JsonObject> startingWith(String prefix) {
        return shelf.startingWith(prefix);
    }

    /** The address with this id, which in some dialects is the end of its path. */
    public Optional<JsonObject> withId(String id) {
        return pathOf(id).flatMap(shelf::get);
    }

    public Optional<String> pathOf(String id) {
        return shelf.keys().stream().filter(path -> Names.last(path).equals(id)).findFirst();
    }

    public synchronized JsonObject delete(String path, Optional<String> requestId) {
        Optional<JsonObject> replayed = operations.replayed(requestId);
        if (replayed.isPresent()) {
            return replayed.get();
        }
        JsonObject address = get(path);
        if (!Json.members(address, "users").isEmpty()) {
            throw Refusal.badRequest(
                    "resourceInUseByAnotherResource",
                    "The address resource '" + path + "' is already being used by "
                            + Json.members(address, "users").get(0));
        }
        return operations.submit("delete", path, Json.required(address, "id"), requestId);
    }

    /** Gives a reserved address of the region to an instance. */
    synchronized void attach(Scope zone, String region, String address, String instanceLink) {
        String regional = new Scope(zone.project(), Scope.Kind.REGION, region).path() + "/";
        JsonObject reserved = shelf.startingWith(regional).stream()
                .filter(candidate -> Json.required(candidate, "address").equals(address))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest(
                        "invalid", "Specified IP address " + address + " is not reserved in " + region + "."));
        if (!Json.members(reserved, "users").isEmpty()) {
            throw Refusal.badRequest("resourceInUseByAnotherResource", "Specified IP address is in use: " + address);
        }
        give(regional + COLLECTION + "/" + Json.required(reserved, "name"), instanceLink);
    }

    /** Gives an address to an instance. */
    public synchronized void give(String path, String instanceLink) {
        shelf.change(path, address -> {
            address.addProperty("status", "IN_USE");
            address.add("users", Json.array(List.of(instanceLink)));
        });
    }

    /** Takes an address from whoever has it. */
    public synchronized void take(String path) {
        shelf.change(path, address -> {
            address.addProperty("status", "RESERVED");
            address.remove("users");
        });
    }

    synchronized void detachAll(String instanceLink) {
        detach(instanceLink::equals);
    }

    /** After a crash: takes back what was given to instances that never came to be. */
    synchronized void detachFromAllBut(List<String> instanceLinks) {
        detach(user -> !instanceLinks.contains(user));
    }

    private void detach(Predicate<String> user) {
        for (String path : shelf.keys()) {
            JsonArray users = Json.members(get(path), "users");
            if (!users.isEmpty() && user.test(users.get(0).getAsString())) {
                shelf.change(path, address -> {
                    address.addProperty("status", "RESERVED");
                    address.remove("users");
                });
            }
        }
    }

    @Override
    public synchronized boolean happen(String type, String path) {
        if (type.equals("insert")) {
            shelf.change(path, address -> {
                if (!address.has("users")) {
                    address.addProperty("status", "RESERVED");
                }
            });
        } else {
            remove(path);
        }
        return true;
    }

    @Override
    public synchronized void fail(String type, String path) {
        if (type.equals("insert")) {
            remove(path);
        }
    }

    private void remove(String path) {
        shelf.get(path).ifPresent(address -> {
            shelf.remove(path);
            ledger.deleted("address", Json.required(address, "id"));
        });
    }
}
