package com.orocloud.local.cloud;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.compute.Compute;
import com.orocloud.local.cloud.compute.Instances;
import com.orocloud.local.cloud.compute.Operations;
import com.orocloud.local.cloud.compute.Power;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.region.Regions.Condition;
import com.orocloud.local.cloud.region.Regions.Region;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.CallLog;
import com.orocloud.local.cloud.web.Faults;
import com.orocloud.local.cloud.web.Handler;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What the owner of this cloud can do to it: break nodes, zones, regions and calls, and see what it holds. */
final class Admin implements Handler {

    private final Instances instances;
    private final Power power;
    private final Regions regions;
    private final Faults faults;
    private final Operations operations;
    private final Runnable exit;
    private final Routes routes = new Routes();

    Admin(Compute compute, Regions regions, Faults faults, Ledger ledger, CallLog calls, Runnable exit) {
        this.instances = compute.instances();
        this.power = compute.power();
        this.operations = compute.operations();
        this.regions = regions;
        this.faults = faults;
        this.exit = exit;
        routes.on("GET", "/", call -> Reply.ok(overview()))
                .on("GET", "/nodes", call -> Reply.ok(nodes()))
                .on("GET", "/nodes/{name}", call -> Reply.ok(node(instances.named(call.at("name")))))
                .on("POST", "/nodes/{name}/crash", toNode(power::crash))
                .on("POST", "/nodes/{name}/hang", toNode(power::freeze))
                .on("POST", "/nodes/{name}/resume", toNode(power::thaw))
                .on("POST", "/nodes/{name}/stop", toNode(power::stop))
                .on("POST", "/nodes/{name}/start", toNode(power::start))
                .on("POST", "/zones/{zone}/lose", this::loseZone)
                .on("POST", "/zones/{zone}/restore", this::restoreZone)
                .on("POST", "/regions/{region}/lose", this::loseRegion)
                .on("POST", "/regions/{region}/restore", this::restoreRegion)
                .on("GET", "/faults", call -> Reply.ok(Json.object("faults", faults.ordered())))
                .on("POST", "/faults", call -> Reply.ok(faults.order(call.json())))
                .on("DELETE", "/faults", call -> clearFaults())
                .on("GET", "/ledger", call -> Reply.ok(ledger.all()))
                .on("GET", "/operations", call -> Reply.ok(Json.array(operations.since(since(call)))))
                .on("GET", "/requests", call -> Reply.ok(calls.since(since(call))))
                .on("POST", "/shutdown", call -> shutdown());
    }

    @Override
    public Reply answer(Call call) throws Exception {
        return routes.answer(call);
    }

    private JsonObject overview() {
        JsonArray places = new JsonArray();
        for (Region region : regions.all()) {
            JsonArray zones = new JsonArray();
            region.zones().forEach(zone -> zones.add(Json.object("zone", zone, "up", !regions.isDark(zone))));
            places.add(Json.object(
                    "region", region.name(), "condition", regions.condition(region.name()), "zones", zones));
        }
        return Json.object("regions", places, "nodes", nodes(), "faults", faults.ordered());
    }

    private JsonArray nodes() {
        return Json.array(describe(instances.all()));
    }

    private JsonObject node(String path) {
        List<JsonObject> found = instances.all().stream()
                .filter(instance -> Instances.path(instance).equals(path))
                .toList();
        return describe(found).stream().findFirst().orElseThrow(() -> Refusal.notFound(path));
    }

    private List<JsonObject> describe(List<JsonObject> found) {
        List<JsonObject> machines = power.describe(found);
        return IntStream.range(0, found.size())
                .mapToObj(i -> describe(found.get(i), machines.get(i)))
                .toList();
    }

    private JsonObject describe(JsonObject instance, JsonObject machine) {
        String link = Json.required(instance, "zone");
        String zone = link.substring(link.lastIndexOf('/') + 1);
        JsonObject network = Json.first(instance, "networkInterfaces");
        JsonObject node = Json.object(
                "name", Json.required(instance, "name"),
                "zone", zone,
                "region", regions.ofZone(zone).name(),
                "status", Json.required(instance, "status"),
                "ip", Json.required(network, "networkIP"),
                "externalIp",
                        Json.text(Json.first(network, "accessConfigs"), "natIP").orElse(null),
                "labels", Json.member(instance, "labels"));
        machine.entrySet().forEach(entry -> node.add(entry.getKey(), entry.getValue()));
        return node;
    }

    private Handler toNode(Consumer<String> deed) {
        return call -> {
            String path = instances.named(call.at("name"));
            deed.accept(path);
            return Reply.ok(node(path));
        };
    }

    private Reply loseZone(Call call) {
        String zone = call.at("zone");
        regions.ofZone(zone);
        regions.lose(zone, Condition.MACHINES_LOST, running(List.of(zone)));
        power.crash(instances.inZones(List.of(zone)));
        return Reply.ok(overview());
    }

    private Reply restoreZone(Call call) throws IOException {
        String zone = call.at("zone");
        regions.ofZone(zone);
        startAll(call, regions.restore(zone));
        return Reply.ok(overview());
    }

    private Reply loseRegion(Call call) throws IOException {
        Region region = regions.region(call.at("region"));
        Condition condition = flag(call.json(), "api") ? Condition.LOST : Condition.MACHINES_LOST;
        regions.lose(region.name(), condition, running(region.zones()));
        power.crash(instances.inZones(region.zones()));
        return Reply.ok(overview());
    }

    private Reply restoreRegion(Call call) throws IOException {
        Region region = regions.region(call.at("region"));
        startAll(call, regions.restore(region.name()));
        return Reply.ok(overview());
    }

    private static boolean flag(JsonObject json, String name) {
        return Json.text(json, name).map(Boolean::parseBoolean).orElse(false);
    }

    private List<String> running(List<String> zones) {
        return instances.inZones(zones).stream().filter(instances::isRunning).toList();
    }

    private void startAll(Call call, List<String> ran) throws IOException {
        if (flag(call.json(), "startNodes")) {
            ran.stream().filter(instances::exists).forEach(power::start);
        }
    }

    private Reply clearFaults() {
        faults.clear();
        return Reply.ok(Json.object("faults", faults.ordered()));
    }

    private static Instant since(Call call) {
        try {
            return call.query("since").map(Instant::parse).orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            throw Refusal.badRequest("invalid", "since is an instant like 2026-11-23T08:15:00Z");
        }
    }

    /** Ends every node in order, and then this process; the next start brings the nodes back. */
    private Reply shutdown() {
        power.rest();
        Thread.ofPlatform().name("exit").start(exit);
        return Reply.ok(Json.object("shutdown", true));
    }
}
