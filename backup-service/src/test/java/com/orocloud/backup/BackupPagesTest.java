package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupTrigger;
import com.orocloud.messaging.Cause;
import com.orocloud.testkit.RealServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators and the command line read over HTTP. */
@RealServers
class BackupPagesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void pagesAreReadToTheEndAlthoughBackupsBeginMeanwhileAndMistakesAreExplained() throws Exception {
        try (var service = new RunningBackup()) {
            var story = new Story("acme-pages", service.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            service.environment(story, state -> ProtectedEnvironment.on(state, story.accepted()));
            for (int n = 0; n < 30; n++) {
                failedBackup(service, story, n);
            }

            var path = "/environments/acme-pages/backups";
            var first = read(service, path);
            failedBackup(service, story, 30);
            var second =
                    read(service, path + "?cursor=" + first.path("nextCursor").asString());

            var ids = new ArrayList<String>();
            first.path("backups")
                    .forEach(backup -> ids.add(backup.path("backupId").asString()));
            assertThat(ids).hasSize(25);
            second.path("backups")
                    .forEach(backup -> ids.add(backup.path("backupId").asString()));
            assertThat(ids).hasSize(30).doesNotContain(id(30).toString()).startsWith(id(29).toString());
            assertThat(new HashSet<>(ids)).hasSize(30);
            assertThat(second.path("nextCursor").isNull()).isTrue();

            problem(service, path + "?cursor=nonsense", 400, "that is not a nextCursor of a page of backups");
            problem(service, "/environments/none/restores", 404, "no such environment");
            problem(service, "/environments/acme-pages/restores/" + UUID.randomUUID(), 404, "no such restore");
            problem(service, "/environments/none/point-in-time", 404, "no such environment");
            var seconds = read(service, "/environments/acme-pages/point-in-time?at=2026-11-22T20:30:00Z");
            assertThat(seconds.path("stretches")).isEmpty();
            assertThat(seconds.has("backupId")).isFalse();
            assertThat(read(service, "/environments/acme-pages/restores").path("restores"))
                    .isEmpty();
        }
    }

    private static void failedBackup(RunningBackup service, Story story, int n) {
        var run = new Run(
                id(n),
                story.environmentId(),
                "acme",
                BackupTrigger.MANUAL,
                null,
                null,
                Story.COMMIT,
                1,
                Samples.WEST4,
                Samples.WEST1,
                story.now().plusSeconds(n));
        var backups = service.context().getBean(Backups.class);
        var cause = Cause.system("acme", UUID.randomUUID());
        backups.change(run.backupId(), cause, state -> Backup.on(state, new Backup.Opened(run)));
        var gaveUp = new Backup.GaveUp("taking it", "UNREACHABLE", "a test", 1, story.now());
        backups.change(run.backupId(), cause, state -> Backup.on(state, gaveUp));
    }

    private static UUID id(int n) {
        return new UUID(7, n);
    }

    private static JsonNode read(RunningBackup service, String path) throws IOException, InterruptedException {
        var response = get(service, path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static void problem(RunningBackup service, String path, int status, String detail)
            throws IOException, InterruptedException {
        var response = get(service, path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(JSON.readTree(response.body()).path("detail").asString()).isEqualTo(detail);
    }

    private static HttpResponse<String> get(RunningBackup service, String path)
            throws IOException, InterruptedException {
        var environment = service.context().getEnvironment();
        var uri = "http://%s:%s%s"
                .formatted(
                        environment.getProperty("server.address"), environment.getProperty("local.server.port"), path);
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
        }
    }
}
