package com.orocloud.failover.names.cloudflare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.orocloud.failover.names.Declined;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cloudflare's interface to the records of one zone, as far as it is needed. There is no client of theirs for Java. */
final class CloudflareApi {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** More records of one type at one name are not ours. */
    private static final int RECORDS_MAX = 100;

    private static final int TOO_MANY_REQUESTS = 429;
    /** Whoever asks too much is shut out for five minutes; so long to wait if it is not said how long. */
    private static final Duration SHUT_OUT = Duration.ofMinutes(5);

    /** No such record; one of that name and kind that there may be only one of; the very same record. */
    private static final Set<Integer> CONDITION_FAILED = Set.of(81044, 81053, 81057, 81058);

    private final Dns.Cloudflare settings;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private volatile Instant quietUntil = Instant.EPOCH;

    CloudflareApi(Dns.Cloudflare settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** A record as it stands there. */
    record Standing(String id, String content, int ttl, boolean proxied) {}

    /** A record as it is to be, with the id of the one that becomes it; names have no last dot. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Wanted(@Nullable String id, String name, String type, String content, int ttl, boolean proxied) {}

    record Deletion(String id) {}

    /** Done in this order in one transaction of theirs: whole or not at all. */
    record Batch(List<Deletion> deletes, List<Wanted> puts, List<Wanted> posts) {}

    List<Standing> find(String name, String type) throws IOException {
        String query = "?name.exact=" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "&type=" + type + "&per_page="
                + RECORDS_MAX;
        Answer answer = ask(request(query).GET());
        if (!answer.succeeded()) {
            throw answer.refusal();
        }
        return answer.body()
                .path("result")
                .valueStream()
                .map(CloudflareApi::standing)
                .toList();
    }

    private static Standing standing(JsonNode record) {
        return new Standing(
                record.path("id").asString(),
                record.path("content").asString(),
                record.path("ttl").asInt(0),
                record.path("proxied").asBoolean(false));
    }

    /** Returns false if one of the records is not as it was, or not alone, any more. */
    boolean carryOut(Batch batch) throws IOException {
        Answer answer = ask(request("/batch")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(batch))));
        if (!answer.succeeded() && !answer.conditionFailed()) {
            throw answer.refusal();
        }
        return answer.succeeded();
    }

    private HttpRequest.Builder request(String rest) throws IOException {
        return HttpRequest.newBuilder(
                        URI.create(settings.endpoint() + "/zones/" + settings.zoneId() + "/dns_records" + rest))
                .timeout(ANSWER)
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(settings.tokenFile()).strip());
    }

    private Answer ask(HttpRequest.Builder request) throws IOException {
        if (clock.instant().isBefore(quietUntil)) {
            throw new IOException("Cloudflare was asked too much and is left alone until " + quietUntil);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == TOO_MANY_REQUESTS) {
                quietUntil = clock.instant()
                        .plus(response.headers()
                                .firstValue("Retry-After")
                                .filter(seconds -> seconds.matches("\\d{1,6}"))
                                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                                .orElse(SHUT_OUT));
            }
            return new Answer(response.statusCode(), understood(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking Cloudflare");
        }
    }

    /** What is between them and us, a proxy for instance, may answer anything. */
    private JsonNode understood(String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return json.createObjectNode();
        }
    }

    private record Answer(int status, JsonNode body) {

        boolean succeeded() {
            return status == 200 && body.path("success").asBoolean(false);
        }

        boolean conditionFailed() {
            return body.path("errors")
                    .valueStream()
                    .anyMatch(error ->
                            CONDITION_FAILED.contains(error.path("code").asInt(0)));
        }

        /** Whatever they call invalid or forbidden stays so; a token may be replaced, and the rest may pass. */
        IOException refusal() {
            String message = "Cloudflare answered " + status + ": " + body.path("errors");
            return status == 400 || status == 403 || status == 404 ? new Declined(message) : new IOException(message);
        }
    }
}
