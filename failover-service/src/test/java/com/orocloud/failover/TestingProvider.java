package com.orocloud.failover;

import com.orocloud.failover.redundancy.TestingNodes;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The provider's APIs that this service uses: one secret for everything, regions that can be lost, an ingress. */
final class TestingProvider implements AutoCloseable {

    private final HttpServer server;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private volatile String incidents = "[]";
    private volatile String events = "{}";
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();

    TestingProvider(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/projects/", this::project);
        server.createContext("/compute/v1/projects/", this::region);
        server.createContext("/incidents.json", exchange -> answer(exchange, 200, incidents));
        server.createContext("/storage/v1/b/", exchange -> answer(exchange, 401, "who are you?"));
        server.createContext("/admin/healthcheck/", exchange -> answer(exchange, 502, "a check failed"));
        server.start();
    }

    String endpoint() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void lose(String region) {
        lost.add(region);
    }

    /** What Personalized Service Health answers from now on. */
    void tells(String answer) {
        events = answer;
    }

    /** What the public status page says from now on. */
    void says(String page) {
        incidents = page;
    }

    void restore(String region) {
        lost.remove(region);
    }

    /** What was sent along as an identity to the API of regions. */
    Set<String> tokens() {
        return Set.copyOf(tokens);
    }

    private void project(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/locations/global/events")) {
            answer(exchange, 200, events);
            return;
        }
        String secret = "{\"controller\":\"" + TestingNode.PASSWORD + "\",\"cache\":\"" + TestingNodes.PASSWORD + "\"}";
        String data = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        answer(exchange, 200, "{\"name\":\"s\",\"payload\":{\"data\":\"" + data + "\"}}");
    }

    private void region(HttpExchange exchange) throws IOException {
        tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String path = exchange.getRequestURI().getPath();
        String region = path.substring(path.lastIndexOf('/') + 1);
        answer(exchange, lost.contains(region) ? 503 : 200, "{\"name\":\"" + region + "\",\"status\":\"UP\"}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
