package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** The paths of the Cloud Storage JSON API. */
public final class StorageApi {

    private static final String BUCKET = "/storage/v1/b/{bucket}";
    private static final String OBJECT = BUCKET + "/o/{object}";
    private static final int LARGEST_PAGE = 1_000;

    private final String endpoint;
    private final Buckets buckets;
    private final StoredObjects objects;
    private final Uploads uploads;

    public StorageApi(Path state, String endpoint, Regions regions, Ledger ledger) throws IOException {
        this.endpoint = endpoint;
        this.buckets = new Buckets(new Shelf(state.resolve("buckets")), regions, ledger);
        this.objects = new StoredObjects(
                new Shelf(state.resolve("objects")), state.resolve("object-content"), buckets, ledger);
        this.uploads = new Uploads(new Shelf(state.resolve("uploads")), objects);
    }

    public void route(Routes routes) {
        routes.on("POST", "/storage/v1/b", call -> Reply.ok(buckets.insert(call.json())))
                .on("GET", "/storage/v1/b", call -> Reply.ok(bucketList()))
                .on("GET", BUCKET, call -> Reply.ok(buckets.get(call.at("bucket"))))
                .on("PATCH", BUCKET, call -> Reply.ok(buckets.patch(call.at("bucket"), call.json())))
                .on("DELETE", BUCKET, this::deleteBucket)
                .on("GET", BUCKET + "/o", call -> Reply.ok(list(call)))
                .on("GET", OBJECT, this::get)
                .on("GET", "/download" + OBJECT, this::download)
                .on(
                        "PATCH",
                        OBJECT,
                        call -> Reply.ok(
                                objects.patch(call.at("bucket"), call.at("object"), Conditions.of(call), call.json())))
                .on("DELETE", OBJECT, this::delete)
                .on("POST", OBJECT + "/rewriteTo/b/{toBucket}/o/{toObject}", this::rewrite)
                .on("POST", OBJECT + "/copyTo/b/{toBucket}/o/{toObject}", call -> Reply.ok(copy(call)));
        for (String root : List.of("", "/resumable")) {
            routes.on("POST", root + "/upload" + BUCKET + "/o", this::upload)
                    .on("PUT", root + "/upload" + BUCKET + "/o", call -> uploads.go(uploadId(call), call))
                    .on("DELETE", root + "/upload" + BUCKET + "/o", this::cancel);
        }
    }

    private JsonObject bucketList() {
        return Json.object("kind", "storage#buckets", "items", Json.array(buckets.all()));
    }

    private Reply deleteBucket(Call call) {
        if (!objects.list(call.at("bucket"), "").isEmpty()) {
            throw new Refusal(409, "conflict", "The bucket you tried to delete is not empty.");
        }
        buckets.remove(call.at("bucket"));
        return Reply.empty(204);
    }

    private JsonObject object(Call call) {
        JsonObject object = objects.get(call.at("bucket"), call.at("object"));
        call.query("generation")
                .filter(wanted -> !wanted.equals(Json.required(object, "generation")))
                .ifPresent(old -> {
                    throw new Refusal(404, "notFound", "No such object: " + Json.required(object, "name") + "#" + old);
                });
        Conditions.of(call).check(Optional.of(object));
        return object;
    }

    private Reply get(Call call) {
        return call.query("alt").filter("media"::equals).isPresent() ? download(call) : Reply.ok(object(call));
    }

    private Reply download(Call call) {
        JsonObject object = object(call);
        return Download.of(call, object, objects.content(object));
    }

    private Reply delete(Call call) throws IOException {
        object(call);
        objects.delete(call.at("bucket"), call.at("object"), Conditions.of(call));
        return Reply.empty(204);
    }

    private JsonObject list(Call call) {
        String prefix = call.query("prefix").orElse("");
        String delimiter = call.query("delimiter").orElse("");
        String after = call.query("pageToken").orElse("");
        int size = Math.clamp(call.query("maxResults").map(Integer::parseInt).orElse(LARGEST_PAGE), 1, LARGEST_PAGE);
        List<JsonObject> items = new ArrayList<>();
        SortedSet<String> prefixes = new TreeSet<>();
        JsonObject page = Json.object("kind", "storage#objects");
        String last = after;
        for (JsonObject object : objects.list(call.at("bucket"), prefix)) {
            String name = Json.required(object, "name");
            if (name.compareTo(after) <= 0) {
                continue;
            }
            if (items.size() + prefixes.size() == size) {
                page.addProperty("nextPageToken", last);
                break;
            }
            int cut = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
            if (cut < 0) {
                items.add(object);
            } else {
                prefixes.add(name.substring(0, cut + delimiter.length()));
            }
            last = name;
        }
        page.add("items", Json.array(items));
        page.add("prefixes", Json.array(prefixes));
        return page;
    }

    private Reply upload(Call call) throws IOException {
        return switch (call.query("uploadType").orElse("media")) {
            case "resumable" -> call.query("upload_id").isPresent() ? uploads.go(uploadId(call), call) : begin(call);
            case "multipart" -> {
                MultipartBody body = MultipartBody.read(call);
                yield store(call, body.description(), body.content());
            }
            default ->
                store(
                        call,
                        Json.object("contentType", call.header("Content-Type").orElse(null)),
                        call.body());
        };
    }

    private Reply begin(Call call) throws IOException {
        JsonObject description = call.json();
        call.header("X-Upload-Content-Type").ifPresent(type -> description.addProperty("contentType", type));
        String id = uploads.begin(call.at("bucket"), name(call, description), Conditions.of(call), description);
        String location = endpoint + call.path() + "?uploadType=resumable&upload_id=" + id;
        return Reply.empty(200).with("Location", location).with("X-GUploader-UploadID", id);
    }

    private static String name(Call call, JsonObject description) {
        return call.query("name").orElseGet(() -> Json.required(description, "name"));
    }

    private Reply store(Call call, JsonObject description, InputStream content) throws IOException {
        Path draft = objects.draft(UUID.randomUUID().toString());
        try {
            Files.copy(content, draft);
            return Reply.ok(objects.commit(
                    call.at("bucket"), name(call, description), Conditions.of(call), description, draft));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static String uploadId(Call call) {
        return call.query("upload_id").orElseThrow(() -> Refusal.badRequest("required", "upload_id"));
    }

    private Reply cancel(Call call) throws IOException {
        uploads.cancel(uploadId(call));
        return Reply.empty(499);
    }

    private Reply rewrite(Call call) throws IOException {
        JsonObject copy = copy(call);
        return Reply.ok(Json.object(
                "kind",
                "storage#rewriteResponse",
                "totalBytesRewritten",
                Json.required(copy, "size"),
                "objectSize",
                Json.required(copy, "size"),
                "done",
                true,
                "resource",
                copy));
    }

    private JsonObject copy(Call call) throws IOException {
        JsonObject source = objects.get(call.at("bucket"), call.at("object"));
        JsonObject description = call.json();
        for (String kept : List.of("contentType", "contentEncoding", "metadata", "cacheControl")) {
            if (!description.has(kept) && source.has(kept)) {
                description.add(kept, source.get(kept));
            }
        }
        Path draft = objects.draft(UUID.randomUUID().toString());
        try {
            Files.copy(objects.content(source), draft, StandardCopyOption.REPLACE_EXISTING);
            return objects.commit(call.at("toBucket"), call.at("toObject"), Conditions.of(call), description, draft);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
