package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL refuses root, leaves its parent, and makes every process of its own a session: none of it may escape. */
@EnabledIf("isInstalled")
class PostgresNodeTest {

    private static final String BIN = "/usr/lib/postgresql/15/bin/";

    /** PostgreSQL's least: postmaster, checkpointer, writers, launcher; and the node's shell with its sleep. */
    private static final int PROCESSES_MIN = 7;

    static boolean isInstalled() {
        return Files.isExecutable(Path.of(BIN + "postgres"));
    }

    @Test
    void everyProcessOfADatabaseNodeIsFrozenAndKilled(@TempDir Path directory) throws IOException {
        String script = BIN + "initdb --no-sync -D data && " + BIN
                + "pg_ctl -w -D data -o \"-k '$PWD' -c listen_addresses=''\" start && sleep 1000 & wait";
        try (TestingCloud cloud = new TestingCloud(directory, "processes", List.of("/bin/sh", "-c", script)).start()) {
            cloud.send(
                    "POST",
                    cloud.endpoint() + "/compute/v1/projects/p/zones/europe-west4-a/instances",
                    "{\"name\": \"database\"}");
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> cloud.node("database").get("processes").getAsInt() >= PROCESSES_MIN);

            cloud.admin("POST", "/nodes/database/hang", "");
            assertThat(cloud.node("database").get("frozen").getAsBoolean()).isTrue();
            assertThat(cloud.node("database").get("processes").getAsInt()).isGreaterThanOrEqualTo(PROCESSES_MIN);

            cloud.admin("POST", "/nodes/database/crash", "");
            assertThat(cloud.node("database").get("processes").getAsInt()).isZero();
            assertThat(postgresOn(directory)).isEmpty();
        }
    }

    /** What works on the node's disk, looked for without the cloud's own eyes. */
    private static List<String> postgresOn(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("postgres"))
                .map(process -> Path.of("/proc/" + process.pid() + "/cwd"))
                .filter(link -> {
                    try {
                        return Files.readSymbolicLink(link).startsWith(directory);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .map(Path::toString)
                .toList();
    }
}
