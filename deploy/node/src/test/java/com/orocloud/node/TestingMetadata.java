package com.orocloud.node;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The metadata service of one node; it can go away and come back. */
final class TestingMetadata {
    private static final String ROOT = "/computeMetadata/v1/instance/";

    private final InetSocketAddress address;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final JsonObject attributes = new JsonObject();
    private int tag = 1;
    private volatile String state = "";
    private volatile HttpServer http;

    TestingMetadata(String ip) throws IOException {
        address = new InetSocketAddress(ip, 9254);
        http = serve();
    }

    private HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(ROOT, this::answer);
        server.start();
        return server;
    }

    void goAway() {
        http.stop(0);
    }

    void comeBack() throws IOException {
        http = serve();
    }

    void set(JsonObject assignment) {
        lock.lock();
        try {
            attributes.addProperty("orocloud-node", assignment.toString());
            tag++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    String state() {
        return state;
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (!"Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor"))) {
            send(exchange, 403, "");
            return;
        }
        String path = exchange.getRequestURI().getPath().substring(ROOT.length());
        switch (path) {
            case "attributes/" -> attributes(exchange);
            case "network-interfaces/0/ip" -> send(exchange, 200, address.getHostString());
            case "service-accounts/default/token" ->
                send(exchange, 200, "{\"access_token\":\"identity\",\"expires_in\":3599,\"token_type\":\"Bearer\"}");
            case "guest-attributes/orocloud/state" -> {
                state = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                send(exchange, 200, "");
            }
            default -> send(exchange, 404, "");
        }
    }

    private void attributes(HttpExchange exchange) throws IOException {
        String known = "";
        for (String part : exchange.getRequestURI().getQuery().split("&", -1)) {
            known = part.startsWith("last_etag=") ? part.substring("last_etag=".length()) : known;
        }
        String body;
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(60);
            while (known.equals(Integer.toString(tag)) && left > 0) {
                left = changed.awaitNanos(left);
            }
            body = attributes.toString();
            exchange.getResponseHeaders().set("ETag", Integer.toString(tag));
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
        send(exchange, 200, body);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
