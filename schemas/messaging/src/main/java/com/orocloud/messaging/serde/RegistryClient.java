package com.orocloud.messaging.serde;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the schema registry for ids and schemas, once each, and never registers one: that is an explicit step of a
 * release, so that no running service can change the contract.
 */
final class RegistryClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONTENT = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    /** @throws ConfigException if schema.registry.url is missing, or auto.register.schemas asks for what is refused */
    RegistryClient(Map<String, ?> configs) {
        if (!(configs.get("schema.registry.url") instanceof String configured) || configured.isBlank()) {
            throw new ConfigException(
                    "schema.registry.url is missing: set it to the registry's Confluent-compatible URL");
        }
        if (Boolean.parseBoolean(String.valueOf(configs.get("auto.register.schemas")))) {
            throw new ConfigException("auto.register.schemas must be false: schemas are registered by a release step");
        }
        this.url = configured.replaceAll("/+$", "");
    }

    /** Id under which a schema is registered for a subject. */
    int id(String subject, Schema schema) {
        return ids.computeIfAbsent(subject, missing -> {
            JsonNode answer = call(
                    "POST",
                    "/subjects/" + URLEncoder.encode(missing, StandardCharsets.UTF_8),
                    JSON.writeValueAsString(Map.of("schema", PlainSchema.of(schema))));
            return answer.required("id").asInt();
        });
    }

    /** The schema that an id stands for. */
    Schema schema(int id) {
        return schemas.computeIfAbsent(id, missing -> {
            JsonNode answer = call("GET", "/schemas/ids/" + missing, null);
            return new Schema.Parser().parse(answer.required("schema").asString());
        });
    }

    private JsonNode call(String method, String path, @org.jspecify.annotations.Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Accept", CONTENT)
                .header("Content-Type", CONTENT)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 == 5 || response.statusCode() == 429) {
                throw new RegistryUnavailableException(
                        "registry answered " + response.statusCode() + " to " + path, new IOException(response.body()));
            }
            if (response.statusCode() != 200) {
                throw new SerializationException(
                        "registry answered " + response.statusCode() + " to " + path + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new RegistryUnavailableException("registry " + url + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
