package com.orocloud.local.cloud.compute;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters and pages a list as the caller asked. */
final class Listing {

    private static final int LARGEST_PAGE = 500;

    /** {@code labels.oro-env=acme}, {@code status != RUNNING}, {@code labels.x:*}, {@code name eq web-1}. */
    private static final Pattern TERM = Pattern.compile(
            "\\(?\\s*([\\w.-]+)\\s*(=|!=|:|\\beq\\b|\\bne\\b)\\s*(?:\"([^\"]*)\"|([^\\s()]+))\\s*\\)?\\s*(?:AND\\b)?\\s*");

    private Listing() {}

    static JsonObject page(Call call, String kind, List<JsonObject> resources) {
        List<JsonObject> found = resources.stream()
                .filter(filter(call))
                .sorted(Comparator.comparing((JsonObject resource) -> Json.required(resource, "name")))
                .toList();
        int size = Math.clamp(call.query("maxResults").map(Integer::parseInt).orElse(LARGEST_PAGE), 1, LARGEST_PAGE);
        String after = call.query("pageToken").map(Listing::decoded).orElse("");
        List<JsonObject> rest = found.stream()
                .filter(resource -> Json.required(resource, "name").compareTo(after) > 0)
                .toList();
        List<JsonObject> page = rest.stream().limit(size).toList();
        JsonObject list = Json.object("kind", kind, "id", call.path());
        if (!page.isEmpty()) {
            list.add("items", Json.array(page));
        }
        if (rest.size() > page.size()) {
            list.addProperty("nextPageToken", encoded(Json.required(page.getLast(), "name")));
        }
        return list;
    }

    private static String encoded(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("invalid", "Invalid value for field 'pageToken': '" + token + "'");
        }
    }

    static Predicate<JsonObject> filter(Call call) {
        Predicate<JsonObject> all = resource -> true;
        String filter = call.query("filter").orElse("").strip();
        Matcher term = TERM.matcher(filter);
        int end = 0;
        while (end < filter.length()) {
            if (!term.find(end) || term.start() != end) {
                throw Refusal.badRequest("invalid", "Invalid value for field 'filter': '" + filter + "'");
            }
            all = all.and(matches(term.group(1), term.group(2), term.group(3) != null ? term.group(3) : term.group(4)));
            end = term.end();
        }
        return all;
    }

    private static Predicate<JsonObject> matches(String field, String operator, String value) {
        return switch (operator) {
            case "!=", "ne" -> resource -> !value(resource, field).equals(value);
            case ":" ->
                resource -> value.equals("*")
                        ? !value(resource, field).isEmpty()
                        : value(resource, field).contains(value);
            default -> resource -> value(resource, field).equals(value);
        };
    }

    private static String value(JsonObject resource, String field) {
        JsonElement value = resource;
        for (String name : field.split("\\.", 2)) {
            value = value != null && value.isJsonObject()
                    ? value.getAsJsonObject().get(name)
                    : null;
        }
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
