package com.orocloud.backup.gcp;

import com.orocloud.backup.site.Credentials;
import com.orocloud.backup.site.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Secret Manager over its REST interface: one call, for which its client library would bring a hundred jars. */
public final class GcpSecrets implements Secrets {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern REFERENCE = Pattern.compile("gcpsm://([^/]+)/([^/]+)");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final Path tokenFile;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    public GcpSecrets(URI endpoint, Path tokenFile) {
        this.endpoint = endpoint;
        this.tokenFile = tokenFile;
    }

    @Override
    public Credentials read(String reference) throws IOException, InterruptedException {
        var match = REFERENCE.matcher(reference);
        if (!match.matches()) {
            throw new IOException("not a reference to a secret: " + reference);
        }
        var path = "/v1/projects/%s/secrets/%s/versions/latest:access".formatted(match.group(1), match.group(2));
        var request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + Files.readString(tokenFile).strip())
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("reading " + reference + ": HTTP " + response.statusCode());
        }
        var data = JSON.readTree(response.body()).path("payload").path("data").asString();
        var secret = JSON.readTree(Base64.getDecoder().decode(data));
        return new Credentials(
                text(secret, "backup", reference),
                text(secret, "replicator", reference),
                text(secret, "files", reference));
    }

    private static String text(JsonNode secret, String name, String reference) throws IOException {
        var value = secret.path(name);
        if (!value.isString()) {
            throw new IOException(reference + " has no entry " + name);
        }
        return value.asString();
    }
}
