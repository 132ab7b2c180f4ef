package com.orocloud.dr;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A recovered shop as far as a visitor sees: answers 200 under every name, or what it is told to. */
final class TestingShop implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger status = new AtomicInteger(200);
    private final List<String> hosts = new CopyOnWriteArrayList<>();

    TestingShop(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.createContext("/", exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void answer(int code) {
        status.set(code);
    }

    /** The names under which it was visited. */
    List<String> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
