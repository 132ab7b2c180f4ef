package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.BackupPostureSnapshot;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.ObjectiveScope;
import com.orocloud.events.ObjectiveStatus;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RecoveryPointObjectiveBreached;
import com.orocloud.events.RecoveryPointObjectiveRestored;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.TestTopics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What HTTP, the snapshot topic and the facts say about one environment, before, in and after a breach. */
@RealServers
class PostureStoryTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration OBJECTIVE = Duration.ofMinutes(70);

    @Test
    void anObjectiveIsBreachedAndRestoredAndHttpTheSnapshotAndTheFactsAgree(TestTopics topics) throws Exception {
        try (var service = new RunningBackup()) {
            var story = new Story(
                    "acme-" + UUID.randomUUID().toString().substring(0, 8),
                    service.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            var primary = TestingSite.fresh(1);
            primary.open(10);
            service.protect(story, primary);
            var first = service.workUntil(() -> service.newest(story, Backup.Replicated.class));
            topics.await(
                    BackupReplicated.class,
                    e -> e.getBackupId().equals(first.run().backupId()));
            agree(topics, service, story, posture -> posture.getOffRegion() == 1);

            // the age of a backup is counted by the database's clock, which no test sets: it is just too old here
            service.clock()
                    .stopAt(first.point().recoveryPointAt().plus(OBJECTIVE).plusMillis(100));
            service.workUntil(() ->
                    service.posture(story).objectives().stream().anyMatch(objective -> objective.breachedAt() != null)
                            ? true
                            : null);
            var breach = topics.await(
                    RecoveryPointObjectiveBreached.class,
                    e -> e.getEnvironmentId().equals(story.environmentId()));
            assertThat(breach.getScope()).isEqualTo(ObjectiveScope.IN_REGION);
            assertThat(Objects.requireNonNull(breach.getNewest()).getBackupId())
                    .isEqualTo(first.run().backupId());
            agree(topics, service, story, posture -> breached(posture, ObjectiveScope.IN_REGION));

            // what is taken now is younger, if only by a little
            service.workUntil(() ->
                    service.posture(story).objectives().stream().allMatch(objective -> objective.breachedAt() == null)
                            ? true
                            : null);
            topics.await(
                    RecoveryPointObjectiveRestored.class,
                    e -> e.getEnvironmentId().equals(story.environmentId()));
            agree(topics, service, story, posture -> !breached(posture, ObjectiveScope.IN_REGION));
        }
    }

    private static boolean breached(BackupPostureSnapshot posture, ObjectiveScope scope) {
        return posture.getObjectives().stream()
                .anyMatch(status -> status.getScope() == scope && status.getBreachedAt() != null);
    }

    @FunctionalInterface
    private interface Wanted {
        boolean in(BackupPostureSnapshot posture);
    }

    private static void agree(TestTopics topics, RunningBackup service, Story story, Wanted wanted) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            service.settle();
            var snapshot = topics.said(
                            BackupPostureSnapshot.class,
                            e -> e.getEnvironmentId().equals(story.environmentId()))
                    .getLast();
            assertThat(snapshot).matches(wanted::in);
            var http = get(service, story);
            assertThat(http(http)).isEqualTo(snapshot(snapshot));
            var facts = PostureFromFacts.of(facts(topics, story));
            assertThat(facts.newestUsable()).isEqualTo(snapshot.getNewestUsable());
            assertThat(facts.newestOffRegion()).isEqualTo(snapshot.getNewestOffRegion());
            assertThat(facts.counts())
                    .containsExactly(
                            snapshot.getUsable(),
                            snapshot.getOffRegion(),
                            snapshot.getUnproved(),
                            snapshot.getQuarantined());
            assertThat(facts.failures()).isEqualTo(snapshot.getConsecutiveFailures());
            var test = Objects.requireNonNull(snapshot.getLastRestoreTest());
            assertThat(facts.lastTest()).isEqualTo(test.getBackupId());
            assertThat(facts.lastTestPassed()).isEqualTo(test.getPassed());
            var breaches = new HashMap<ObjectiveScope, Instant>();
            snapshot.getObjectives().forEach(status -> {
                if (status.getBreachedAt() != null) {
                    breaches.put(status.getScope(), status.getBreachedAt());
                }
            });
            assertThat(facts.breaches()).isEqualTo(breaches);
        });
    }

    private static List<SpecificRecord> facts(TestTopics topics, Story story) {
        return topics
                .all(said -> said.topic().equals("orocloud.backup.v1")
                        && story.environmentId().equals(said.key()))
                .stream()
                .map(Said::event)
                .map(Objects::requireNonNull)
                .toList();
    }

    private static JsonNode get(RunningBackup service, Story story) throws Exception {
        var server = service.context().getEnvironment();
        var uri = URI.create("http://%s:%s/environments/%s/posture"
                .formatted(
                        server.getProperty("server.address"),
                        server.getProperty("local.server.port"),
                        story.environmentId()));
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return JSON.readTree(response.body());
        }
    }

    private static List<Object> http(JsonNode posture) {
        var counts = posture.path("counts");
        return List.of(
                point(posture.path("newestUsable")),
                point(posture.path("newestOffRegion")),
                posture.path("lastRestoreTest").path("backupId").asString(),
                Instant.parse(posture.path("lastRestoreTest").path("at").asString()),
                posture.path("lastRestoreTest").path("passed").asBoolean(),
                posture.path("objectives")
                        .valueStream()
                        .map(PostureStoryTest::promise)
                        .toList(),
                List.of(
                        counts.path("usable").asInt(),
                        counts.path("offRegion").asInt(),
                        counts.path("unproved").asInt(),
                        counts.path("quarantined").asInt()),
                posture.path("consecutiveFailures").asInt());
    }

    private static List<Object> snapshot(BackupPostureSnapshot posture) {
        var test = Objects.requireNonNull(posture.getLastRestoreTest());
        return List.of(
                point(posture.getNewestUsable()),
                point(posture.getNewestOffRegion()),
                test.getBackupId().toString(),
                test.getAt(),
                test.getPassed(),
                posture.getObjectives().stream().map(PostureStoryTest::promise).toList(),
                List.of(posture.getUsable(), posture.getOffRegion(), posture.getUnproved(), posture.getQuarantined()),
                posture.getConsecutiveFailures());
    }

    private static String promise(JsonNode objective) {
        var breachedAt = objective.path("breachedAt").asString("");
        assertThat(objective.path("met").asBoolean()).isEqualTo(breachedAt.isEmpty());
        return objective.path("scope").asString() + " "
                + objective.path("objectiveSeconds").asLong() + " "
                + (breachedAt.isEmpty() ? "kept" : Instant.parse(breachedAt));
    }

    private static String promise(ObjectiveStatus status) {
        return status.getScope() + " " + status.getObjectiveSeconds() + " "
                + (status.getBreachedAt() == null ? "kept" : status.getBreachedAt());
    }

    private static String point(JsonNode point) {
        return point.path("backupId").asString() + " at "
                + Instant.parse(point.path("recoveryPointAt").asString());
    }

    private static String point(@Nullable RecoveryPoint point) {
        return point == null ? "none" : point.getBackupId() + " at " + point.getRecoveryPointAt();
    }
}
