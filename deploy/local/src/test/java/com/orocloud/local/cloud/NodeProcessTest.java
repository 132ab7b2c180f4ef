package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Nodes as real processes, what they learn from their metadata server, and how they end. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeProcessTest {

    private static final String ZONE = "europe-west4-b";

    private final TestingCloud cloud;
    private String name = "";

    NodeProcessTest(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.withProcesses(directory);
    }

    @BeforeEach
    void name(TestInfo test) {
        name = "n-" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    @AfterAll
    void close() throws IOException {
        cloud.close();
    }

    private String instancesUrl() {
        return cloud.endpoint() + "/compute/v1/projects/p/zones/" + ZONE + "/instances";
    }

    private void boot() {
        HttpResponse<String> inserted = cloud.send("POST", instancesUrl(), """
                {"name": "%s", "labels": {"oro-env": "acme-prod"}, "metadata": {"items": [
                  {"key": "enable-guest-attributes", "value": "TRUE"}, {"key": "role", "value": "first"}]}}""".formatted(name));
        assertThat(inserted.statusCode()).isEqualTo(200);
        await().until(() -> cloud.status(name).equals("RUNNING"));
        await().until(() -> processes() == 3);
    }

    private int processes() {
        return cloud.node(name).get("processes").getAsInt();
    }

    private HttpResponse<String> metadata(String method, String path, String body) {
        String address = cloud.node(name).get("ip").getAsString();
        return cloud.send(
                method,
                "http://" + address + ":9254/computeMetadata/v1/instance/" + path,
                body,
                "Metadata-Flavor",
                "Google");
    }

    private void setRole(String role) {
        JsonObject instance = JsonParser.parseString(
                        cloud.send("GET", instancesUrl() + "/" + name, "").body())
                .getAsJsonObject();
        HttpResponse<String> changed = cloud.send(
                "POST",
                instancesUrl() + "/" + name + "/setMetadata",
                "{\"fingerprint\": %s, \"items\": [{\"key\": \"role\", \"value\": \"%s\"}]}"
                        .formatted(instance.getAsJsonObject("metadata").get("fingerprint"), role));
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeHearsOfChangedMetadata() {
        boot();
        HttpResponse<String> seen = metadata("GET", "attributes/?recursive=true&alt=json", "");
        assertThat(seen.body()).contains("\"role\":\"first\"");
        String waiting = "attributes/?recursive=true&wait_for_change=true&timeout_sec=20&last_etag="
                + seen.headers().firstValue("ETag").orElseThrow();

        CompletableFuture<String> heard =
                CompletableFuture.supplyAsync(() -> metadata("GET", waiting, "").body());
        setRole("second");

        assertThat(heard.join()).contains("\"role\":\"second\"");
        assertThat(metadata("GET", waiting, "").body()).contains("\"role\":\"second\"");
        assertThat(metadata("GET", "attributes/role", "").body()).isEqualTo("second");
        assertThat(metadata("GET", "attributes/none", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aNodeReportsItsStateByGuestAttributes() {
        boot();

        assertThat(metadata("PUT", "guest-attributes/orocloud/state", "{\"ready\":true}")
                        .statusCode())
                .isEqualTo(200);

        String answer = cloud.send("GET", instancesUrl() + "/" + name + "/getGuestAttributes?queryPath=orocloud/", "")
                .body();
        assertThat(answer).contains("\"value\":\"{\\\"ready\\\":true}\"");
    }

    @Test
    void aNodeReadsTheSecretOfItsEnvironmentAndNoOther() {
        boot();
        String secrets = cloud.endpoint() + "/v1/projects/p/secrets";
        String data = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
        for (String secret : new String[] {"acme-prod", "globex-prod"}) {
            assertThat(secret(secrets + "?secretId=" + secret, "POST", TestingCloud.TOKEN, "{}")
                            .statusCode())
                    .isEqualTo(200);
            secret(
                    secrets + "/" + secret + ":addVersion",
                    "POST",
                    TestingCloud.TOKEN,
                    "{\"payload\": {\"data\": \"" + data + "\"}}");
        }
        String token = JsonParser.parseString(
                        metadata("GET", "service-accounts/default/token", "").body())
                .getAsJsonObject()
                .get("access_token")
                .getAsString();

        String access = "/versions/latest:access";
        assertThat(secret(secrets + "/acme-prod" + access, "GET", token, "").body())
                .contains(data);
        assertThat(secret(secrets + "/globex-prod" + access, "GET", token, "").statusCode())
                .isEqualTo(403);
        assertThat(secret(secrets + "/acme-prod", "DELETE", token, "").statusCode())
                .isEqualTo(403);
        assertThat(secret(secrets + "/acme-prod" + access, "GET", token + "x", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(cloud.send("GET", secrets + "/acme-prod" + access, "").statusCode())
                .isEqualTo(401);
        assertThat(secret(secrets + "?secretId=acme-prod", "POST", TestingCloud.TOKEN, "{}")
                        .statusCode())
                .isEqualTo(409);
    }

    private HttpResponse<String> secret(String url, String method, String token, String body) {
        return cloud.send(method, url, body, "Authorization", "Bearer " + token);
    }

    @Test
    void aHungNodeStandsStillWithEverythingItStartedAndCanBeCrashed() {
        boot();

        assertThat(cloud.admin("POST", "/nodes/" + name + "/hang", "")
                        .getAsJsonObject()
                        .get("frozen")
                        .getAsBoolean())
                .isTrue();
        assertThat(cloud.status(name)).isEqualTo("RUNNING");
        cloud.admin("POST", "/nodes/" + name + "/resume", "");
        await().until(() -> !cloud.node(name).get("frozen").getAsBoolean());
        assertThat(processes()).isEqualTo(3);
        cloud.admin("POST", "/nodes/" + name + "/hang", "");

        cloud.admin("POST", "/nodes/" + name + "/crash", "");

        assertThat(cloud.status(name)).isEqualTo("TERMINATED");
        assertThat(processes()).isZero();
    }

    @Test
    void aStoppedNodeKeepsItsDiskUntilItIsDeleted() throws IOException {
        boot();
        Path disk = Path.of(cloud.node(name).get("disk").getAsString());
        Files.writeString(disk.resolve("data"), "kept");

        cloud.admin("POST", "/nodes/" + name + "/stop", "");
        await().until(() -> cloud.status(name).equals("TERMINATED"));
        assertThat(processes()).isZero();
        assertThat(disk.resolve("data")).hasContent("kept");
        cloud.admin("POST", "/nodes/" + name + "/start", "");
        await().until(() -> cloud.status(name).equals("RUNNING"));

        cloud.send("DELETE", instancesUrl() + "/" + name, "");
        await().until(() -> Files.notExists(disk));
    }

    @Test
    void aNodeThatEndsByItselfIsTerminated() {
        boot();
        long pid = cloud.node(name).get("pid").getAsLong();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().until(() -> cloud.status(name).equals("TERMINATED"));
        assertThat(processes()).isZero();
    }

    @Test
    void aLostRegionTakesItsNodesAndGivesBackThoseThatRan() {
        boot();

        cloud.admin("POST", "/regions/europe-west4/lose", "{\"api\": false}");
        assertThat(cloud.status(name)).isEqualTo("TERMINATED");
        assertThat(processes()).isZero();
        assertThat(cloud.send("GET", instancesUrl() + "/" + name, "").statusCode())
                .isEqualTo(200);

        cloud.admin("POST", "/regions/europe-west4/restore", "{\"startNodes\": true}");
        await().until(() -> cloud.status(name).equals("RUNNING"));
    }

    @Test
    void aReservedAddressIsShownToTheNode() {
        String addresses = cloud.endpoint() + "/compute/v1/projects/p/regions/europe-west4/addresses";
        cloud.send("POST", addresses, "{\"name\": \"ingress\"}");
        String address = JsonParser.parseString(
                        cloud.send("GET", addresses + "/ingress", "").body())
                .getAsJsonObject()
                .get("address")
                .getAsString();
        cloud.send("POST", instancesUrl(), """
                {"name": "%s", "networkInterfaces": [{"accessConfigs": [{"natIP": "%s"}]}]}""".formatted(name, address));
        await().until(() -> cloud.status(name).equals("RUNNING"));

        assertThat(metadata("GET", "network-interfaces/0/forwarded-ips/0", "").body())
                .isEqualTo(address);
        assertThat(metadata("GET", "network-interfaces/0/ip", "").body())
                .isEqualTo(cloud.node(name).get("ip").getAsString());
    }
}
