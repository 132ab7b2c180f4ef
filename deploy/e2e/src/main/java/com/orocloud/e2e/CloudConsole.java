package com.orocloud.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The one who breaks things, and counts what is rented where. */
public final class CloudConsole {

    private final String url;

    public CloudConsole(String url) {
        this.url = url;
    }

    /** One thing that exists, or existed, in a region. */
    record Resource(String kind, String name) {}

    /** Ends a node at once, as a power cut does. */
    public void crash(String node) throws IOException {
        call("/nodes/" + node + "/crash", "{}");
    }

    /** Stops a node in its tracks: connections stay open, nothing answers. */
    public void hang(String node) throws IOException {
        call("/nodes/" + node + "/hang", "{}");
    }

    /** Lets a node that was stopped in its tracks go on, if it is still there. */
    public void resume(String node) throws IOException {
        call("/nodes/" + node + "/resume", "{}");
    }

    /** Turns a node on again, with the disk that it had. */
    void start(String node) throws IOException {
        call("/nodes/" + node + "/start", "{}");
    }

    /** Takes a whole region away, its API and its buckets included. */
    void loseRegion(String region) throws IOException {
        call("/regions/" + region + "/lose", "{\"api\":true}");
    }

    /** What exists in a region now. */
    List<Resource> inventory(String region) throws IOException {
        var resources = new ArrayList<Resource>();
        for (JsonElement each : Web.json(url + "/ledger").getAsJsonArray()) {
            JsonObject entry = each.getAsJsonObject();
            boolean exists = !entry.has("deletedAt") || entry.get("deletedAt").isJsonNull();
            if (exists
                    && entry.has("region")
                    && entry.get("region").getAsString().equals(region)) {
                resources.add(new Resource(
                        entry.get("kind").getAsString(), entry.get("name").getAsString()));
            }
        }
        return resources;
    }

    private void call(String path, String body) throws IOException {
        HttpResponse<String> response = Web.post(url + path, "application/json", body, Duration.ofSeconds(30));
        if (response.statusCode() / 100 != 2) {
            throw new DemoFailed(path + " answered " + response.statusCode() + ": " + response.body());
        }
    }
}
