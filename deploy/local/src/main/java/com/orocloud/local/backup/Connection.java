package com.orocloud.local.backup;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EventMeta;
import com.orocloud.local.Home;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.Place;
import com.orocloud.local.Progress;
import com.orocloud.local.RequestWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the command reaches the system: reads over HTTP, changes by requests on a topic, as every outside system does. */
final class Connection {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONG_TIMEOUT = Duration.ofMinutes(30);

    @Option(names = "--api", paramLabel = "URL", description = "backup-service; the one of deploy/up if left out")
    @Nullable
    String api;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "the broker; the one of deploy/up if left out")
    @Nullable
    String bootstrapServers;

    @Option(names = "--registry", paramLabel = "URL", description = "the schema registry; likewise")
    @Nullable
    String registry;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "portal",
            description = "the registered outside system to speak as (default: ${DEFAULT-VALUE})")
    String source = "portal";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "holds the password of its Kafka user; the one of deploy/up if left out")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = "${env:OROCLOUD_TENANT}",
            description = "whose environment it is; needed for changes (or OROCLOUD_TENANT)")
    @Nullable
    String tenant;

    @Option(
            names = "--as",
            paramLabel = "KIND:ID",
            defaultValue = "operator:${sys:user.name}",
            description = "who asks: operator:LOGIN or customer:ID of a technical contact (default: ${DEFAULT-VALUE})")
    String actor = "";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /** Something that whoever called can do something about; the message says what. */
    static final class Trouble extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Trouble(String message) {
            super(message);
        }
    }

    JsonElement get(String path) {
        return answer(HttpRequest.newBuilder(URI.create(api() + path)).timeout(TIMEOUT));
    }

    /** For the one change that cannot be asked for on a topic, because the topics may be gone. */
    JsonElement post(String path, JsonElement body) {
        return answer(HttpRequest.newBuilder(URI.create(api() + path))
                .timeout(LONG_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private JsonElement answer(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return JsonParser.parseString(response.body());
            }
            throw new Trouble(detail(response.body(), response.statusCode()));
        } catch (IOException e) {
            throw new Trouble(
                    "backup-service does not answer at %s (%s): is the system up? See deploy/up, or name it with --api"
                            .formatted(api(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble("interrupted");
        }
    }

    /** What a problem detail says, or else the status. */
    private static String detail(String body, int status) {
        try {
            var problem = JsonParser.parseString(body).getAsJsonObject();
            return problem.get("detail").getAsString();
        } catch (JsonParseException | IllegalStateException | NullPointerException | UnsupportedOperationException e) {
            return "backup-service answered " + status;
        }
    }

    /** Puts a request on the topic of the source; the answer comes as a fact. */
    void say(SpecificRecord request) {
        var place = bootstrapServers == null || registry == null ? place() : null;
        var broker = bootstrapServers == null && place != null ? place.bootstrapServers() : bootstrapServers;
        var schemas = registry == null && place != null ? place.registryUrl() : registry;
        try (var writer = new RequestWriter(String.valueOf(broker), String.valueOf(schemas), source, password())) {
            writer.write(request);
        } catch (RuntimeException e) {
            throw new Trouble("could not ask: %s".formatted(e.getCause() == null ? e : e.getCause()));
        }
    }

    EventMeta meta(String environment) {
        if (tenant == null || tenant.isBlank()) {
            throw new Trouble("whose environment is it? Give --tenant NAME, or set OROCLOUD_TENANT");
        }
        return EventMeta.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(Instant.now())
                .setSource(source)
                .setTenantId(tenant)
                .setAggregateId(environment)
                .setCorrelationId(UUID.randomUUID())
                .setActor(actor())
                .build();
    }

    static String encoded(String pathElement) {
        return URLEncoder.encode(pathElement, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Actor actor() {
        var parts = actor.split(":", 2);
        var kind = parts[0].toUpperCase(Locale.ROOT);
        if (parts.length < 2 || parts[1].isBlank() || !(kind.equals("OPERATOR") || kind.equals("CUSTOMER"))) {
            throw new Trouble("--as is operator:LOGIN or customer:ID, not " + actor);
        }
        return new Actor(ActorKind.valueOf(kind), parts[1]);
    }

    private String api() {
        return api == null ? place().url(Place.Service.BACKUP) : api;
    }

    private String password() {
        if (passwordFile == null) {
            return system().credentials().get("kafka-" + source);
        }
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new Trouble("cannot read " + passwordFile);
        }
    }

    private static Place place() {
        return system().place();
    }

    private static LocalSystem system() {
        var home = Home.standard();
        if (!Files.exists(home.resolve("block"))) {
            throw new Trouble(
                    "no system is installed in %s: start one with deploy/up, or say where yours is with --api, --bootstrap-servers, --registry and --password-file"
                            .formatted(home));
        }
        return LocalSystem.in(
                home,
                Home.root(),
                new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
    }
}
