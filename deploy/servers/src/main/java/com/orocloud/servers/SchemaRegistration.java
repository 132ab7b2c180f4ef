package com.orocloud.servers;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.avro.Schema;

/**
 * Makes a registry know every record of topics.yaml, one subject per topic and record, and hold them to full transitive
 * compatibility: every released reader understands every released writer. Services never register. Safe to repeat.
 */
public final class SchemaRegistration implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CONFLICT = 409;
    private static final String JSON = "application/vnd.schemaregistry.v1+json";

    private final String registry;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param registry base address of the Confluent protocol, as clients have it in {@code schema.registry.url} */
    public SchemaRegistration(String registry) {
        this.registry = registry.replaceAll("/+$", "");
    }

    /**
     * Registers what the catalogue names.
     *
     * @return how many subjects there are
     * @throws ServerFailed naming the subject, if the registry refuses a schema as incompatible
     */
    public int register(TopicCatalogue catalogue) {
        var compatibility = new JsonObject();
        compatibility.addProperty("compatibility", "FULL_TRANSITIVE");
        String answer = send("setting the compatibility rule", "PUT", "/config", compatibility);
        if (!answer.contains("FULL_TRANSITIVE")) {
            throw new ServerFailed(registry + " did not take the compatibility rule FULL_TRANSITIVE: " + answer);
        }
        int subjects = 0;
        for (Topic topic : catalogue.topics()) {
            for (String recordName : topic.records()) {
                register(topic, WireSchema.named(recordName));
                subjects++;
            }
        }
        return subjects;
    }

    /** Registers one record of one topic; the same schema again is the same version with the same id. */
    public int register(Topic topic, Schema schema) {
        String subject = WireSchema.subject(topic.name(), schema);
        var body = new JsonObject();
        body.addProperty("schema", WireSchema.of(schema));
        String answer = send("registering " + subject, "POST", "/subjects/" + subject + "/versions", body);
        try {
            return JsonParser.parseString(answer).getAsJsonObject().get("id").getAsInt();
        } catch (JsonParseException | IllegalStateException e) {
            throw new ServerFailed("registering " + subject + ": not an answer of a schema registry: " + answer, e);
        }
    }

    private String send(String doing, String method, String path, JsonObject body) {
        var request = HttpRequest.newBuilder(URI.create(registry + path))
                .timeout(TIMEOUT)
                .header("Content-Type", JSON)
                .header("Accept", JSON)
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == CONFLICT) {
                throw new ServerFailed(doing + ": refused, because readers or writers of an earlier version would not "
                        + "understand it (FULL_TRANSITIVE): " + response.body());
            }
            if (response.statusCode() / 100 != 2) {
                throw new ServerFailed(
                        doing + ": " + registry + path + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new ServerFailed(doing + ": " + registry + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("interrupted while " + doing, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
