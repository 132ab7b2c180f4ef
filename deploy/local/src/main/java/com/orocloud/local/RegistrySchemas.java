package com.orocloud.local;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** Schemas as any outside program gets them: from the registry, over HTTP. */
public final class RegistrySchemas {

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

    public RegistrySchemas(String url) {
        this.url = url;
    }

    /** A registered schema and the id that stands before each record written with it. */
    public record Registered(int id, Schema schema) {}

    public Schema byId(int id) {
        return byId.computeIfAbsent(
                id,
                missing -> new Schema.Parser()
                        .parse(get("/schemas/ids/" + missing).get("schema").getAsString()));
    }

    /** The newest schema of a record on a topic. */
    public Registered latest(String topic, String record) {
        JsonObject answer = get("/subjects/" + topic + "-com.orocloud.events." + record + "/versions/latest");
        return new Registered(
                answer.get("id").getAsInt(),
                new Schema.Parser().parse(answer.get("schema").getAsString()));
    }

    private JsonObject get(String path) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        url + path + " answered " + response.statusCode() + ": " + response.body());
            }
            return new Gson().fromJson(response.body(), JsonObject.class);
        } catch (IOException e) {
            throw new UncheckedIOException("asking the schema registry for " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the schema registry", e);
        }
    }
}
