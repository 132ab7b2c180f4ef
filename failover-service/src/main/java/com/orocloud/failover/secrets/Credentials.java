package com.orocloud.failover.secrets;

import com.orocloud.failover.settings.FailoverSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The passwords with which a site's nodes are spoken to, from the secret that the site's reference names. */
@Component
public class Credentials {

    private static final String SCHEME = "gcpsm";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final FailoverSettings.Secrets settings;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    /** Kept, so that a fail-over does not depend on the secret manager's region. */
    private final Map<String, JsonNode> known = new ConcurrentHashMap<>();

    public Credentials(FailoverSettings settings) {
        this.settings = settings.secrets();
    }

    /**
     * One password of the secret; empty if it has none of this name.
     *
     * @throws IOException if the secret cannot be read: without it there is no session
     */
    public String of(String secretsRef, String name) throws IOException {
        JsonNode secret = known.get(secretsRef);
        if (secret == null) {
            secret = read(secretsRef);
            known.put(secretsRef, secret);
        }
        return secret.path(name).asString("");
    }

    /** It was refused: perhaps it has been changed. */
    public void forget(String secretsRef) {
        known.remove(secretsRef);
    }

    private JsonNode read(String secretsRef) throws IOException {
        URI reference = URI.create(secretsRef);
        if (!SCHEME.equals(reference.getScheme())) {
            throw new IOException("secrets of scheme " + reference.getScheme() + " cannot be read");
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
                throw new IOException("reading the secret " + secretsRef + " was answered " + response.statusCode());
            }
            String data =
                    json.readTree(response.body()).path("payload").path("data").asString();
            return json.readTree(Base64.getDecoder().decode(data));
        } catch (JacksonException e) {
            throw new IOException("reading the secret " + secretsRef, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the secret " + secretsRef, e);
        }
    }
}
