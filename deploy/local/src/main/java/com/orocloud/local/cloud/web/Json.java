package com.orocloud.local.cloud.web;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and builds JSON the way the dialects need it: absent and null are the same. */
public final class Json {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    /** An object from alternating names and values; null values are left out. */
    public static JsonObject object(@Nullable Object... namesAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                object.add(String.valueOf(namesAndValues[i]), element(value));
            }
        }
        return object;
    }

    public static JsonArray array(Iterable<?> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(element(value)));
        return array;
    }

    private static JsonElement element(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case JsonElement json -> json;
            case Number number -> new JsonPrimitive(number);
            case Boolean bool -> new JsonPrimitive(bool);
            case Collection<?> values -> array(values);
            default -> new JsonPrimitive(value.toString());
        };
    }

    /** An object without its null members, which clients send to mean "not set". */
    public static JsonObject parse(String text) {
        if (text.isBlank()) {
            return new JsonObject();
        }
        try {
            return withoutNulls(JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException e) {
            throw Refusal.badRequest("parseError", "This is not a JSON object: " + e.getMessage());
        }
    }

    private static JsonObject withoutNulls(JsonObject object) {
        object.entrySet().removeIf(member -> member.getValue().isJsonNull());
        for (var member : object.entrySet()) {
            if (member.getValue().isJsonObject()) {
                withoutNulls(member.getValue().getAsJsonObject());
            }
        }
        return object;
    }

    public static Optional<String> text(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }

    /** A member that must be there. */
    public static String required(JsonObject object, String name) {
        return text(object, name)
                .orElseThrow(() -> Refusal.badRequest("required", "Required field '" + name + "' not specified"));
    }

    public static JsonObject member(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null && member.isJsonObject() ? member.getAsJsonObject() : new JsonObject();
    }

    public static JsonArray members(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null && member.isJsonArray() ? member.getAsJsonArray() : new JsonArray();
    }

    /** The first object of an array member, for the dialects that wrap one thing in a list. */
    public static JsonObject first(JsonObject object, String name) {
        JsonArray members = members(object, name);
        return members.isEmpty() ? new JsonObject() : members.get(0).getAsJsonObject();
    }

    public static String print(JsonElement json) {
        return GSON.toJson(json);
    }
}
