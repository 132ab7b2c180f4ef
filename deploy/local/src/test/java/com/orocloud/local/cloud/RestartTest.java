package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of the cloud may die at any time; its nodes live on and it forgets nothing. */
class RestartTest {

    private static final String INSTANCES = "/compute/v1/projects/p/zones/europe-west1-b/instances";

    private TestingCloud cloud;
    private Process process;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        cloud = new TestingCloud(directory, "processes");
        process = launch();
    }

    @AfterEach
    void end() throws IOException {
        cloud.admin("POST", "/shutdown", "");
        assertThat(process.onExit().join().exitValue()).isZero();
        cloud.close();
    }

    private Process launch() throws IOException {
        Process launched = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalCloud.class.getName(),
                        cloud.configFile().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(30))
                .ignoreException(UncheckedIOException.class)
                .until(() -> cloud.send("GET", cloud.endpoint() + "/compute/v1/projects/p/regions", "")
                                .statusCode()
                        == 200);
        return launched;
    }

    private void kill() {
        process.destroyForcibly().onExit().join();
    }

    private void boot(String name) {
        cloud.send("POST", cloud.endpoint() + INSTANCES + "?requestId=" + name, "{\"name\": \"" + name + "\"}");
        await().until(() -> cloud.status(name).equals("RUNNING"));
        await().until(() -> cloud.node(name).get("processes").getAsInt() == 3);
    }

    @Test
    void aRunningNodeIsAdoptedAfterAKill() throws IOException {
        boot("adopted");
        JsonObject before = cloud.node("adopted");

        kill();
        process = launch();

        assertThat(cloud.node("adopted")).isEqualTo(before);
        cloud.admin("POST", "/nodes/adopted/crash", "");
        assertThat(cloud.node("adopted").get("processes").getAsInt()).isZero();
    }

    @Test
    void anAdoptedNodeThatEndsByItselfIsStillNoticed() throws IOException {
        boot("noticed");
        kill();
        process = launch();

        ProcessHandle.of(cloud.node("noticed").get("pid").getAsLong())
                .orElseThrow()
                .destroyForcibly();

        await().until(() -> cloud.status("noticed").equals("TERMINATED"));
    }

    @Test
    void anInterruptedOperationIsFinishedAndItsRequestIsReplayed() throws IOException {
        String url = cloud.endpoint() + INSTANCES + "?requestId=interrupted";
        String body = "{\"name\": \"interrupted\"}";
        cloud.send("POST", url, body);

        kill();
        process = launch();

        await().until(() -> cloud.status("interrupted").equals("RUNNING"));
        assertThat(cloud.send("POST", url, body).statusCode()).isEqualTo(200);
        assertThat(cloud.ledger("instance", "europe-west1")).hasSize(1);
    }

    @Test
    void whatRanBeforeAShutdownRunsAgainAfterTheNextStart() throws IOException {
        boot("again");
        long pid = cloud.node("again").get("pid").getAsLong();

        cloud.admin("POST", "/shutdown", "");
        process.onExit().join();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        process = launch();

        await().until(() -> cloud.status("again").equals("RUNNING")
                && cloud.node("again").get("processes").getAsInt() == 3);
        assertThat(cloud.node("again").get("pid").getAsLong()).isNotEqualTo(pid);
    }
}
