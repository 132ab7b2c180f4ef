package com.orocloud.provisioning.gcp;

import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import com.orocloud.provisioning.cloud.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link Secrets} by Secret Manager. The secret and its only version are made in two calls, each of which finds what an
 * earlier try has made; a version is added only if there is none, so nothing is ever rotated by accident.
 */
public final class GcpSecrets implements Secrets {

    /** What a site's parts sign in with. */
    private static final List<String> CREDENTIALS =
            List.of("shop", "replicator", "controller", "backup", "files", "rewind", "cache", "queue", "erlang");

    private static final int SECRET_BYTES = 24;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final SecureRandom random = new SecureRandom();
    private final URI endpoint;
    private final String project;
    private final Path tokenFile;

    /** @param tokenFile holds the bearer token; read for each call, so that it can be renewed */
    public GcpSecrets(URI endpoint, String project, Path tokenFile) {
        this.endpoint = endpoint;
        this.project = project;
        this.tokenFile = tokenFile;
    }

    @Override
    public String reference(String environmentId) {
        return "gcpsm://" + project + "/" + environmentId;
    }

    @Override
    public Answer<String> ensure(String environmentId) {
        String secret = "secrets/" + environmentId;
        Answer<Integer> version = call("GET", secret + "/versions/latest:access", "", "looking for " + secret);
        return then(version, found -> {
            if (found == OK) {
                return Answer.got(reference(environmentId));
            }
            Answer<Integer> created =
                    call("POST", "secrets?secretId=" + environmentId, container(environmentId), "making " + secret);
            return then(
                    created,
                    made -> then(
                            call("POST", secret + ":addVersion", firstVersion(), "filling " + secret),
                            filled -> Answer.got(reference(environmentId))));
        });
    }

    private static String container(String environmentId) {
        return JSON.writeValueAsString(Map.of(
                "replication",
                Map.of("automatic", Map.of()),
                "labels",
                Map.of(Cloud.OWNER_LABEL, Cloud.OWNER, Cloud.ENVIRONMENT_LABEL, environmentId)));
    }

    private String firstVersion() {
        var credentials = new TreeMap<String, String>();
        for (String name : CREDENTIALS) {
            var bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            credentials.put(name, HexFormat.of().formatHex(bytes));
        }
        byte[] payload = JSON.writeValueAsString(credentials).getBytes(StandardCharsets.UTF_8);
        return JSON.writeValueAsString(
                Map.of("payload", Map.of("data", Base64.getEncoder().encodeToString(payload))));
    }

    /** The status, if it is one that says what is there; the content of an answer is not looked at. */
    private Answer<Integer> call(String method, String path, String body, String doing) {
        try {
            HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/v1/projects/" + project + "/" + path))
                    .timeout(TIMEOUT)
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(tokenFile).strip())
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == OK || status == CONFLICT || (status == NOT_FOUND && method.equals("GET"))) {
                return Answer.got(status);
            }
            return Answer.failed(
                    status >= SERVER_ERROR || status == TOO_MANY_REQUESTS
                            ? new Transient(doing, "HTTP " + status)
                            : new Refused(doing, "SECRETS_HTTP_" + status, "HTTP " + status));
        } catch (IOException e) {
            return Answer.failed(new Unknown(doing, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.failed(new Unknown(doing, "interrupted"));
        }
    }

    private static <T> Answer<T> then(Answer<Integer> first, Function<Integer, Answer<T>> next) {
        return switch (first) {
            case Answer.Got<Integer>(var status) -> next.apply(status);
            case Answer.Failed<Integer>(var failure) -> Answer.failed(failure);
        };
    }
}
