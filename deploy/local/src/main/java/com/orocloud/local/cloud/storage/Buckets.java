package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Buckets: each lives in one region, or in a multi-region that is never lost. */
final class Buckets {

    private static final Set<String> MULTI_REGIONS = Set.of("EU", "US", "ASIA");

    private final Shelf shelf;
    private final Regions regions;
    private final Ledger ledger;

    Buckets(Shelf shelf, Regions regions, Ledger ledger) {
        this.shelf = shelf;
        this.regions = regions;
        this.ledger = ledger;
    }

    synchronized JsonObject insert(JsonObject request) {
        String name = Json.required(request, "name");
        String location = Json.text(request, "location").orElse("US").toUpperCase(Locale.ROOT);
        if (!MULTI_REGIONS.contains(location) && !isGooglesRegion(location)) {
            throw Refusal.badRequest("invalid", "The specified location constraint is not valid: " + location);
        }
        regions.reach(location.toLowerCase(Locale.ROOT));
        if (shelf.has(name)) {
            throw new Refusal(409, "conflict", "The bucket '" + name + "' exists already.");
        }
        JsonObject bucket = request.deepCopy();
        String now = Instant.now().toString();
        bucket.addProperty("kind", "storage#bucket");
        bucket.addProperty("id", name);
        bucket.addProperty("location", location);
        bucket.addProperty("locationType", MULTI_REGIONS.contains(location) ? "multi-region" : "region");
        bucket.addProperty("storageClass", Json.text(request, "storageClass").orElse("STANDARD"));
        bucket.addProperty("metageneration", "1");
        bucket.addProperty("timeCreated", now);
        bucket.addProperty("updated", now);
        if (bucket.has("retentionPolicy")) {
            bucket.getAsJsonObject("retentionPolicy").addProperty("effectiveTime", now);
        }
        shelf.put(name, bucket);
        ledger.created("bucket", region(bucket), name + "@" + now, name, Json.member(bucket, "labels"));
        return bucket;
    }

    private boolean isGooglesRegion(String location) {
        return regions.of(Regions.Provider.GCP).stream()
                .anyMatch(region -> region.name().equalsIgnoreCase(location));
    }

    static String region(JsonObject bucket) {
        return Json.required(bucket, "location").toLowerCase(Locale.ROOT);
    }

    /** A bucket whose region answers. */
    JsonObject get(String name) {
        JsonObject bucket =
                shelf.get(name).orElseThrow(() -> new Refusal(404, "notFound", "The specified bucket does not exist."));
        regions.reach(region(bucket));
        return bucket;
    }

    List<JsonObject> all() {
        return shelf.startingWith("").stream()
                .filter(bucket -> !regions.isUnreachable(region(bucket)))
                .toList();
    }

    synchronized JsonObject patch(String name, JsonObject changes) {
        JsonObject bucket = get(name);
        Changes.apply(bucket, changes);
        shelf.put(name, bucket);
        return bucket;
    }

    synchronized void remove(String name) {
        JsonObject bucket = get(name);
        shelf.remove(name);
        ledger.deleted("bucket", name + "@" + Json.required(bucket, "timeCreated"));
    }
}
