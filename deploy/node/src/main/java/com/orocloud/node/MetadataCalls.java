package com.orocloud.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls of a metadata service, which all carry the same headers. */
record MetadataCalls(String root, Map<String, String> headers) {

    static final int READ_TIMEOUT_MILLIS = 5_000;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    /** @param tag of the value, if the service gave it one */
    record Answer(String body, @Nullable String tag) {}

    Answer get(String path, int patienceMillis) throws IOException {
        HttpURLConnection call = open(path, patienceMillis);
        return new Answer(answer(call), call.getHeaderField("ETag"));
    }

    String get(String path) throws IOException {
        return get(path, READ_TIMEOUT_MILLIS).body();
    }

    /** Empty if there is nothing of this name. */
    Optional<String> find(String path) throws IOException {
        HttpURLConnection call = open(path, READ_TIMEOUT_MILLIS);
        return call.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND
                ? Optional.empty()
                : Optional.of(answer(call));
    }

    /** @param path may also be the whole address of something elsewhere */
    void put(String path, String value) throws IOException {
        HttpURLConnection call = open(path, READ_TIMEOUT_MILLIS);
        call.setRequestMethod("PUT");
        call.setDoOutput(true);
        try (OutputStream body = call.getOutputStream()) {
            body.write(value.getBytes(StandardCharsets.UTF_8));
        }
        answer(call);
    }

    private HttpURLConnection open(String path, int patienceMillis) throws IOException {
        HttpURLConnection call =
                (HttpURLConnection) URI.create(root).resolve(path).toURL().openConnection();
        headers.forEach(call::setRequestProperty);
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
