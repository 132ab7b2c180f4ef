package com.orocloud.failover.names;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What interfaces of providers have in common here: JSON, a token, answers that can be put in their mouth. */
public abstract class TestingProviderApi implements AutoCloseable {

    public static final String TOKEN = "token-of-this-test";

    final JsonMapper json = JsonMapper.builder().build();

    private final HttpServer server;
    private final Queue<Answer> prescribed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holding;
    private volatile boolean cutNext;

    TestingProviderApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("starting the interface of a provider", e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    /** What is answered; with a header or none. */
    record Answer(int status, String body, Map<String, String> headers) {

        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request has no effect and is answered so. */
    void answerNext(Answer answer) {
        prescribed.add(answer);
    }

    /** How many requests there were. */
    public int asked() {
        return asked.get();
    }

    /** The next request that changes something has its effect, and no answer. */
    void cutNext() {
        cutNext = true;
    }

    /** What is changed from now on is answered as done and not told to the name servers, until it is let go. */
    public void hold() {
        holding = true;
    }

    public void letGo() {
        holding = false;
        for (Runnable publication = held.poll(); publication != null; publication = held.poll()) {
            publication.run();
        }
    }

    final void publish(Runnable publication) {
        if (holding) {
            held.add(publication);
        } else {
            publication.run();
        }
    }

    /** @param body null if the request has none */
    abstract Answer answer(String path, Map<String, String> query, @Nullable JsonNode body);

    abstract Answer unauthorized();

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = text(exchange);
            asked.incrementAndGet();
            Answer answer = prescribed.poll();
            if (answer == null) {
                answer = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        ? answer(
                                exchange.getRequestURI().getPath(),
                                query(exchange),
                                text.isEmpty() ? null : json.readTree(text))
                        : unauthorized();
                if (cutNext && !text.isEmpty()) {
                    cutNext = false;
                    return;
                }
            }
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Google's client packs what it sends. */
    private static String text(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            query.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", ""));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
