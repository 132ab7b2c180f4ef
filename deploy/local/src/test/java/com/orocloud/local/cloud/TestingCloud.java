package com.orocloud.local.cloud;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A local cloud of a test, on a block of addresses of its own. */
final class TestingCloud implements AutoCloseable {

    static final String TOKEN = "control-token";

    /** A node that ends in order when asked to, and has a child that left its session as servers do. */
    static final List<String> NODE =
            List.of("/bin/sh", "-c", "trap 'exit 0' TERM; setsid sleep 1000 & sleep 1000 & wait");

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // builds share machines
    }

    private static final int FIRST_BLOCK = 241;
    private static final int BLOCKS = 14;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerSocket claim;
    private final Path directory;
    private final CloudConfig config;
    private @Nullable LocalCloud cloud;

    TestingCloud(Path directory, String nodes) throws IOException {
        this(directory, nodes, NODE);
    }

    TestingCloud(Path directory, String nodes, List<String> nodeCommand) throws IOException {
        this.directory = directory;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x")); // for the nodes' user
        this.claim = claimBlock();
        String block = "127." + claim.getInetAddress().getHostAddress().split("\\.", -1)[1];
        JsonObject json = new JsonObject();
        json.addProperty("block", block);
        json.addProperty("stateDir", directory.resolve("state").toString());
        json.addProperty(
                "regions",
                Path.of("src/test/resources/regions.yaml").toAbsolutePath().toString());
        json.addProperty("nodes", nodes);
        json.addProperty("runAs", "postgres");
        json.addProperty("controlToken", TOKEN);
        json.addProperty("operationMillis", 60);
        json.addProperty("hangSeconds", 2);
        JsonArray command = new JsonArray();
        nodeCommand.forEach(command::add);
        json.add("nodeCommand", command);
        Files.writeString(configFile(), json.toString());
        this.config = CloudConfig.read(configFile());
    }

    private static ServerSocket claimBlock() throws IOException {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            Optional<ServerSocket> claim = claim("127." + (FIRST_BLOCK + (start + i) % BLOCKS) + ".0.6");
            if (claim.isPresent()) {
                return claim.get();
            }
        }
        throw new IOException("no block of addresses is free");
    }

    /** A block is free when its cloud address is; whoever listens on the port beside it has it. */
    private static Optional<ServerSocket> claim(String address) {
        try (ServerSocket cloud = new ServerSocket()) {
            cloud.bind(new InetSocketAddress(address, 8080));
            ServerSocket claim = new ServerSocket();
            claim.bind(new InetSocketAddress(address, 7999));
            return Optional.of(claim);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static TestingCloud inert(Path directory) throws IOException {
        return new TestingCloud(directory, "inert").start();
    }

    static TestingCloud withProcesses(Path directory) throws IOException {
        return new TestingCloud(directory, "processes").start();
    }

    TestingCloud start() throws IOException {
        cloud = new LocalCloud(config, () -> {});
        return this;
    }

    /** Ends this cloud as a kill would, and starts another one on its state. */
    void restart() throws IOException {
        stop();
        start();
    }

    private void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
            cloud = null;
        }
    }

    Path configFile() {
        return directory.resolve("cloud.json");
    }

    String endpoint() {
        return config.endpoint();
    }

    String block() {
        return config.block();
    }

    private String admin() {
        return "http://" + block() + ".0.6:8081";
    }

    JsonElement admin(String method, String path, String body) {
        HttpResponse<String> response = send(method, admin() + path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JsonParser.parseString(response.body());
    }

    JsonObject node(String name) {
        return admin("GET", "/nodes/" + name, "").getAsJsonObject();
    }

    String status(String name) {
        return node(name).get("status").getAsString();
    }

    /** The ledger's entries of this kind and region. */
    List<JsonObject> ledger(String kind, String region) {
        return admin("GET", "/ledger", "").getAsJsonArray().asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(entry -> entry.get("kind").getAsString().equals(kind))
                .filter(entry -> entry.get("region").getAsString().equals(region))
                .toList();
    }

    HttpResponse<String> send(String method, String url, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (cloud != null) {
            admin("POST", "/shutdown", "");
        }
        stop();
        claim.close();
    }
}
