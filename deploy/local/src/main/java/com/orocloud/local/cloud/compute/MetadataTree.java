package com.orocloud.local.cloud.compute;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** An instance, in the shape in which the metadata server shows it. */
final class MetadataTree {

    private MetadataTree() {}

    /** What is at this path, such as {@code instance/attributes/}. */
    static JsonElement read(JsonObject instance, String path) {
        JsonElement found = tree(instance);
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                found = found.isJsonObject() ? found.getAsJsonObject().get(name) : null;
            }
            if (found == null) {
                throw Refusal.notFound(path);
            }
        }
        return found;
    }

    private static JsonObject tree(JsonObject instance) {
        Scope scope = Scope.of(Instances.path(instance));
        JsonObject forwarded = new JsonObject();
        for (JsonElement config : Json.members(Json.first(instance, "networkInterfaces"), "accessConfigs")) {
            Json.text(config.getAsJsonObject(), "natIP")
                    .ifPresent(address -> forwarded.addProperty(String.valueOf(forwarded.size()), address));
        }
        JsonObject network = Json.object("ip", Instances.address(instance), "forwarded-ips", forwarded);
        return Json.object(
                "project",
                Json.object("project-id", scope.project()),
                "instance",
                Json.object(
                        "attributes", Metadata.attributes(instance),
                        "id", Json.required(instance, "id"),
                        "name", Json.required(instance, "name"),
                        "hostname", Json.required(instance, "name"),
                        "zone", "projects/" + scope.project() + "/zones/" + scope.location(),
                        "network-interfaces", Json.object("0", network)));
    }

    /** A value as it is; a directory as the names in it. */
    static String text(JsonElement value) {
        if (value.isJsonPrimitive()) {
            return value.getAsString();
        }
        List<String> names = value.getAsJsonObject().entrySet().stream()
                .map(entry -> entry.getValue().isJsonObject() ? entry.getKey() + "/" : entry.getKey())
                .toList();
        return names.stream().map(name -> name + "\n").collect(Collectors.joining());
    }
}
