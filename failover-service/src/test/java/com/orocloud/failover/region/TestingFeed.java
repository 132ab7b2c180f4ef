package com.orocloud.failover.region;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the interfaces have in common by which providers say how their regions are: lists in pages, and moods. */
abstract class TestingFeed implements AutoCloseable {

    private final HttpServer server;
    private final Queue<Answer> prescribed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch ends = new CountDownLatch(1);
    private volatile boolean silent;
    final List<String> items = new ArrayList<>();

    TestingFeed() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("starting the interface of a provider", e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::exchange);
        server.start();
    }

    record Answer(int status, String body, Map<String, String> headers) {

        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    final String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request is answered so, whatever it asks. */
    final void answerNext(Answer answer) {
        prescribed.add(answer);
    }

    /** From now on every answer begins and does not end. */
    final void stopHalfway() {
        silent = true;
    }

    final int asked() {
        return asked.get();
    }

    abstract Answer answer(HttpExchange request, Map<String, String> query);

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            Answer next = prescribed.poll();
            Answer answer = next == null ? answer(exchange, query(exchange)) : next;
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            if (silent) {
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
                exchange.getResponseBody().flush();
                ends.await();
            }
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = new HashMap<String, String>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            query.put(
                    pair.replaceFirst("=.*", ""),
                    URLDecoder.decode(pair.replaceFirst("[^=]*=", ""), StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        ends.countDown();
        server.stop(0);
    }
}
