package com.orocloud.local.cloud.oci;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** As much of Object Storage as nodes need to say how they are: small texts, and requests that may write one of them. */
final class StatusObjects {

    private static final int LARGEST_BYTES = 64 << 10;
    private static final String NAMESPACE = "local";

    private final Shelf buckets;
    private final Shelf objects;
    private final Shelf requests;
    private final Regions regions;
    private final Ledger ledger;

    StatusObjects(Shelf buckets, Shelf objects, Shelf requests, Regions regions, Ledger ledger) {
        this.buckets = buckets;
        this.objects = objects;
        this.requests = requests;
        this.regions = regions;
        this.ledger = ledger;
    }

    static String namespace() {
        return NAMESPACE;
    }

    synchronized JsonObject createBucket(String region, JsonObject order) {
        String name = Json.required(order, "name");
        String key = region + "/" + name;
        if (buckets.has(key)) {
            throw new OciRefusal(409, "BucketAlreadyExists", "A bucket named '" + name + "' already exists.");
        }
        JsonObject bucket = Json.object(
                "namespace", NAMESPACE,
                "name", name,
                "compartmentId", Json.required(order, "compartmentId"),
                "createdBy", "local",
                "timeCreated", Instant.now(),
                "etag", Ocid.unique(Ocid.fresh("bucket", region)),
                "id", Ocid.fresh("bucket", region));
        buckets.put(key, bucket);
        ledger.created("bucket", region, Json.required(bucket, "id"), name, Json.member(order, "freeformTags"));
        return bucket;
    }

    private void needBucket(String region, String bucket) {
        if (!buckets.has(region + "/" + bucket)) {
            throw new OciRefusal(
                    404,
                    "BucketNotFound",
                    "Either the bucket named '" + bucket + "' does not exist or you may not see it.");
        }
    }

    /** A request that anybody who knows its path may send, and that can write one object and read none. */
    synchronized JsonObject allowWrite(String region, String bucket, JsonObject order) {
        needBucket(region, bucket);
        if (!Json.required(order, "accessType").equals("ObjectWrite")) {
            throw OciRefusal.invalid("only ObjectWrite is offered here");
        }
        String id = Ocid.unique(Ocid.fresh("par", region));
        String object = Json.required(order, "objectName");
        JsonObject request = Json.object(
                "id",
                id,
                "name",
                Json.required(order, "name"),
                "objectName",
                object,
                "accessType",
                "ObjectWrite",
                "accessUri",
                "/p/" + id + "/n/" + NAMESPACE + "/b/" + bucket + "/o/" + object,
                "timeCreated",
                Instant.now(),
                "timeExpires",
                Json.required(order, "timeExpires"));
        requests.put(region + "/" + bucket + "/" + id, request);
        return request;
    }

    /** Without the paths, which are told once only. */
    List<JsonObject> allowed(String region, String bucket, String prefix) {
        needBucket(region, bucket);
        return requests.startingWith(region + "/" + bucket + "/").stream()
                .filter(request -> Json.required(request, "objectName").startsWith(prefix))
                .peek(request -> request.remove("accessUri"))
                .toList();
    }

    synchronized void disallow(String region, String bucket, String id) {
        String key = region + "/" + bucket + "/" + id;
        if (!requests.has(key)) {
            throw new OciRefusal(404, "PreauthenticatedRequestNotFound", "There is no such request.");
        }
        requests.remove(key);
    }

    synchronized void write(String region, String bucket, String token, String object, byte[] content) {
        boolean allowed = requests.get(region + "/" + bucket + "/" + token)
                .filter(request -> Json.required(request, "objectName").equals(object))
                .filter(request ->
                        Instant.parse(Json.required(request, "timeExpires")).isAfter(Instant.now()))
                .isPresent();
        if (!allowed || !buckets.has(region + "/" + bucket)) {
            throw OciRefusal.notFound();
        }
        if (content.length > LARGEST_BYTES) {
            throw OciRefusal.invalid("more than " + LARGEST_BYTES + " bytes");
        }
        objects.put(
                region + "/" + bucket + "/" + object,
                Json.object("content", new String(content, StandardCharsets.UTF_8)));
    }

    Optional<byte[]> read(String region, String bucket, String object) {
        regions.reach(region);
        return objects.get(region + "/" + bucket + "/" + object)
                .map(kept -> Json.required(kept, "content").getBytes(StandardCharsets.UTF_8));
    }

    synchronized void delete(String region, String bucket, String object) {
        String key = region + "/" + bucket + "/" + object;
        if (!objects.has(key)) {
            throw objectNotFound(object);
        }
        objects.remove(key);
    }

    static OciRefusal objectNotFound(String object) {
        return new OciRefusal(404, "ObjectNotFound", "The object '" + object + "' was not found");
    }
}
