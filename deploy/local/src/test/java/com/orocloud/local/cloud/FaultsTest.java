package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Every fault does what it says, as often as it says, and says that it did. */
@TestInstance(Lifecycle.PER_CLASS)
class FaultsTest {

    private static final String REGION = "/compute/v1/projects/p/regions/europe-west1";

    private final TestingCloud cloud;

    FaultsTest(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.inert(directory);
    }

    @AfterEach
    void heal() {
        cloud.admin("DELETE", "/faults", "");
    }

    @AfterAll
    void close() throws IOException {
        cloud.close();
    }

    private void order(String match, String status, String more) {
        cloud.admin("POST", "/faults", "{\"match\": \"%s\", \"status\": \"%s\"%s}".formatted(match, status, more));
    }

    private int struck() {
        return cloud.admin("GET", "/faults", "").getAsJsonObject().getAsJsonArray("faults").asList().stream()
                .mapToInt(fault -> fault.getAsJsonObject().get("struck").getAsInt())
                .sum();
    }

    @Test
    void theStatusPageTellsOfALostRegionUnlessAFaultMakesItLateSilentOrWrong() {
        cloud.admin("POST", "/regions/europe-west4/lose", "{}");
        assertThat(page()).contains("\"id\":\"europe-west4\"", "SERVICE_OUTAGE");
        order("GET /incidents.json.*", "200", ", \"body\": []");
        assertThat(page()).as("it comes late").isEqualTo("[]");
        assertThat(page()).contains("europe-west4");
        order("GET /incidents.json.*", "200", ", \"body\": [{\"id\": \"lie\"}]");
        assertThat(page()).isEqualTo("[{\"id\":\"lie\"}]");
        assertThat(struck()).isEqualTo(2);
        cloud.admin("POST", "/regions/europe-west4/restore", "{}");
        assertThat(page()).isEqualTo("[]");
    }

    @Test
    void eachProvidersStatusPageTellsOfItsOwnRegionsOnly() {
        assertThat(oraclesReport()).contains("NormalPerformance").doesNotContain("europe-west4");
        cloud.admin("POST", "/regions/eu-frankfurt-1/lose", "{}");
        assertThat(page()).isEqualTo("[]");
        assertThat(oraclesReport()).contains("eu-frankfurt-1", "ServiceDisruption", "local-eu-frankfurt-1");
        cloud.admin("POST", "/regions/eu-frankfurt-1/restore", "{}");
        assertThat(oraclesReport()).contains("NormalPerformance");
    }

    private String oraclesReport() {
        return cloud.send("GET", cloud.endpoint() + "/api/v2/components.json", "")
                .body();
    }

    private String page() {
        return cloud.send("GET", cloud.endpoint() + "/incidents.json", "").body();
    }

    private HttpResponse<String> region() {
        return cloud.send("GET", cloud.endpoint() + REGION, "");
    }

    private HttpResponse<String> reserve(String name) {
        return cloud.send("POST", cloud.endpoint() + REGION + "/addresses", "{\"name\": \"" + name + "\"}");
    }

    private boolean isReserved(String name) {
        return cloud.ledger("address", "europe-west1").stream()
                .anyMatch(entry -> entry.get("name").getAsString().equals(name));
    }

    @Test
    void aStatusIsAnsweredAsOftenAsOrdered() {
        order("GET .*/regions/europe-west1", "429", ", \"times\": 2, \"body\": {\"error\": {\"code\": 429}}");

        assertThat(region().statusCode()).isEqualTo(429);
        assertThat(region().body()).isEqualTo("{\"error\":{\"code\":429}}");
        assertThat(region().statusCode()).isEqualTo(200);
        assertThat(struck()).isEqualTo(2);
    }

    @Test
    void aShareOfTheCallsIsSpoiledIfSoOrdered() {
        order("GET .*/regions/europe-west1", "503", ", \"percent\": 20, \"times\": 1000");

        long spoiled = IntStream.range(0, 100)
                .filter(_ -> region().statusCode() == 503)
                .count();

        assertThat(spoiled).isBetween(5L, 40L).isEqualTo(struck());
    }

    @Test
    void aConnectionDroppedBeforeTheEffectHasNone() {
        order("POST .*/addresses", "drop-before", "");

        assertThatThrownBy(() -> reserve("before")).isInstanceOf(UncheckedIOException.class);

        assertThat(isReserved("before")).isFalse();
        assertThat(struck()).isEqualTo(1);
    }

    @Test
    void aConnectionDroppedAfterTheEffectHasIt() {
        order("POST .*/addresses", "drop-after", "");

        assertThatThrownBy(() -> reserve("after")).isInstanceOf(UncheckedIOException.class);

        assertThat(isReserved("after")).isTrue();
    }

    @Test
    void aDelayedAnswerComesLate() {
        order("GET .*/regions/europe-west1", "delay", ", \"millis\": 300");
        Instant before = Instant.now();

        assertThat(region().statusCode()).isEqualTo(200);

        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aHangingCallEndsWithoutAnAnswer() {
        order("POST .*/addresses", "hang", "");

        assertThatThrownBy(() -> reserve("hanging")).isInstanceOf(UncheckedIOException.class);

        assertThat(struck()).isEqualTo(1);
    }

    @Test
    void aStuckOperationNeverEnds() {
        order("OPERATION insert .*/addresses/stuck", "operation-stuck", "");

        String operation = reserve("stuck").body();

        await().until(() -> struck() == 1);
        JsonObject parsed = JsonParser.parseString(operation).getAsJsonObject();
        assertThat(cloud.send("GET", parsed.get("selfLink").getAsString(), "").body())
                .contains("\"status\":\"RUNNING\"");
    }

    @Test
    void aFaultThatCannotBeIsRefused() {
        assertThatThrownBy(() -> order("(", "503", "")).hasMessageContaining("400");
        assertThatThrownBy(() -> order(".*", "explode", "")).hasMessageContaining("400");
    }

    @Test
    void callsAreCountedByKind() {
        Instant since = Instant.now();

        region();
        region();

        JsonObject calls = cloud.admin("GET", "/requests?since=" + since, "").getAsJsonObject();
        assertThat(calls.getAsJsonObject("calls")
                        .get("GET /compute/v1/projects/*/regions/*")
                        .getAsInt())
                .isEqualTo(2);
    }

    @Test
    void faultsAreStillOrderedAfterARestart() throws IOException {
        order("GET .*/regions/europe-west1", "503", "");

        cloud.restart();

        assertThat(region().statusCode()).isEqualTo(503);
    }
}
