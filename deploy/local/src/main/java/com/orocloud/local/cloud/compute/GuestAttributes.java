package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.util.List;
import java.util.Optional;

/** What nodes report about themselves: {@code namespace/key} and a value, forgotten at every boot. */
final class GuestAttributes {

    private final Shelf shelf;

    GuestAttributes(Shelf shelf) {
        this.shelf = shelf;
    }

    void put(String instancePath, String namespace, String key, String value) {
        synchronized (shelf) {
            JsonObject attributes = shelf.get(instancePath).orElseGet(JsonObject::new);
            attributes.addProperty(namespace + "/" + key, value);
            shelf.put(instancePath, attributes);
        }
    }

    Optional<String> get(String instancePath, String namespace, String key) {
        return shelf.get(instancePath).flatMap(attributes -> Json.text(attributes, namespace + "/" + key));
    }

    void clear(String instancePath) {
        shelf.remove(instancePath);
    }

    /**
     * The answer of the API.
     *
     * @param query {@code namespace/}, {@code namespace/key}, or empty for all
     */
    JsonObject answer(String instancePath, String query) {
        JsonObject attributes = shelf.get(instancePath).orElseGet(JsonObject::new);
        List<JsonObject> items = attributes.keySet().stream()
                .filter(name -> name.equals(query) || query.isEmpty() || name.startsWith(withSlash(query)))
                .map(name -> Json.object(
                        "namespace", name.substring(0, name.indexOf('/')),
                        "key", name.substring(name.indexOf('/') + 1),
                        "value", Json.required(attributes, name)))
                .toList();
        if (items.isEmpty()) {
            throw Refusal.notFound(instancePath + "/guestAttributes/" + query);
        }
        return Json.object(
                "kind",
                "compute#guestAttributes",
                "queryPath",
                query,
                "queryValue",
                Json.object("items", Json.array(items)));
    }

    private static String withSlash(String query) {
        return query.endsWith("/") ? query : query + "/";
    }
}
