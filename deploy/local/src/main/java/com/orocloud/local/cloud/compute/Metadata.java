package com.orocloud.local.cloud.compute;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The metadata of an instance, within the limits that Compute Engine sets. */
final class Metadata {

    private static final int LARGEST_VALUE_BYTES = 256 << 10;
    private static final int LARGEST_BYTES = 512 << 10;

    private Metadata() {}

    static JsonObject fingerprinted(JsonObject given) {
        long total = 0;
        for (JsonElement item : Json.members(given, "items")) {
            int size = Json.text(item.getAsJsonObject(), "value")
                    .map(value -> value.getBytes(StandardCharsets.UTF_8).length)
                    .orElse(0);
            total += size;
            if (size > LARGEST_VALUE_BYTES || total > LARGEST_BYTES) {
                throw Refusal.badRequest("invalid", "Metadata is too large.");
            }
        }
        JsonObject metadata = Json.object("kind", "compute#metadata", "items", Json.members(given, "items"));
        metadata.addProperty("fingerprint", Names.fingerprint(metadata));
        return metadata;
    }

    /** Names and values, as the guest sees them. */
    static JsonObject attributes(JsonObject instance) {
        JsonObject attributes = new JsonObject();
        for (JsonElement element : Json.members(Json.member(instance, "metadata"), "items")) {
            JsonObject item = element.getAsJsonObject();
            attributes.addProperty(
                    Json.required(item, "key"), Json.text(item, "value").orElse(""));
        }
        return attributes;
    }

    static Optional<String> attribute(JsonObject instance, String name) {
        return Json.text(attributes(instance), name);
    }
}
