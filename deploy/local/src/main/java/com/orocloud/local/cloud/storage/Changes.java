package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Json;
import java.time.Instant;
import java.util.List;

/** Changes of the descriptions of buckets and objects; what the storage itself knows cannot be changed so. */
final class Changes {

    private static final List<String> FIXED =
            List.of("name", "bucket", "id", "generation", "size", "timeCreated", "location", "md5Hash", "crc32c");

    private Changes() {}

    static void apply(JsonObject resource, JsonObject changes) {
        changes.entrySet().stream()
                .filter(change -> !FIXED.contains(change.getKey()))
                .forEach(change -> resource.add(change.getKey(), change.getValue()));
        long metageneration = Long.parseLong(Json.required(resource, "metageneration"));
        resource.addProperty("metageneration", String.valueOf(metageneration + 1));
        resource.addProperty("updated", Instant.now().toString());
    }
}
