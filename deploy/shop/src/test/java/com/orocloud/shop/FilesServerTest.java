package com.orocloud.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesServerTest {
    private static final String HOST = "127.0.0.1";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private int port;
    private FilesServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve(".part-of-a-killed-server"), "half");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = new FilesServer(HOST + ":" + port, "token", directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsWrittenIsReadAndListedWithItsDigest() throws Exception {
        assertThat(put("invoice.pdf", "content").statusCode()).isEqualTo(201);
        assertThat(put("invoice.pdf", "new content").statusCode()).isEqualTo(201);

        assertThat(get("/files/invoice.pdf").body()).isEqualTo("new content");
        JsonArray list = JsonParser.parseString(get("/files").body()).getAsJsonArray();
        JsonObject file = list.get(0).getAsJsonObject();
        assertThat(list).hasSize(1);
        assertThat(file.get("name").getAsString()).isEqualTo("invoice.pdf");
        assertThat(file.get("size").getAsLong()).isEqualTo(11);
        assertThat(file.get("sha256").getAsString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest("new content".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aWriteThatBreaksOffLeavesTheOldFileAndNoTrace() throws Exception {
        put("invoice.pdf", "old content");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = socket.getOutputStream()) {
            out.write(
                    "PUT /files/invoice.pdf HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token\r\nContent-Length: 100\r\n\r\nhalf"
                            .getBytes(StandardCharsets.UTF_8));
            out.flush();
            Awaitility.await().until(() -> names().stream().anyMatch(name -> name.startsWith(".part-")));
        }

        Awaitility.await().until(() -> names().equals(List.of("invoice.pdf")));
        assertThat(get("/files/invoice.pdf").body()).isEqualTo("old content");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void halfFilesOfAKilledServerAreThrownAwayAtTheStart() throws Exception {
        assertThat(names()).isEmpty();
        assertThat(get("/files").body()).isEqualTo("[]");
    }

    @Test
    void withoutTheTokenNothingIsSaid() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(root() + "/files")).build();

        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2Fsecret", ".part-1", "a%2Fb", "", "%00"})
    void aNameNeverLeavesTheDirectory(String name) throws Exception {
        assertThat(put(name, "content").statusCode()).isIn(400, 404);
        assertThat(names()).isEmpty();
    }

    private String root() {
        return "http://" + HOST + ":" + port;
    }

    private HttpResponse<String> put(String name, String content) throws IOException, InterruptedException {
        return http.send(
                request("/files/" + name).PUT(BodyPublishers.ofString(content)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root() + path)).header("Authorization", "Bearer token");
    }
}
