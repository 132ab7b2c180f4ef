package com.orocloud.local.cloud.compute;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.region.Regions.Condition;
import com.orocloud.local.cloud.region.Regions.Region;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Handler;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The paths of the Compute Engine API. */
public final class ComputeApi {

    private static final String PROJECT = "/compute/v1/projects/{project}";
    private static final String ZONE = PROJECT + "/zones/{zone}";
    private static final String REGION = PROJECT + "/regions/{region}";
    private static final String INSTANCES = ZONE + "/instances";
    private static final String INSTANCE = INSTANCES + "/{instance}";
    private static final String ADDRESSES = REGION + "/addresses";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Regions regions;
    private final Operations operations;
    private final Addresses addresses;
    private final Instances instances;
    private final GuestAttributes guests;

    ComputeApi(
            Regions regions, Operations operations, Addresses addresses, Instances instances, GuestAttributes guests) {
        this.regions = regions;
        this.operations = operations;
        this.addresses = addresses;
        this.instances = instances;
        this.guests = guests;
    }

    public void route(Routes routes) {
        routes.on("POST", INSTANCES, inZone(c -> instances.insert(Scope.zone(c), c.json(), requestId(c))))
                .on("GET", INSTANCES, inZone(c -> Listing.page(c, "compute#instanceList", instances.in(Scope.zone(c)))))
                .on("GET", INSTANCE, inZone(c -> instances.get(instance(c))))
                .on("DELETE", INSTANCE, inZone(c -> instances.submit("delete", instance(c), requestId(c))))
                .on("POST", INSTANCE + "/start", inZone(c -> instances.submit("start", instance(c), requestId(c))))
                .on("POST", INSTANCE + "/stop", inZone(c -> instances.submit("stop", instance(c), requestId(c))))
                .on("POST", INSTANCE + "/reset", inZone(c -> instances.submit("reset", instance(c), requestId(c))))
                .on(
                        "POST",
                        INSTANCE + "/setMetadata",
                        inZone(c -> instances.setMetadata(instance(c), c.json(), requestId(c))))
                .on(
                        "POST",
                        INSTANCE + "/setLabels",
                        inZone(c -> instances.setLabels(instance(c), c.json(), requestId(c))))
                .on("GET", INSTANCE + "/getGuestAttributes", inZone(this::guestAttributes))
                .on("GET", ZONE, inZone(c -> zone(c, c.at("zone"))))
                .on("GET", ZONE + "/operations/{operation}", inZone(c -> operations.get(operation(Scope.zone(c), c))))
                .on("POST", ZONE + "/operations/{operation}/wait", inZone(c -> await(Scope.zone(c), c)))
                .on("POST", ADDRESSES, inRegion(c -> addresses.insert(Scope.region(c), c.json(), requestId(c))))
                .on(
                        "GET",
                        ADDRESSES,
                        inRegion(c -> Listing.page(c, "compute#addressList", addresses.in(Scope.region(c)))))
                .on("GET", ADDRESSES + "/{address}", inRegion(c -> addresses.get(address(c))))
                .on("DELETE", ADDRESSES + "/{address}", inRegion(c -> addresses.delete(address(c), requestId(c))))
                .on("GET", REGION, inRegion(c -> region(c, regions.region(c.at("region")))))
                .on(
                        "GET",
                        REGION + "/operations/{operation}",
                        inRegion(c -> operations.get(operation(Scope.region(c), c))))
                .on("POST", REGION + "/operations/{operation}/wait", inRegion(c -> await(Scope.region(c), c)))
                .on(
                        "GET",
                        PROJECT + "/global/operations/{operation}",
                        c -> Reply.ok(operations.get(operation(Scope.global(c), c))))
                .on("POST", PROJECT + "/global/operations/{operation}/wait", c -> Reply.ok(await(Scope.global(c), c)))
                .on("GET", PROJECT + "/regions", c -> Reply.ok(Listing.page(c, "compute#regionList", regions(c))))
                .on("GET", PROJECT + "/zones", c -> Reply.ok(Listing.page(c, "compute#zoneList", zones(c))))
                .on("GET", PROJECT + "/aggregated/instances", this::allInstances)
                .on("GET", PROJECT + "/aggregated/addresses", this::allAddresses);
    }

    /** What answers when its region can be reached. */
    private interface Answer {
        JsonObject to(Call call) throws Exception;
    }

    private Handler inZone(Answer answer) {
        return call -> {
            regions.reach(regions.ofZone(call.at("zone")).name());
            return Reply.ok(answer.to(call));
        };
    }

    private Handler inRegion(Answer answer) {
        return call -> {
            regions.reach(regions.region(call.at("region")).name());
            return Reply.ok(answer.to(call));
        };
    }

    private static Optional<String> requestId(Call call) {
        return call.query("requestId");
    }

    private static String instance(Call call) {
        return Scope.zone(call).path(Instances.COLLECTION, call.at("instance"));
    }

    private static String address(Call call) {
        return Scope.region(call).path(Addresses.COLLECTION, call.at("address"));
    }

    private static String operation(Scope scope, Call call) {
        return scope.path("operations", call.at("operation"));
    }

    private JsonObject await(Scope scope, Call call) throws InterruptedException {
        return operations.await(operation(scope, call), LONGEST_WAIT);
    }

    private JsonObject guestAttributes(Call call) {
        String path = instance(call);
        instances.get(path);
        return guests.answer(
                path,
                call.query("queryPath").or(() -> call.query("variableKey")).orElse(""));
    }

    private List<JsonObject> regions(Call call) {
        return regions.of(Regions.Provider.GCP).stream()
                .map(region -> region(call, region))
                .toList();
    }

    private List<JsonObject> zones(Call call) {
        return regions.of(Regions.Provider.GCP).stream()
                .flatMap(region -> region.zones().stream())
                .map(zone -> zone(call, zone))
                .toList();
    }

    private JsonObject region(Call call, Region region) {
        Function<String, String> link = place -> operations.link("projects/" + call.at("project") + "/" + place);
        return Json.object(
                "kind", "compute#region",
                "name", region.name(),
                "status", regions.condition(region.name()) == Condition.UP ? "UP" : "DOWN",
                "zones",
                        region.zones().stream()
                                .map(zone -> link.apply("zones/" + zone))
                                .toList(),
                "selfLink", link.apply("regions/" + region.name()));
    }

    private JsonObject zone(Call call, String zone) {
        Function<String, String> link = place -> operations.link("projects/" + call.at("project") + "/" + place);
        return Json.object(
                "kind",
                "compute#zone",
                "name",
                zone,
                "status",
                regions.isDark(zone) ? "DOWN" : "UP",
                "region",
                link.apply("regions/" + regions.ofZone(zone).name()),
                "selfLink",
                link.apply("zones/" + zone));
    }

    private Reply allInstances(Call call) {
        JsonObject items = new JsonObject();
        List<String> unreachable = new ArrayList<>();
        for (Region region : regions.of(Regions.Provider.GCP)) {
            for (String zone : region.zones()) {
                Scope scope = new Scope(call.at("project"), Scope.Kind.ZONE, zone);
                gather(call, scope, region, "instances", instances.in(scope), items, unreachable);
            }
        }
        return aggregated("compute#instanceAggregatedList", items, unreachable);
    }

    private Reply allAddresses(Call call) {
        JsonObject items = new JsonObject();
        List<String> unreachable = new ArrayList<>();
        for (Region region : regions.of(Regions.Provider.GCP)) {
            Scope scope = new Scope(call.at("project"), Scope.Kind.REGION, region.name());
            gather(call, scope, region, "addresses", addresses.in(scope), items, unreachable);
        }
        return aggregated("compute#addressAggregatedList", items, unreachable);
    }

    /** Adds what one place has, or a warning that it does not answer. */
    private void gather(
            Call call,
            Scope scope,
            Region region,
            String collection,
            List<JsonObject> resources,
            JsonObject items,
            List<String> unreachable) {
        List<JsonObject> found = resources.stream().filter(Listing.filter(call)).toList();
        JsonObject place = new JsonObject();
        if (regions.isUnreachable(region.name())) {
            unreachable.add(scope.place());
            place.add("warning", warning("UNREACHABLE", "'" + scope.place() + "' does not answer."));
        } else if (found.isEmpty()) {
            place.add("warning", warning("NO_RESULTS_ON_PAGE", "There are no results for '" + scope.place() + "'."));
        } else {
            place.add(collection, Json.array(found));
        }
        items.add(scope.place(), place);
    }

    private static JsonObject warning(String code, String message) {
        return Json.object("code", code, "message", message, "data", new JsonArray());
    }

    private static Reply aggregated(String kind, JsonObject items, List<String> unreachable) {
        return Reply.ok(Json.object("kind", kind, "items", items, "unreachables", unreachable));
    }
}
