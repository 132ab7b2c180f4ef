package com.orocloud.backup.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.ObjectStore;
import com.orocloud.backup.archive.ObjectStore.Location;
import com.orocloud.backup.archive.ObjectStoreContract;
import com.orocloud.local.cloud.LocalCloud;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client against the local cloud's dialect. */
class GcsObjectStoreTest extends ObjectStoreContract {

    @TempDir
    private static Path cloud;

    private static String block;

    private ObjectStore store;

    @BeforeAll
    static void startCloud() throws IOException {
        block = TestServers.shared().address(0, 0).replaceFirst("\\.0\\.0$", "");
        var regions = Files.writeString(cloud.resolve("regions.yaml"), """
                regions:
                  - {provider: GCP, region: europe-west4, geography: EUROPE, jurisdiction: EU, zones: [europe-west4-a], recovery: europe-west1}
                  - {provider: GCP, region: europe-west1, geography: EUROPE, jurisdiction: EU, zones: [europe-west1-b], recovery: europe-west4}
                """);
        var config =
                Files.writeString(cloud.resolve("config.json"), """
                {"block": "%s", "stateDir": "%s", "regions": "%s", "nodes": "inert", "controlToken": "control"}
                """.formatted(block, cloud.resolve("state"), regions));
        LocalCloud.main(new String[] {config.toString()});
    }

    @BeforeEach
    void connect() throws IOException {
        store = GcsObjectStore.connect(
                URI.create("http://" + block + ".0.6:8080"), "demo", true, Map.of("us-ashburn-1", "europe-west1"));
        store.deleteAll(new Location("europe-west4", "acme/"));
        store.deleteAll(new Location("europe-west1", "acme/"));
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void itsObjectsHaveTheNamesThatGooglesToolsKnow() {
        assertThat(store.uri(HERE)).isEqualTo("gs://orocloud-demo-backups-europe-west4/acme/acme-prod/1/database");
    }

    @Test
    void aRegionThatCloudStorageDoesNotKnowHasItsBucketWhereItWasTold() throws Exception {
        var oracles = new Location("us-ashburn-1", "globex/globex-prod/1/database");
        put(oracles, bytes("one"));
        assertThat(fetch(oracles)).isEqualTo(bytes("one"));
        admin("/regions/europe-west1/lose", "{\"api\": true}");
        try {
            assertThatThrownBy(() -> fetch(oracles)).isInstanceOf(IOException.class);
        } finally {
            admin("/regions/europe-west1/restore", "{\"startNodes\": false}");
        }
        var untold = new Location("us-phoenix-1", "globex/globex-prod/1/database");
        assertThatThrownBy(() -> put(untold, bytes("one"))).isInstanceOf(IOException.class);
    }

    @Test
    void aLostRegionIsTroubleAndNeverMissing() throws Exception {
        put(HERE, bytes("one"));
        admin("/regions/europe-west4/lose", "{\"api\": true}");
        try {
            assertThatThrownBy(() -> fetch(HERE))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(NoSuchFileException.class);
        } finally {
            admin("/regions/europe-west4/restore", "{\"startNodes\": false}");
        }
        assertThat(fetch(HERE)).isEqualTo(bytes("one"));
    }

    @Test
    void whatTheProviderRetainsIsNotDeletedAndSaidToBeSo() throws Exception {
        post(".0.6:8080/storage/v1/b?project=vault", """
                {"name": "orocloud-vault-backups-europe-west4", "location": "europe-west4",
                 "retentionPolicy": {"retentionPeriod": "604800"}}
                """);
        var vault = GcsObjectStore.connect(URI.create("http://" + block + ".0.6:8080"), "vault", true, Map.of());
        vault.putOnce(HERE, Files.write(folder.resolve("out"), bytes("one")), Digests.of(bytes("one")));
        assertThatThrownBy(() -> vault.deleteAll(new Location("europe-west4", "acme/")))
                .isInstanceOf(ObjectStore.Retained.class);
        vault.fetch(HERE, folder.resolve("in"));
        assertThat(Files.readAllBytes(folder.resolve("in"))).isEqualTo(bytes("one"));
    }

    private static void admin(String path, String body) throws Exception {
        post(".0.6:8081" + path, body);
    }

    private static void post(String address, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + block + address))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isBetween(200, 299);
        }
    }
}
