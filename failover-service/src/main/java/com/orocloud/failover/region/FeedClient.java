package com.orocloud.failover.region;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Reads what providers say over HTTP: once, for so long, and not without end. */
@Component
public final class FeedClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST_BYTES = 16 << 20;
    private static final int OK = 200;

    private final Duration patience;
    private final HttpClient http;

    public FeedClient() {
        this(PATIENCE);
    }

    FeedClient(Duration patience) {
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    public record Answer(String body, HttpHeaders headers) {}

    /** @throws IOException if it does not answer, in time and in full, that all went well */
    public Answer get(URI address, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "application/json");
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_BYTES));
        try {
            // the client's own timeout ends with the first byte, and a page that stops halfway would be waited for
            HttpResponse<String> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException(address.getAuthority() + " answered " + response.statusCode());
            }
            return new Answer(response.body(), response.headers());
        } catch (TimeoutException e) {
            throw new IOException(address.getAuthority() + " did not answer in " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(address.getAuthority() + " cannot be read: " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
