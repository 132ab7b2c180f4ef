package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Virtual machines as their descriptions say they are; what becomes of them is decided by {@link Power}. */
public final class Instances {

    static final String COLLECTION = "instances";

    private final Shelf shelf;
    private final Operations operations;
    private final Addresses addresses;
    private final Regions regions;
    private final Ledger ledger;
    private BiConsumer<String, JsonObject> metadataChanged = (path, instance) -> {};
    private Consumer<JsonObject> removed = instance -> {};

    Instances(Shelf shelf, Operations operations, Addresses addresses, Regions regions, Ledger ledger) {
        this.shelf = shelf;
        this.operations = operations;
        this.addresses = addresses;
        this.regions = regions;
        this.ledger = ledger;
    }

    /** Tells somebody the path and the instance whenever its metadata or labels are others. */
    void whenMetadataChanges(BiConsumer<String, JsonObject> hears) {
        metadataChanged = hears;
    }

    /** Tells somebody what is no more. */
    public void whenRemoved(Consumer<JsonObject> hears) {
        removed = hears;
    }

    synchronized JsonObject insert(Scope scope, JsonObject request, Optional<String> requestId) {
        Optional<JsonObject> replayed = operations.replayed(requestId);
        if (replayed.isPresent()) {
            return replayed.get();
        }
        String region = regions.ofZone(scope.location()).name();
        String path = scope.path(COLLECTION, Names.valid(Json.required(request, "name")));
        if (shelf.has(path)) {
            throw Refusal.alreadyExists(path);
        }
        String id = Operations.newId();
        JsonObject instance = request.deepCopy();
        instance.addProperty("kind", "compute#instance");
        instance.addProperty("id", id);
        instance.addProperty("creationTimestamp", Instant.now().toString());
        instance.addProperty("zone", operations.link(scope.path()));
        instance.addProperty("selfLink", operations.link(path));
        instance.addProperty("status", "PROVISIONING");
        instance.addProperty("labelFingerprint", Names.fingerprint(Json.member(instance, "labels")));
        instance.add("metadata", Metadata.fingerprinted(Json.member(request, "metadata")));
        instance.add("networkInterfaces", Json.array(List.of(networkInterface(scope, region, path, request))));
        return create(region, path, instance, requestId);
    }

    /** Takes in a described instance; the operation that is returned boots it. */
    public synchronized JsonObject create(String region, String path, JsonObject instance, Optional<String> requestId) {
        String id = Json.required(instance, "id");
        ledger.created("instance", region, id, Json.required(instance, "name"), Json.member(instance, "labels"));
        shelf.put(path, instance);
        return operations.submit("insert", path, id, requestId);
    }

    private JsonObject networkInterface(Scope scope, String region, String path, JsonObject request) {
        JsonObject given = Json.first(request, "networkInterfaces").deepCopy();
        given.addProperty("name", "nic0");
        Json.text(Json.first(given, "accessConfigs"), "natIP")
                .ifPresent(address -> addresses.attach(scope, region, address, operations.link(path)));
        given.addProperty("networkIP", freeAddress());
        return given;
    }

    /** An address that nobody has. */
    public String freeAddress() {
        return addresses.unreserved(
                address -> all().stream().anyMatch(instance -> address(instance).equals(address)));
    }

    public static String address(JsonObject instance) {
        return Json.required(Json.first(instance, "networkInterfaces"), "networkIP");
    }

    /** The path of an instance, which is also the end of its links. */
    public static String path(JsonObject instance) {
        String link = Json.required(instance, "selfLink");
        return link.substring(link.indexOf("/projects/") + 1);
    }

    public static String status(JsonObject instance) {
        return Json.required(instance, "status");
    }

    public Optional<JsonObject> find(String path) {
        return shelf.get(path);
    }

    JsonObject get(String path) {
        return find(path).orElseThrow(() -> Refusal.notFound(path));
    }

    List<JsonObject> in(Scope scope) {
        return shelf.startingWith(scope.path() + "/");
    }

    /** The path of the instance with this id. */
    public Optional<String> pathOf(String id) {
        return shelf.keys().stream().filter(path -> Names.last(path).equals(id)).findFirst();
    }

    List<String> paths() {
        return shelf.keys();
    }

    public List<JsonObject> all() {
        return shelf.startingWith("");
    }

    public boolean exists(String path) {
        return shelf.has(path);
    }

    public boolean isRunning(String path) {
        return find(path).filter(instance -> status(instance).equals("RUNNING")).isPresent();
    }

    /** The paths of the instances in these zones. */
    public List<String> inZones(List<String> zones) {
        return shelf.keys().stream()
                .filter(path -> zones.contains(Scope.of(path).location()))
                .toList();
    }

    /** The path of the one instance of this name, in whichever project and zone it is. */
    public String named(String name) {
        List<String> paths = all().stream()
                .filter(instance -> Json.required(instance, "name").equals(name))
                .map(Instances::path)
                .toList();
        return switch (paths.size()) {
            case 0 -> throw Refusal.notFound("instances/" + name);
            case 1 -> paths.getFirst();
            default -> throw Refusal.badRequest("invalid", "There are several: " + paths);
        };
    }

    /** Starts, stops, resets or deletes. */
    public synchronized JsonObject submit(String type, String path, Optional<String> requestId) {
        Optional<JsonObject> replayed = operations.replayed(requestId);
        return replayed.isPresent()
                ? replayed.get()
                : operations.submit(type, path, Json.required(get(path), "id"), requestId);
    }

    /** Changes a description; whoever reads its metadata is told. */
    public synchronized void amend(String path, Consumer<JsonObject> change) {
        shelf.change(path, change).ifPresent(instance -> metadataChanged.accept(path, instance));
    }

    synchronized JsonObject setMetadata(String path, JsonObject metadata, Optional<String> requestId) {
        return amend("setMetadata", path, requestId, instance -> {
            expect(Json.member(instance, "metadata"), "fingerprint", metadata);
            instance.add("metadata", Metadata.fingerprinted(metadata));
        });
    }

    synchronized JsonObject setLabels(String path, JsonObject request, Optional<String> requestId) {
        return amend("setLabels", path, requestId, instance -> {
            expect(instance, "labelFingerprint", request);
            instance.add("labels", Json.member(request, "labels"));
            instance.addProperty("labelFingerprint", Names.fingerprint(Json.member(request, "labels")));
        });
    }

    private JsonObject amend(String type, String path, Optional<String> requestId, Consumer<JsonObject> change) {
        Optional<JsonObject> replayed = operations.replayed(requestId);
        if (replayed.isPresent()) {
            return replayed.get();
        }
        JsonObject instance = get(path);
        change.accept(instance);
        shelf.put(path, instance);
        metadataChanged.accept(path, instance);
        return operations.submit(type, path, Json.required(instance, "id"), requestId);
    }

    private static void expect(JsonObject current, String fingerprint, JsonObject request) {
        if (!Json.text(request, fingerprint).equals(Json.text(current, fingerprint))) {
            throw Refusal.conditionNotMet("Supplied fingerprint does not match current "
                    + (fingerprint.equals("fingerprint") ? "metadata" : "label") + " fingerprint.");
        }
    }

    synchronized Optional<JsonObject> become(String status, String path) {
        return shelf.change(path, instance -> {
            instance.addProperty("status", status);
            if (status.equals("RUNNING")) {
                instance.addProperty("lastStartTimestamp", Instant.now().toString());
            } else if (status.equals("TERMINATED")) {
                instance.addProperty("lastStopTimestamp", Instant.now().toString());
            }
        });
    }

    synchronized void remove(String path, JsonObject instance) {
        addresses.detachAll(Json.required(instance, "selfLink"));
        shelf.remove(path);
        ledger.deleted("instance", Json.required(instance, "id"));
        removed.accept(instance);
    }
}
