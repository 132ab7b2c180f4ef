package com.orocloud.node;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An environment's passwords, read from Secret Manager by the node's own identity; they never enter a log. */
record Secrets(
        String shop,
        String replicator,
        String controller,
        String backup,
        String rewind,
        String files,
        @Nullable String cache,
        @Nullable String queue,
        @Nullable String erlang) {

    /**
     * A password that only some environments have.
     *
     * @throws IOException if it is missing, naming it
     */
    static String present(@Nullable String password, String name) throws IOException {
        if (password == null) {
            throw new IOException("the environment's secret holds no password '" + name + "'");
        }
        return password;
    }

    @Override
    public String toString() {
        return "Secrets";
    }

    private boolean isWhole() {
        return shop != null
                && replicator != null
                && controller != null
                && backup != null
                && rewind != null
                && files != null;
    }

    /** Where they come from; what was read once is kept in memory, so that a lost Secret Manager stops nothing. */
    static final class Source {
        private static final Pattern REFERENCE = Pattern.compile("gcpsm://([a-z0-9.:-]+)/([A-Za-z0-9_-]+)");
        private static final int TIMEOUT_MILLIS = 3_000;

        private final Metadata metadata;
        private final String endpoint;

        @Nullable
        private String knownReference;

        @Nullable
        private Secrets known;

        Source(Metadata metadata, String endpoint) {
            this.metadata = metadata;
            this.endpoint = endpoint;
        }

        Secrets of(String reference) throws IOException {
            if (known == null || !reference.equals(knownReference)) {
                known = fetch(reference);
                knownReference = reference;
            }
            return known;
        }

        private Secrets fetch(String reference) throws IOException {
            Matcher parts = REFERENCE.matcher(reference);
            if (!parts.matches()) {
                throw new IOException("not a reference to a secret: " + reference);
            }
            URI uri = URI.create(endpoint + "/v1/projects/" + parts.group(1) + "/secrets/" + parts.group(2)
                    + "/versions/latest:access");
            HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
            call.setConnectTimeout(TIMEOUT_MILLIS);
            call.setReadTimeout(TIMEOUT_MILLIS);
            call.setRequestProperty("Authorization", "Bearer " + metadata.identityToken());
            if (call.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("Secret Manager answered " + call.getResponseCode() + " for " + reference);
            }
            try (InputStream body = call.getInputStream()) {
                return parse(new String(body.readAllBytes(), StandardCharsets.UTF_8), reference);
            }
        }

        /** The parser's own message would quote the payload, so it is not passed on. */
        @SuppressWarnings("UnusedException")
        private static Secrets parse(String answer, String reference) throws IOException {
            try {
                String data = JsonParser.parseString(answer)
                        .getAsJsonObject()
                        .getAsJsonObject("payload")
                        .get("data")
                        .getAsString();
                Secrets secrets = new Gson()
                        .fromJson(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8), Secrets.class);
                if (secrets != null && secrets.isWhole()) {
                    return secrets;
                }
            } catch (JsonParseException | IllegalArgumentException | IllegalStateException e) {
                throw new IOException("the secret " + reference + " is not the JSON that was agreed");
            }
            throw new IOException("the secret " + reference + " does not hold every password");
        }
    }
}
