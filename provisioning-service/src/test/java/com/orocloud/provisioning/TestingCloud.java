package com.orocloud.provisioning;

import com.orocloud.local.cloud.LocalCloud;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The local cloud in this JVM, with machines that only say that they are ready. */
public final class TestingCloud {

    public static final String PROJECT = "ocom-test";

    private static final String TOKEN = "control";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static @Nullable TestingCloud shared;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address = TestServers.shared().address(0, 6);
    private final Path tokenFile;
    private final TestingOci oci;

    private TestingCloud() throws IOException {
        Path directory = Files.createTempDirectory("testing-cloud");
        tokenFile = Files.writeString(directory.resolve("token"), TOKEN);
        Path regions = directory.resolve("regions.yaml");
        try (InputStream catalogue = TestingCloud.class.getResourceAsStream("/regions.yaml")) {
            Files.copy(Objects.requireNonNull(catalogue), regions);
        }
        Path config = directory.resolve("config.json");
        oci = new TestingOci(directory, endpoint());
        Files.writeString(
                config,
                JSON.writeValueAsString(Map.of(
                        "block",
                        address.substring(0, address.length() - ".0.6".length()),
                        "stateDir",
                        directory.resolve("state").toString(),
                        "regions",
                        regions.toString(),
                        "nodes",
                        "inert",
                        "controlToken",
                        TOKEN,
                        "operationMillis",
                        10,
                        "hangSeconds",
                        15,
                        "ociKeys",
                        oci.keys())));
        LocalCloud.main(new String[] {config.toString()});
    }

    /** Started when first asked for; ends with the JVM. */
    public static synchronized TestingCloud shared() {
        try {
            TestingCloud cloud = shared == null ? new TestingCloud() : shared;
            shared = cloud;
            return cloud;
        } catch (IOException e) {
            throw new IllegalStateException("starting the local cloud", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://" + address + ":8080");
    }

    /** Who we are in Oracle's dialect. */
    public TestingOci oci() {
        return oci;
    }

    public Path tokenFile() {
        return tokenFile;
    }

    /** One resource that was ever made. */
    public record Entry(String kind, String region, String name, boolean deleted) {}

    /** Everything that was ever made for an environment. */
    public List<Entry> ledger(String environmentId) {
        JsonNode all = ask("GET", "/ledger", "");
        JsonNode entries = all.isArray() ? all : all.path("resources");
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> environmentId.equals(
                        entry.path("labels").path("oro-env").asString("")))
                .map(entry -> new Entry(
                        entry.path("kind").asString(""),
                        entry.path("region").asString(""),
                        entry.path("name").asString(""),
                        !entry.path("deletedAt").isMissingNode()
                                && !entry.path("deletedAt").isNull()))
                .toList();
    }

    public List<Entry> ledger(String environmentId, String kind) {
        return ledger(environmentId).stream()
                .filter(entry -> entry.kind().equals(kind))
                .toList();
    }

    public String statusOf(String node) {
        return ask("GET", "/nodes/" + node, "").path("status").asString("");
    }

    public String publicAddressOf(String node) {
        return ask("GET", "/nodes/" + node, "").path("externalIp").asString("");
    }

    public void stopNode(String node) {
        ask("POST", "/nodes/" + node + "/stop", "");
    }

    public void startNode(String node) {
        ask("POST", "/nodes/" + node + "/start", "");
    }

    public void lose(String region) {
        ask("POST", "/regions/" + region + "/lose", "{\"api\":true}");
    }

    public void restore(String region) {
        ask("POST", "/regions/" + region + "/restore", "{\"startNodes\":true}");
    }

    /**
     * Makes calls fail.
     *
     * @param match of a line such as {@code POST /compute/v1/…}
     */
    public void spoil(String match, String status, int times, String body) {
        ask(
                "POST",
                "/faults",
                JSON.writeValueAsString(
                        body.isEmpty()
                                ? Map.of("match", match, "status", status, "times", times)
                                : Map.of("match", match, "status", status, "times", times, "body", body)));
    }

    /** How often the ordered faults have not struck yet. */
    public int faultsLeft() {
        return StreamSupport.stream(ask("GET", "/faults", "").path("faults").spliterator(), false)
                .mapToInt(fault ->
                        fault.path("times").asInt(0) - fault.path("struck").asInt(0))
                .sum();
    }

    public void heal() {
        ask("DELETE", "/faults", "");
    }

    /** The newest version of a secret, as the control plane may read it. */
    public String secret(String name) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(endpoint()
                                        .resolve("/v1/projects/" + PROJECT + "/secrets/" + name
                                                + "/versions/latest:access"))
                                .header("Authorization", "Bearer " + TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private JsonNode ask(String method, String path, String body) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + ":8081" + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(method + " " + path + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
