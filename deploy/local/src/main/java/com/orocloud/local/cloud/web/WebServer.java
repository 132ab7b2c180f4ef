package com.orocloud.local.cloud.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** One listening address of the local cloud; every call has its own virtual thread. */
public final class WebServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(WebServer.class.getName());
    private static final int BACKLOG = 256;
    private static final int DRAIN_SECONDS = 2;

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else a reply may wait 40 ms for an acknowledgement
    }

    private final HttpServer http;
    private final Handler handler;

    public WebServer(InetSocketAddress address, Handler handler) throws IOException {
        this.handler = handler;
        try {
            this.http = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("listening on " + address + ": " + e.getMessage(), e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::exchange);
        http.start();
    }

    private void exchange(HttpExchange exchange) {
        try (exchange) {
            Reply reply = answer(new Call(exchange));
            if (reply.isDropped()) {
                return;
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            long length = reply.body().length();
            exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
            if (length > 0 && !exchange.getRequestMethod().equals("HEAD")) {
                try (OutputStream out = exchange.getResponseBody()) {
                    reply.body().writeTo(out);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "the caller of " + exchange.getRequestURI() + " went away", e);
        }
    }

    private Reply answer(Call call) {
        try {
            return handler.answer(call);
        } catch (Refusal refusal) {
            return refusal.reply();
        } catch (IOException e) {
            LOG.log(Level.INFO, () -> call.line() + " broke off: " + e.getMessage());
            return Reply.dropped();
        } catch (Exception e) {
            LOG.log(Level.ERROR, call.line(), e);
            return new Refusal(500, "backendError", String.valueOf(e.getMessage())).reply();
        }
    }

    /** Takes no more calls, and returns when those under way are answered. */
    public void drain() {
        http.stop(DRAIN_SECONDS);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
