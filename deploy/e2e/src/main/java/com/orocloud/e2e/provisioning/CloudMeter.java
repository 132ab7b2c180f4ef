package com.orocloud.e2e.provisioning;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the local cloud's owner sees of those who use it, and does to them. */
final class CloudMeter {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String admin;
    private final String api;

    CloudMeter(String admin, String api) {
        this.admin = admin;
        this.api = api;
    }

    /** Calls since then. */
    int calls(Instant since) throws IOException {
        return get(admin + "/requests?since=" + since)
                .getAsJsonObject()
                .get("count")
                .getAsInt();
    }

    /** When something was being done since then; what has not ended lasts. */
    List<Span> operations(Instant since) throws IOException {
        var spans = new ArrayList<Span>();
        for (JsonElement each : get(admin + "/operations?since=" + since).getAsJsonArray()) {
            JsonObject operation = each.getAsJsonObject();
            JsonElement end = operation.get("endedAt");
            spans.add(new Span(
                    Instant.parse(operation.get("begunAt").getAsString()),
                    end == null || end.isJsonNull() ? Instant.now() : Instant.parse(end.getAsString())));
        }
        return spans;
    }

    void order(FaultKind kind, Provider provider, int percent, int times) throws IOException {
        var fault = new LinkedHashMap<String, Object>();
        fault.put("match", kind.isOfOperations() ? "OPERATION insert .*/instances/.*" : provider.creation());
        fault.put("status", kind.status(provider));
        fault.put("percent", percent);
        fault.put("times", times);
        fault.put("kind", kind.name());
        fault.put("millis", 3_000);
        kind.body(provider).ifPresent(body -> fault.put("body", body));
        send("POST", admin + "/faults", new Gson().toJson(fault));
    }

    /** How often each kind struck. */
    Map<FaultKind, Integer> struck() throws IOException {
        var struck = new LinkedHashMap<FaultKind, Integer>();
        JsonArray faults = get(admin + "/faults").getAsJsonObject().getAsJsonArray("faults");
        for (JsonElement each : faults) {
            JsonObject fault = each.getAsJsonObject();
            struck.merge(
                    FaultKind.valueOf(fault.get("kind").getAsString()),
                    fault.get("struck").getAsInt(),
                    Integer::sum);
        }
        return struck;
    }

    /** Names of the machines that are there, as often as they are there. */
    List<String> machines() throws IOException {
        var names = new ArrayList<String>();
        for (JsonElement each : get(admin + "/ledger").getAsJsonArray()) {
            JsonObject entry = each.getAsJsonObject();
            boolean there = !entry.has("deletedAt") || entry.get("deletedAt").isJsonNull();
            if (there && entry.get("kind").getAsString().equals("instance")) {
                names.add(entry.get("name").getAsString());
            }
        }
        return names;
    }

    /** A machine that carries our label and that nobody ordered. */
    void plant(String project, String zone, String name) throws IOException {
        String machine = """
                {"name": "%s", "machineType": "zones/%s/machineTypes/e2-small",
                 "labels": {"oro-owner": "orocloud", "oro-env": "nobody", "oro-epoch": "1"},
                 "networkInterfaces": [{"network": "global/networks/default"}]}""".formatted(name, zone);
        send("POST", instances(project, zone), machine);
    }

    void uproot(String project, String zone, String name) throws IOException {
        send("DELETE", instances(project, zone) + "/" + name, "");
    }

    private String instances(String project, String zone) {
        return api + "/compute/v1/projects/" + project + "/zones/" + zone + "/instances";
    }

    JsonElement get(String url) throws IOException {
        return new Gson().fromJson(send("GET", url, ""), JsonElement.class);
    }

    private String send(String method, String url, String body) throws IOException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(method + " " + url + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
