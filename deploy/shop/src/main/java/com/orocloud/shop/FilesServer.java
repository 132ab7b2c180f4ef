package com.orocloud.shop;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.regex.Pattern;

/** The files node: keeps what customers attach, and lets a backup read and a restore write all of it. */
public final class FilesServer implements AutoCloseable {
    private static final PrintStream LOG = System.out;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    private static final String FILES = "/files";

    private final FileStore store;
    private final byte[] authorization;
    private final HttpServer http;

    FilesServer(String address, String token, Path directory) throws IOException {
        this.store = new FileStore(directory);
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.http = Listener.listen(address, this::answer);
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        String address = ShopSettings.required(environment, "FILES_ADDRESS");
        FilesServer server = new FilesServer(
                address,
                ShopSettings.required(environment, "FILES_TOKEN"),
                Path.of(ShopSettings.required(environment, "FILES_DIRECTORY")));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        LOG.println("files server listens on " + address);
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        if (!isAuthorized(exchange)) {
            return Reply.text(401, "a bearer token is needed");
        }
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if ("/health".equals(path)) {
            return Files.isWritable(store.directory())
                    ? Reply.text(200, "good")
                    : Reply.text(502, "the directory cannot be written");
        }
        if (FILES.equals(path) && "GET".equals(method)) {
            return Reply.json(200, new Gson().toJson(store.list()));
        }
        String name = path.startsWith(FILES + "/") ? path.substring(FILES.length() + 1) : "";
        if (!NAME.matcher(name).matches()) {
            return Reply.text(404, "there is nothing here");
        }
        return switch (method) {
            case "GET" -> send(name);
            case "PUT" -> receive(name, exchange);
            default -> Reply.text(405, "a file is read with GET and written with PUT");
        };
    }

    /** Takes the same time whatever was sent, so that a token cannot be guessed piece by piece. */
    private boolean isAuthorized(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
    }

    private Reply receive(String name, HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            return Reply.json(201, new Gson().toJson(store.write(name, body)));
        } catch (FileStore.TooLarge e) {
            return Reply.text(413, String.valueOf(e.getMessage()));
        }
    }

    private Reply send(String name) throws IOException {
        Path file = store.directory().resolve(name);
        if (!Files.isRegularFile(file)) {
            return Reply.text(404, "there is no file " + name);
        }
        return new Reply(200, "application/octet-stream", Files.readAllBytes(file));
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
