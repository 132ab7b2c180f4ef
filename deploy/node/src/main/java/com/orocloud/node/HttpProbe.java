package com.orocloud.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Asks a server of this node whether it works. */
final class HttpProbe {
    static final String HEALTH_PATH = "/admin/healthcheck/http_status_checks";
    private static final int TIMEOUT_MILLIS = 2_000;

    private HttpProbe() {}

    record Answer(int status, String body) {}

    /** The answer, or nothing if there was none in time. */
    static Optional<Answer> get(String url, Map<String, String> headers) {
        try {
            HttpURLConnection call = (HttpURLConnection) URI.create(url).toURL().openConnection();
            call.setConnectTimeout(TIMEOUT_MILLIS);
            call.setReadTimeout(TIMEOUT_MILLIS);
            headers.forEach(call::setRequestProperty);
            int status = call.getResponseCode();
            try (InputStream body = status < 400 ? call.getInputStream() : call.getErrorStream()) {
                byte[] bytes = body == null ? new byte[0] : body.readAllBytes();
                return Optional.of(new Answer(status, new String(bytes, StandardCharsets.UTF_8)));
            }
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }
}
