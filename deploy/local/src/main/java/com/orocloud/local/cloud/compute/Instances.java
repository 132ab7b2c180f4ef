package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Virtual machines.
 *
 * <pre>
 *   PROVISIONING --> RUNNING --stop, crash, lost zone--> TERMINATED --start--> STAGING --> RUNNING
 *                       '--------------------- delete ---------'
 * </pre>
 */
public final class Instances implements Effects {

    static final String COLLECTION = "instances";
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final Shelf shelf;
    private final Operations operations;
    private final Addresses addresses;
    private final AddressPool pool;
    private final Machines machines;
    private final Regions regions;
    private final Ledger ledger;
    private final Map<String, Object> busy = new ConcurrentHashMap<>();

    Instances(
            Shelf shelf,
            Operations operations,
            Addresses addresses,
            AddressPool pool,
            Machines machines,
            Regions regions,
            Ledger ledger) {
        this.shelf = shelf;
        this.operations = operations;
        this.addresses = addresses;
        this.pool = pool;
        this.machines = machines;
        this.regions = regions;
        this.ledger = ledger;
        operations.register(COLLECTION, this);
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
        String link = operations.link(path);
        JsonObject instance = request.deepCopy();
        String id = Operations.newId();
        instance.addProperty("kind", "compute#instance");
        instance.addProperty("id", id);
        instance.addProperty("creationTimestamp", Instant.now().toString());
        instance.addProperty("zone", operations.link(scope.path()));
        instance.addProperty("selfLink", link);
        instance.addProperty("status", "PROVISIONING");
        instance.addProperty("labelFingerprint", Names.fingerprint(Json.member(instance, "labels")));
        instance.add("metadata", Metadata.fingerprinted(Json.member(request, "metadata")));
        instance.add("networkInterfaces", Json.array(List.of(networkInterface(scope, region, link, request))));
        shelf.put(path, instance);
        ledger.created("instance", region, id, Names.last(path), Json.member(instance, "labels"));
        return operations.submit("insert", path, id, requestId);
    }

    private JsonObject networkInterface(Scope scope, String region, String link, JsonObject request) {
        JsonObject given = Json.first(request, "networkInterfaces").deepCopy();
        given.addProperty("name", "nic0");
        Optional<String> external = Json.text(Json.first(given, "accessConfigs"), "natIP");
        external.ifPresent(address -> addresses.attach(scope, region, address, link));
        try {
            given.addProperty("networkIP", pool.next(this::isTaken));
        } catch (OperationFailure e) {
            throw Refusal.badRequest("resourceNotReady", String.valueOf(e.getMessage()));
        }
        return given;
    }

    private boolean isTaken(String address) {
        return addresses.isReserved(address)
                || shelf.startingWith("").stream()
                        .anyMatch(instance -> address(instance).equals(address));
    }

    static String address(JsonObject instance) {
        return Json.required(Json.first(instance, "networkInterfaces"), "networkIP");
    }

    Optional<JsonObject> find(String path) {
        return shelf.get(path);
    }

    JsonObject get(String path) {
        return find(path).orElseThrow(() -> Refusal.notFound(path));
    }

    List<JsonObject> in(Scope scope) {
        return shelf.startingWith(scope.path() + "/");
    }

    public List<JsonObject> all() {
        return shelf.startingWith("");
    }

    /** The paths of the instances in these zones. */
    public List<String> inZones(List<String> zones) {
        return shelf.keys().stream()
                .filter(path -> zones.contains(Scope.of(path).location()))
                .toList();
    }

    /** The path of the one instance of this name, in whichever project and zone it is. */
    public String named(String name) {
        List<String> paths = shelf.keys().stream()
                .filter(path -> Names.last(path).equals(name))
                .toList();
        return switch (paths.size()) {
            case 0 -> throw Refusal.notFound("instances/" + name);
            case 1 -> paths.getFirst();
            default -> throw Refusal.badRequest("invalid", "There are several: " + paths);
        };
    }

    /** Starts, stops, resets or deletes. */
    synchronized JsonObject submit(String type, String path, Optional<String> requestId) {
        Optional<JsonObject> replayed = operations.replayed(requestId);
        return replayed.isPresent()
                ? replayed.get()
                : operations.submit(type, path, Json.required(get(path), "id"), requestId);
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
        machines.metadataChanged(path, instance);
        return operations.submit(type, path, Json.required(instance, "id"), requestId);
    }

    private static void expect(JsonObject current, String fingerprint, JsonObject request) {
        if (!Json.text(request, fingerprint).equals(Json.text(current, fingerprint))) {
            throw Refusal.conditionNotMet("Supplied fingerprint does not match current "
                    + (fingerprint.equals("fingerprint") ? "metadata" : "label") + " fingerprint.");
        }
    }

    @Override
    public void happen(String type, String path) throws OperationFailure {
        synchronized (turn(path)) {
            Optional<JsonObject> instance = find(path);
            if (instance.isEmpty()) {
                return;
            }
            switch (type) {
                case "insert", "start" -> boot(path, instance.get());
                case "stop" -> halt(path, STOP_GRACE);
                case "reset" -> {
                    machines.halt(path, instance.get(), Duration.ZERO);
                    boot(path, instance.get());
                }
                case "delete" -> delete(path, instance.get());
                case "setMetadata", "setLabels" -> {}
                default -> throw new IllegalStateException(type);
            }
        }
    }

    @Override
    public void fail(String type, String path) {
        synchronized (turn(path)) {
            if (type.equals("insert")) {
                find(path).ifPresent(instance -> delete(path, instance));
            } else if (type.equals("start")) {
                status(path, "TERMINATED");
            }
        }
    }

    /** One change of a machine at a time. */
    private Object turn(String path) {
        return busy.computeIfAbsent(path, p -> new Object());
    }

    private void boot(String path, JsonObject instance) throws OperationFailure {
        String zone = Scope.of(path).location();
        if (regions.isDark(zone)) {
            throw OperationFailure.darkZone(zone);
        }
        machines.boot(path, instance);
        status(path, "RUNNING");
    }

    private void halt(String path, Duration grace) {
        Optional<JsonObject> instance = status(path, "STOPPING");
        if (instance.isPresent()) {
            machines.halt(path, instance.get(), grace);
            status(path, "TERMINATED");
        }
    }

    private void delete(String path, JsonObject instance) {
        status(path, "STOPPING");
        machines.halt(path, instance, STOP_GRACE);
        machines.discard(instance);
        addresses.detachAll(Json.required(instance, "selfLink"));
        shelf.remove(path);
        ledger.deleted("instance", Json.required(instance, "id"));
    }

    private synchronized Optional<JsonObject> status(String path, String status) {
        return shelf.change(path, instance -> {
            instance.addProperty("status", status);
            if (status.equals("RUNNING")) {
                instance.addProperty("lastStartTimestamp", Instant.now().toString());
            } else if (status.equals("TERMINATED")) {
                instance.addProperty("lastStopTimestamp", Instant.now().toString());
            }
        });
    }

    /** After a restart of this process: goes on with the machines that run, starts those that should. */
    void adopt() {
        for (String path : shelf.keys()) {
            synchronized (turn(path)) {
                find(path)
                        .filter(instance -> isRunning(instance) && !machines.adopt(path, instance))
                        .ifPresent(instance -> start(path));
            }
        }
    }

    public boolean exists(String path) {
        return shelf.has(path);
    }

    public boolean isRunning(String path) {
        return find(path).filter(Instances::isRunning).isPresent();
    }

    private static boolean isRunning(JsonObject instance) {
        return Json.text(instance, "status").equals(Optional.of("RUNNING"));
    }

    /** The machine went away by itself. */
    void gone(String path) {
        synchronized (turn(path)) {
            find(path).filter(Instances::isRunning).ifPresent(instance -> halt(path, Duration.ZERO));
        }
    }

    /** A power cut: nothing on the machine ends in order. */
    public void crash(String path) {
        synchronized (turn(path)) {
            if (isRunning(get(path))) {
                halt(path, Duration.ZERO);
            }
        }
    }

    public void freeze(String path) {
        machines.freeze(get(path));
    }

    public void thaw(String path) {
        machines.thaw(get(path));
    }

    /** Ends every machine in order but remembers that it should run. */
    public void haltAll() {
        List<Thread> halting = shelf.keys().stream()
                .map(path -> Thread.startVirtualThread(() -> {
                    synchronized (turn(path)) {
                        find(path).ifPresent(instance -> machines.halt(path, instance, STOP_GRACE));
                    }
                }))
                .toList();
        for (Thread thread : halting) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public JsonObject start(String path) {
        return submit("start", path, Optional.empty());
    }

    public JsonObject stop(String path) {
        return submit("stop", path, Optional.empty());
    }

    /** The machine behind each of these, as its operator sees it. */
    public List<JsonObject> describe(List<JsonObject> instances) {
        return machines.describe(instances);
    }

    public static String path(JsonObject instance) {
        String link = Json.required(instance, "selfLink");
        return link.substring(link.indexOf("/projects/") + 1);
    }
}
