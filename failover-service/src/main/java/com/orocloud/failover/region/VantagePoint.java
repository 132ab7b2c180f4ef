package com.orocloud.failover.region;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** A place to look from: probes go out from its own address. */
final class VantagePoint implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int DETAIL_LENGTH = 120;

    private final String name;
    private final HttpClient http;

    VantagePoint(String name, InetAddress sourceAddress) {
        this.name = name;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(sourceAddress)
                .connectTimeout(TIMEOUT)
                .build();
    }

    /** Whether it was reached, and in what way. */
    record Answer(boolean reached, String detail) {}

    String name() {
        return name;
    }

    /** @param token sent along as the caller's identity; empty for none */
    Answer probe(URI uri, String token, Predicate<HttpResponse<String>> counts) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(counts.test(response), "HTTP " + response.statusCode());
        } catch (IOException e) {
            String detail = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
            return new Answer(false, detail.substring(0, Math.min(DETAIL_LENGTH, detail.length())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(false, "interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
