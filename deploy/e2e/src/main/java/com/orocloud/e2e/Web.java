package com.orocloud.e2e;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** HTTP as everybody in the demo uses it. */
final class Web {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private Web() {}

    static HttpResponse<String> get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)));
    }

    static HttpResponse<String> post(String url, String contentType, String body, Duration timeout) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .timeout(timeout)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    /** @throws DemoFailed if the answer is not 200 */
    static JsonElement json(String url) throws IOException {
        HttpResponse<String> response = get(url);
        if (response.statusCode() != 200) {
            throw new DemoFailed(url + " answered " + response.statusCode() + ": " + response.body());
        }
        return new Gson().fromJson(response.body(), JsonElement.class);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
