package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Faults;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The asynchronous operations of Compute Engine.
 *
 * <p>PENDING, then RUNNING, then DONE: with its effect, or with an error and without it. The same request id always
 * gets the same operation, and an operation that a crash interrupted goes on after the restart.
 */
public final class Operations {

    private static final Logger LOG = System.getLogger(Operations.class.getName());
    private static final int REMEMBERED = 2_000;
    private static final String STOCKOUT = """
            {"httpErrorStatusCode": 503, "httpErrorMessage": "SERVICE UNAVAILABLE", "error": {"errors": [
              {"code": "ZONE_RESOURCE_POOL_EXHAUSTED", "message": "The zone does not have enough resources available."}]}}""";

    private final Shelf shelf;
    private final Faults faults;
    private final String endpoint;
    private final Duration duration;
    private final Map<String, Effects> effects = new HashMap<>();
    private final Map<String, String> byRequest = new HashMap<>();

    /**
     * @param endpoint what links begin with
     * @param duration how long an operation takes at least
     */
    Operations(Shelf shelf, Faults faults, String endpoint, Duration duration) {
        this.shelf = shelf;
        this.faults = faults;
        this.endpoint = endpoint;
        this.duration = duration;
        for (String path : shelf.keys()) {
            shelf.get(path).flatMap(op -> Json.text(op, "clientOperationId")).ifPresent(id -> byRequest.put(id, path));
        }
    }

    void register(String collection, Effects of) {
        effects.put(collection, of);
    }

    /** Goes on with what a crash interrupted. */
    void resume() {
        for (String path : shelf.keys()) {
            if (shelf.get(path).filter(op -> !isDone(op)).isPresent()) {
                Thread.startVirtualThread(() -> run(path));
            }
        }
    }

    /** Whether something is being done to this. */
    boolean isBusy(String target) {
        return shelf.startingWith("").stream()
                .anyMatch(op -> !isDone(op) && Json.required(op, "targetLink").equals(link(target)));
    }

    /** The operation that an earlier request with the same id started. */
    synchronized Optional<JsonObject> replayed(Optional<String> requestId) {
        return requestId.map(byRequest::get).flatMap(shelf::get);
    }

    public synchronized JsonObject submit(String type, String target, String targetId, Optional<String> requestId) {
        Scope scope = Scope.of(target);
        String name = "operation-" + UUID.randomUUID();
        String path = scope.path("operations", name);
        JsonObject operation = Json.object(
                "kind",
                "compute#operation",
                "id",
                newId(),
                "name",
                name,
                "operationType",
                type,
                "targetLink",
                link(target),
                "targetId",
                targetId,
                "status",
                "PENDING",
                "progress",
                0,
                "insertTime",
                Instant.now(),
                "selfLink",
                link(path),
                "clientOperationId",
                requestId.orElse(null));
        switch (scope.kind()) {
            case ZONE -> operation.addProperty("zone", link(scope.path()));
            case REGION -> operation.addProperty("region", link(scope.path()));
            case GLOBAL -> {}
        }
        shelf.put(path, operation);
        requestId.ifPresent(id -> byRequest.put(id, path));
        forgetOldest();
        Thread.startVirtualThread(() -> run(path));
        return operation;
    }

    public static String newId() {
        return String.valueOf(ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE));
    }

    /** How others refer to a path. */
    public String link(String path) {
        return endpoint + "/compute/v1/" + path;
    }

    private void forgetOldest() {
        if (shelf.size() > REMEMBERED) {
            shelf.startingWith("").stream()
                    .filter(Operations::isDone)
                    .sorted(Comparator.comparing((JsonObject op) -> Json.required(op, "insertTime")))
                    .limit(REMEMBERED / 10)
                    .forEach(op -> {
                        shelf.remove(path(op));
                        Json.text(op, "clientOperationId").ifPresent(byRequest::remove);
                    });
        }
    }

    private String path(JsonObject operation) {
        return Json.required(operation, "selfLink").substring(link("").length());
    }

    JsonObject get(String path) {
        return shelf.get(path).orElseThrow(() -> Refusal.notFound(path));
    }

    /** The operation of this name, wherever it works. */
    public Optional<JsonObject> named(String name) {
        return shelf.keys().stream()
                .filter(path -> Names.last(path).equals(name))
                .findFirst()
                .flatMap(shelf::get);
    }

    /** Returns when the operation is done, or as it is after this long. */
    synchronized JsonObject await(String path, Duration atMost) throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        JsonObject operation = get(path);
        while (!isDone(operation) && Instant.now().isBefore(deadline)) {
            wait(Math.max(1, Duration.between(Instant.now(), deadline).toMillis()));
            operation = get(path);
        }
        return operation;
    }

    private static boolean isDone(JsonObject operation) {
        return Json.text(operation, "status").equals(Optional.of("DONE"));
    }

    private void run(String path) {
        JsonObject operation = get(path);
        String type = Json.required(operation, "operationType");
        String target = Json.required(operation, "targetLink").substring(link("").length());
        Effects effect = effects.get(target.split("/", -1)[4]);
        if (effect == null) {
            throw new IllegalStateException("nothing to do for " + target);
        }
        try {
            Thread.sleep(duration.dividedBy(2));
            shelf.change(path, op -> {
                op.addProperty("status", "RUNNING");
                op.addProperty("startTime", Instant.now().toString());
            });
            Optional<Faults.Fault> fault = faults.strike("OPERATION " + type + " " + target + calledSo(effect, target));
            if (fault.filter(f -> f.status().equals("operation-stuck")).isPresent()) {
                return;
            }
            if (fault.isPresent()) {
                effect.fail(type, target);
                finish(
                        path,
                        Json.parse(
                                fault.get().body().isEmpty()
                                        ? STOCKOUT
                                        : fault.get().body()));
                return;
            }
            if (!effect.happen(type, target)) {
                return;
            }
            Thread.sleep(duration.dividedBy(2));
            finish(path, new JsonObject());
        } catch (OperationFailure failure) {
            effect.fail(type, target);
            finish(path, error(failure.code(), String.valueOf(failure.getMessage()), failure.status()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, type + " " + target, e);
            effect.fail(type, target);
            finish(path, error("INTERNAL_ERROR", "Internal error: " + e.getMessage(), 500));
        }
    }

    private static String calledSo(Effects effect, String target) {
        return effect.called(target).map(name -> " " + name).orElse("");
    }

    private static JsonObject error(String code, String message, int status) {
        return Json.object(
                "httpErrorStatusCode",
                status,
                "httpErrorMessage",
                switch (status) {
                    case 400 -> "BAD REQUEST";
                    case 503 -> "SERVICE UNAVAILABLE";
                    default -> "INTERNAL SERVER ERROR";
                },
                "error",
                Json.object("errors", Json.array(List.of(Json.object("code", code, "message", message)))));
    }

    private synchronized void finish(String path, JsonObject result) {
        shelf.change(path, op -> {
            result.entrySet().forEach(member -> op.add(member.getKey(), member.getValue()));
            op.addProperty("status", "DONE");
            op.addProperty("progress", 100);
            op.addProperty("endTime", Instant.now().toString());
        });
        notifyAll();
    }
}
