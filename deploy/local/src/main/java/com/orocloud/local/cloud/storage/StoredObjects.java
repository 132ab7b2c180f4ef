package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.AtomicFile;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Objects: a description and its content, which becomes visible whole or not at all. */
final class StoredObjects {

    private final Shelf shelf;
    private final Path content;
    private final Buckets buckets;
    private final Ledger ledger;
    private final AtomicLong generations;

    StoredObjects(Shelf shelf, Path content, Buckets buckets, Ledger ledger) throws IOException {
        this.shelf = shelf;
        this.content = Files.createDirectories(content);
        this.buckets = buckets;
        this.ledger = ledger;
        long newest = shelf.startingWith("").stream()
                .mapToLong(object -> Long.parseLong(Json.required(object, "generation")))
                .max()
                .orElse(0);
        this.generations = new AtomicLong(Math.max(newest, Instant.now().toEpochMilli() * 1_000));
    }

    private static String key(String bucket, String name) {
        return bucket + "/" + name;
    }

    Optional<JsonObject> find(String bucket, String name) {
        buckets.get(bucket);
        return shelf.get(key(bucket, name));
    }

    JsonObject get(String bucket, String name) {
        return find(bucket, name)
                .orElseThrow(() -> new Refusal(404, "notFound", "No such object: " + key(bucket, name)));
    }

    /** The objects of a bucket whose names begin so, in the order of their names. */
    List<JsonObject> list(String bucket, String prefix) {
        buckets.get(bucket);
        return shelf.startingWith(key(bucket, prefix));
    }

    Path content(JsonObject object) {
        return content.resolve(Json.required(object, "generation"));
    }

    /** A place on the same disk for content that is still arriving. */
    Path draft(String id) {
        return content.resolve(id + ".draft");
    }

    /** Makes arrived content an object; the draft is gone afterwards. */
    synchronized JsonObject commit(
            String bucket, String name, Conditions conditions, JsonObject description, Path draft) throws IOException {
        Optional<JsonObject> before = find(bucket, name);
        conditions.check(before);
        before.ifPresent(this::refuseWhileRetained);
        Digests digests = Digests.of(draft);
        digests.check(description);
        String generation = String.valueOf(generations.incrementAndGet());
        String now = Instant.now().toString();
        JsonObject object = description.deepCopy();
        object.addProperty("kind", "storage#object");
        object.addProperty("id", key(bucket, name) + "/" + generation);
        object.addProperty("bucket", bucket);
        object.addProperty("name", name);
        object.addProperty("generation", generation);
        object.addProperty("metageneration", "1");
        object.addProperty("size", String.valueOf(Files.size(draft)));
        object.addProperty("md5Hash", digests.md5());
        object.addProperty("crc32c", digests.crc32c());
        object.addProperty("etag", generation);
        object.addProperty(
                "storageClass", Json.text(description, "storageClass").orElse("STANDARD"));
        object.addProperty("timeCreated", now);
        object.addProperty("updated", now);
        AtomicFile.publish(draft, content(object));
        shelf.put(key(bucket, name), object);
        ledger.created(
                "object",
                Buckets.region(buckets.get(bucket)),
                Json.required(object, "id"),
                key(bucket, name),
                new JsonObject());
        if (before.isPresent()) {
            forget(before.get());
        }
        return object;
    }

    synchronized JsonObject patch(String bucket, String name, Conditions conditions, JsonObject changes) {
        JsonObject object = get(bucket, name);
        conditions.check(Optional.of(object));
        Changes.apply(object, changes);
        shelf.put(key(bucket, name), object);
        return object;
    }

    synchronized void delete(String bucket, String name, Conditions conditions) throws IOException {
        JsonObject object = get(bucket, name);
        conditions.check(Optional.of(object));
        refuseWhileRetained(object);
        shelf.remove(key(bucket, name));
        forget(object);
    }

    private void forget(JsonObject object) throws IOException {
        Files.deleteIfExists(content(object));
        ledger.deleted("object", Json.required(object, "id"));
    }

    private void refuseWhileRetained(JsonObject object) {
        JsonObject policy = Json.member(buckets.get(Json.required(object, "bucket")), "retentionPolicy");
        Instant created = Instant.parse(Json.required(object, "timeCreated"));
        Instant byBucket = Json.text(policy, "retentionPeriod")
                .map(seconds -> created.plusSeconds(Long.parseLong(seconds)))
                .orElse(Instant.MIN);
        Instant byObject = Json.text(Json.member(object, "retention"), "retainUntilTime")
                .map(Instant::parse)
                .orElse(Instant.MIN);
        if (byBucket.isAfter(Instant.now()) || byObject.isAfter(Instant.now())) {
            throw new Refusal(
                    403, "retentionPolicyNotMet", "Object '" + Json.required(object, "id") + "' is under retention.");
        }
    }
}
