package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Machines without processes, which say after a moment that they are ready; for tests with hundreds of them. */
final class InertMachines implements Machines {

    private static final Duration BOOT = Duration.ofMillis(200);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final GuestAttributes guests;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("inert-machines").factory());
    private Function<String, Optional<JsonObject>> instances = path -> Optional.empty();

    InertMachines(GuestAttributes guests) {
        this.guests = guests;
    }

    @Override
    public void serve(Function<String, Optional<JsonObject>> instances, Consumer<String> gone) {
        this.instances = instances;
    }

    @Override
    public void boot(String path, JsonObject instance) {
        guests.clear(path);
        report(path, BOOT);
    }

    @Override
    public boolean adopt(String path, JsonObject instance) {
        report(path, BOOT);
        return true;
    }

    private void report(String path, Duration pause) {
        var _ = later.schedule(
                () -> instances.apply(path).ifPresent(instance -> ready(path, instance)),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void ready(String path, JsonObject instance) {
        Optional<String> orders = Metadata.attribute(instance, "orocloud-node");
        Optional<String> statusObject = Metadata.attribute(instance, "orocloud-status");
        boolean asked = statusObject.isPresent()
                || Metadata.attribute(instance, "enable-guest-attributes").isPresent();
        if (!asked
                || orders.isEmpty()
                || Json.text(instance, "status").filter("TERMINATED"::equals).isPresent()) {
            return;
        }
        JsonObject node = Json.parse(orders.get());
        JsonObject state = Json.object(
                "generation", node.get("generation"),
                "role", Json.text(node, "role").orElse(null),
                "databaseRole", Json.text(Json.member(node, "database"), "role").orElse(null),
                "ready", true,
                "detail", "inert",
                "health", 200,
                "web", Json.members(Json.member(node, "peers"), "web"),
                "at", Instant.now());
        if (statusObject.isPresent()) {
            write(path, statusObject.get(), Json.print(state));
        } else {
            guests.put(path, "orocloud", "state", Json.print(state));
        }
    }

    /** As a node does where there are no guest attributes: an object that it alone may write. */
    private void write(String path, String url, String state) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(5))
                .PUT(HttpRequest.BodyPublishers.ofString(state))
                .build();
        var _ = http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((reply, failure) -> {
            if (failure != null || reply.statusCode() >= 300) {
                report(path, AGAIN);
            }
        });
    }

    @Override
    public void halt(String path, JsonObject instance, Duration grace) {}

    @Override
    public void freeze(JsonObject instance) {}

    @Override
    public void thaw(JsonObject instance) {}

    @Override
    public void metadataChanged(String path, JsonObject instance) {
        report(path, BOOT);
    }

    @Override
    public void discard(JsonObject instance) {
        guests.clear(Instances.path(instance));
    }

    @Override
    public List<JsonObject> describe(List<JsonObject> instances) {
        return instances.stream().map(_ -> Json.object("inert", true)).toList();
    }
}
