package com.orocloud.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The files node, as the shop uses it. */
final class FilesClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String root;
    private final String token;

    FilesClient(String root, String token) {
        this.root = root;
        this.token = token;
    }

    /** Returns when the file is on the files node's disk. */
    void store(String name, byte[] content) throws IOException {
        HttpResponse<byte[]> answer = send(request("/files/" + name).PUT(BodyPublishers.ofByteArray(content)));
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("the files node answered " + answer.statusCode() + " for " + name);
        }
    }

    byte[] read(String name) throws IOException {
        HttpResponse<byte[]> answer = send(request("/files/" + name).GET());
        if (answer.statusCode() != 200) {
            throw new IOException("the files node answered " + answer.statusCode() + " for " + name);
        }
        return answer.body();
    }

    boolean isReachable() throws IOException {
        return send(request("/health").GET()).statusCode() == 200;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while talking to the files node", e);
        }
    }
}
