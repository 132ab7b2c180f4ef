package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.web.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Turns the machines of instances on and off.
 *
 * <pre>
 *   PROVISIONING --> RUNNING --stop, crash, loss--> STOPPING --> TERMINATED --start--> RUNNING
 *                       '---------------- delete, from any ----------------> gone
 * </pre>
 */
public final class Power implements Effects {

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final Instances instances;
    private final Operations operations;
    private final Machines machines;
    private final Regions regions;
    private final Map<String, Object> turns = new ConcurrentHashMap<>();
    private volatile boolean resting;

    Power(Instances instances, Operations operations, Machines machines, Regions regions) {
        this.instances = instances;
        this.operations = operations;
        this.machines = machines;
        this.regions = regions;
        operations.register(Instances.COLLECTION, this);
        instances.whenMetadataChanges(machines::metadataChanged);
        machines.serve(instances::find, this::gone);
    }

    @Override
    public Optional<String> called(String path) {
        return instances
                .find(path)
                .map(instance -> Json.required(instance, "name"))
                .filter(name -> !path.endsWith("/" + name));
    }

    @Override
    public boolean happen(String type, String path) throws OperationFailure {
        synchronized (turn(path)) {
            Optional<JsonObject> instance = instances.find(path);
            if (instance.isPresent() && !resting) {
                change(type, path, instance.get());
            }
            return !resting;
        }
    }

    private void change(String type, String path, JsonObject instance) throws OperationFailure {
        switch (type) {
            case "insert", "start" -> boot(path, instance);
            case "stop" -> halt(path, STOP_GRACE);
            case "reset" -> {
                machines.halt(path, instance, Duration.ZERO);
                boot(path, instance);
            }
            case "delete" -> delete(path, instance);
            case "setMetadata", "setLabels" -> {}
            default -> throw new IllegalStateException(type);
        }
    }

    @Override
    public void fail(String type, String path) {
        synchronized (turn(path)) {
            switch (type) {
                case "insert" -> instances.find(path).ifPresent(instance -> delete(path, instance));
                case "start", "reset" -> instances.become("TERMINATED", path);
                default -> {}
            }
        }
    }

    /** One change of a machine at a time. */
    private Object turn(String path) {
        return turns.computeIfAbsent(path, _ -> new Object());
    }

    private void boot(String path, JsonObject instance) throws OperationFailure {
        String zone = Scope.of(path).location();
        if (regions.isDark(zone)) {
            throw OperationFailure.darkZone(zone);
        }
        machines.boot(path, instance);
        instances.become("RUNNING", path);
    }

    private void halt(String path, Duration grace) {
        Optional<JsonObject> instance = instances.become("STOPPING", path);
        if (instance.isPresent()) {
            machines.halt(path, instance.get(), grace);
            instances.become("TERMINATED", path);
        }
    }

    private void delete(String path, JsonObject instance) {
        instances.become("STOPPING", path);
        machines.halt(path, instance, STOP_GRACE);
        machines.discard(instance);
        instances.remove(path, instance);
    }

    /** The machine went away by itself. */
    private void gone(String path) {
        crash(path);
    }

    /** A power cut: nothing on the machine ends in order. */
    public void crash(String path) {
        synchronized (turn(path)) {
            if (instances.isRunning(path)) {
                halt(path, Duration.ZERO);
            }
        }
    }

    /** Cuts the power of several machines at the same moment. */
    public void crash(List<String> paths) {
        together(paths, this::crash);
    }

    public void freeze(String path) {
        machines.freeze(instances.get(path));
    }

    public void thaw(String path) {
        machines.thaw(instances.get(path));
    }

    /** Asks for a start, as a customer of the cloud would. */
    public void start(String path) {
        instances.submit("start", path, Optional.empty());
    }

    /** Asks for a stop, as a customer of the cloud would. */
    public void stop(String path) {
        instances.submit("stop", path, Optional.empty());
    }

    /** Ends every machine in order but remembers which should run; none starts any more. */
    public void rest() {
        resting = true;
        together(instances.paths(), path -> {
            synchronized (turn(path)) {
                instances.find(path).ifPresent(instance -> machines.halt(path, instance, STOP_GRACE));
            }
        });
    }

    private static void together(List<String> paths, Consumer<String> deed) {
        List<Thread> threads = new ArrayList<>();
        paths.forEach(path -> threads.add(Thread.startVirtualThread(() -> deed.accept(path))));
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** After a restart of this process: goes on with the machines that run, and with what was begun. */
    void resume() {
        for (String path : instances.paths()) {
            synchronized (turn(path)) {
                instances.find(path).ifPresent(instance -> resume(path, instance));
            }
        }
    }

    private void resume(String path, JsonObject instance) {
        boolean busy = operations.isBusy(path);
        switch (Instances.status(instance)) {
            case "RUNNING" -> {
                if (!machines.adopt(path, instance) && !busy) {
                    start(path);
                }
            }
            case "PROVISIONING" -> {
                if (!busy) {
                    operations.submit("insert", path, Json.required(instance, "id"), Optional.empty());
                }
            }
            case "STOPPING" -> {
                if (!busy) {
                    stop(path);
                }
            }
            default -> {}
        }
    }

    /** The machine behind each of these, as its operator sees it. */
    public List<JsonObject> describe(List<JsonObject> described) {
        return machines.describe(described);
    }
}
