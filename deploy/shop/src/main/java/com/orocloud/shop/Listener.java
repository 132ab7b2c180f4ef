package com.orocloud.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** An HTTP server on the JDK's own, one virtual thread a request. */
final class Listener {
    private static final PrintStream LOG = System.out;
    private static final int BACKLOG = 256;

    private Listener() {}

    interface Answers {
        Reply to(HttpExchange exchange) throws IOException;
    }

    /** @param address host:port; one address, never all of them */
    static HttpServer listen(String address, Answers answers) throws IOException {
        // without it a small answer waits 40 ms for the peer's delayed acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        System.setProperty("sun.net.httpserver.maxRspTime", "60");
        int colon = address.lastIndexOf(':');
        HttpServer server = HttpServer.create(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> serve(exchange, answers));
        server.start();
        return server;
    }

    private static void serve(HttpExchange exchange, Answers answers) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answers.to(exchange);
            } catch (IllegalArgumentException e) {
                reply = Reply.text(400, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.println("answering " + exchange.getRequestURI() + " failed: " + e);
                reply = Reply.text(500, "something is wrong here");
            }
            reply.send(exchange);
        }
    }
}
