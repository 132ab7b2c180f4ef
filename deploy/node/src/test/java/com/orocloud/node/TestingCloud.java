package com.orocloud.node;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A small cloud for tests: nodes on addresses of an unused 127.x block, their metadata, and one secret. */
final class TestingCloud implements AutoCloseable {
    static final Map<String, String> SECRET = Map.of(
            "shop", "shop'pass\\word",
            "replicator", "replica:tor",
            "controller", "controller-secret",
            "backup", "backup-secret",
            "rewind", "rewind-secret",
            "files", "files-token",
            "cache", "cache-secret",
            "queue", "queue-secret",
            "erlang", "ERLANGCOOKIE");

    static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path directory;
    private final String block;
    private final HttpServer secrets;
    private final List<TestingNode> nodes = new ArrayList<>();

    TestingCloud() throws IOException {
        directory = Files.createTempDirectory(Path.of("/var/tmp"), "node-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        block = unusedBlock();
        copyPrograms();
        secrets = HttpServer.create(new InetSocketAddress(block + ".0.6", 8080), 0);
        secrets.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        secrets.createContext("/v1/projects/ocom-acme/secrets/acme-prod/versions/latest:access", exchange -> {
            boolean known =
                    "Bearer identity".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            String data =
                    Base64.getEncoder().encodeToString(new Gson().toJson(SECRET).getBytes(StandardCharsets.UTF_8));
            byte[] answer = ("{\"payload\":{\"data\":\"" + data + "\"}}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 403, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        secrets.start();
    }

    private static String unusedBlock() throws IOException {
        for (int octet = 130; octet < 250; octet++) {
            String candidate = "127." + octet;
            if (isListenedOn(octet)) {
                continue; // by what a test run left behind that was killed
            }
            try (ServerSocket taken = new ServerSocket(8080, 1, InetAddress.getByName(candidate + ".0.6"))) {
                if (taken.isBound()) {
                    return candidate;
                }
            } catch (IOException inUse) {
                // the next one
            }
        }
        throw new IOException("every block from 127.130 to 127.249 is in use");
    }

    /** True if somebody listens on any address of 127.octet; the kernel's table has them in hexadecimal, reversed. */
    private static boolean isListenedOn(int octet) throws IOException {
        String address = "^ *\\d+: [0-9A-F]{4}%02X7F:[0-9A-F]{4} [0-9A-F:]+ 0A .*".formatted(octet);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp"))) {
            return sockets.anyMatch(socket -> socket.matches(address));
        }
    }

    /** The servers' user cannot read a home directory, so what they run is copied to where they can. */
    private void copyPrograms() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("lib"));
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
        for (int number = 0; number < entries.length; number++) {
            Path from = Path.of(entries[number]);
            if (Files.isDirectory(from)) {
                copyTree(from, Files.createDirectories(lib.resolve("classes-" + number)));
            } else if (Files.exists(from)) {
                Files.copy(from, lib.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    String classPath() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("lib"))) {
            return String.join(":", entries.map(Path::toString).sorted().toList());
        }
    }

    String secretsEndpoint() {
        return "http://" + block + ".0.6:8080";
    }

    /** Where mail relays hand mail to. */
    InetSocketAddress nextHop() {
        return new InetSocketAddress(block + ".0.6", 2525);
    }

    /** A node that is not started yet. */
    TestingNode node(String name) throws IOException {
        TestingNode node = new TestingNode(this, name, block + ".1." + (nodes.size() + 1), directory.resolve(name));
        nodes.add(node);
        return node;
    }

    static JsonObject assignment(String nodeId, String role, long generation) {
        JsonObject json = new JsonObject();
        json.addProperty("environment", "acme-prod");
        json.addProperty("project", "ocom-acme");
        json.addProperty("site", "PRIMARY");
        json.addProperty("siteEpoch", 1);
        json.addProperty("nodeId", nodeId);
        json.addProperty("role", role);
        json.addProperty("generation", generation);
        json.addProperty("install", true);
        json.addProperty("commit", "abc123");
        json.addProperty("secretsRef", "gcpsm://ocom-acme/acme-prod");
        return json;
    }

    static JsonObject main(TestingNode node, long generation, String... slots) {
        JsonObject database = new JsonObject();
        database.addProperty("role", "MAIN");
        database.add("slots", new Gson().toJsonTree(slots));
        JsonObject json = assignment(node.name(), "DATABASE", generation);
        json.add("database", database);
        return json;
    }

    static JsonObject standby(TestingNode node, long generation, TestingNode main) {
        JsonObject database = new JsonObject();
        database.addProperty("role", "STANDBY");
        database.addProperty("main", main.ip());
        database.addProperty("slot", node.slot());
        JsonObject json = assignment(node.name(), "DATABASE", generation);
        json.add("database", database);
        return json;
    }

    /** A node that needs no database of its own and knows others by their role. */
    static JsonObject member(TestingNode node, String role, Map<String, List<TestingNode>> peers) {
        JsonObject json = assignment(node.name(), role, 1);
        JsonObject addresses = new JsonObject();
        peers.forEach((component, nodes) -> addresses.add(
                component,
                new Gson().toJsonTree(nodes.stream().map(TestingNode::ip).toList())));
        json.add("peers", addresses);
        return json;
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(TestingNode::close);
        secrets.stop(0);
        new NodeDisk(directory, null).remove(directory);
    }
}
