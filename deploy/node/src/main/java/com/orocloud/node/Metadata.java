package com.orocloud.node;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider's metadata service, in the dialect of Compute Engine. The node dials out to it; nothing dials in. */
final class Metadata {
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int READ_TIMEOUT_MILLIS = 5_000;
    private static final Duration WAIT_FOR_CHANGE = Duration.ofSeconds(60);
    private static final int GRACE_MILLIS = 5_000;

    private final String root;

    /** @param host host, or host and port, as in the variable GCE_METADATA_HOST */
    Metadata(String host) {
        this.root = "http://" + host + "/computeMetadata/v1/instance/";
    }

    /** The instance's attributes at one moment; the tag names that moment. */
    record Attributes(String tag, JsonObject values) {
        Optional<String> value(String name) {
            JsonElement value = values.get(name);
            return value == null ? Optional.empty() : Optional.of(value.getAsString());
        }
    }

    /** The attributes now or, after a first call, as soon as they differ from those named by the tag. */
    Attributes attributes(@Nullable String knownTag) throws IOException {
        String query = "attributes/?recursive=true&alt=json";
        int patience = READ_TIMEOUT_MILLIS;
        if (knownTag != null) {
            query += "&wait_for_change=true&last_etag=" + knownTag + "&timeout_sec=" + WAIT_FOR_CHANGE.toSeconds();
            patience = (int) WAIT_FOR_CHANGE.toMillis() + GRACE_MILLIS;
        }
        HttpURLConnection call = open(query, patience);
        String body = answer(call);
        String tag = call.getHeaderField("ETag");
        return new Attributes(
                tag == null ? "0" : tag, JsonParser.parseString(body).getAsJsonObject());
    }

    String ip() throws IOException {
        return answer(open("network-interfaces/0/ip", READ_TIMEOUT_MILLIS)).strip();
    }

    /** The reserved address that is routed to this node, if there is one that the node itself may listen on. */
    Optional<String> forwardedIp() throws IOException {
        HttpURLConnection call = open("network-interfaces/0/forwarded-ips/0", READ_TIMEOUT_MILLIS);
        return call.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND
                ? Optional.empty()
                : Optional.of(answer(call).strip()).filter(ip -> !ip.isEmpty());
    }

    /** A short-lived token that proves to other services of the provider which instance this is. */
    String identityToken() throws IOException {
        return JsonParser.parseString(answer(open("service-accounts/default/token", READ_TIMEOUT_MILLIS)))
                .getAsJsonObject()
                .get("access_token")
                .getAsString();
    }

    void putGuestAttribute(String path, String value) throws IOException {
        HttpURLConnection call = open("guest-attributes/" + path, READ_TIMEOUT_MILLIS);
        call.setRequestMethod("PUT");
        call.setDoOutput(true);
        try (OutputStream body = call.getOutputStream()) {
            body.write(value.getBytes(StandardCharsets.UTF_8));
        }
        answer(call);
    }

    private HttpURLConnection open(String path, int patienceMillis) throws IOException {
        HttpURLConnection call =
                (HttpURLConnection) URI.create(root + path).toURL().openConnection();
        call.setRequestProperty("Metadata-Flavor", "Google");
        call.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        call.setReadTimeout(patienceMillis);
        return call;
    }

    private static String answer(HttpURLConnection call) throws IOException {
        if (call.getResponseCode() / 100 != 2) {
            throw new IOException("metadata answered " + call.getResponseCode() + " for "
                    + call.getURL().getPath());
        }
        try (InputStream body = call.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
