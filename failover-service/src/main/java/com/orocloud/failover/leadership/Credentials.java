package com.orocloud.failover.leadership;

import com.orocloud.failover.settings.FailoverSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The password with which a site's database nodes are led, from the secret that the site's reference names. */
@Component
class Credentials {

    private static final String SCHEME = "gcpsm";
    private static final String KEY = "controller";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final FailoverSettings.Secrets settings;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    /** Kept, so that a fail-over does not depend on the secret manager's region. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Credentials(FailoverSettings settings) {
        this.settings = settings.secrets();
    }

    /** @throws SQLException if the secret cannot be read: without it there is no session */
    String of(String secretsRef) throws SQLException {
        String password = known.get(secretsRef);
        if (password == null) {
            password = read(secretsRef);
            known.put(secretsRef, password);
        }
        return password;
    }

    /** It was refused: perhaps it has been changed. */
    void forget(String secretsRef) {
        known.remove(secretsRef);
    }

    private String read(String secretsRef) throws SQLException {
        URI reference = URI.create(secretsRef);
        if (!SCHEME.equals(reference.getScheme())) {
            throw new SQLException("secrets of scheme " + reference.getScheme() + " cannot be read");
        }
        URI uri = URI.create(settings.endpoint() + "/v1/projects/" + reference.getAuthority() + "/secrets"
                + reference.getPath() + "/versions/latest:access");
        try {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(TIMEOUT)
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(settings.tokenFile()).strip())
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new SQLException("reading the secret " + secretsRef + " was answered " + response.statusCode());
            }
            String data =
                    json.readTree(response.body()).path("payload").path("data").asString();
            JsonNode secret = json.readTree(Base64.getDecoder().decode(data));
            return secret.path(KEY).asString();
        } catch (IOException | JacksonException e) {
            throw new SQLException("reading the secret " + secretsRef, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while reading the secret " + secretsRef, e);
        }
    }
}
