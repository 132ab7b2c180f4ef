package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.backup.archive.TestingObjectStore;
import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupStarted;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Check;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreStarted;
import com.orocloud.events.SiteRole;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole service on a real broker, with real PostgreSQL on both sites. */
@RealServers
class BackupServiceTest {

    @Test
    void anEnvironmentIsBackedUpProvedCopiedAndRestoredInAnotherRegion(TestTopics topics) throws Exception {
        var story = story();
        var primary = TestingSite.fresh(1);
        var recovery = TestingSite.fresh(2);
        primary.open(500);
        primary.put("logo.png", "a picture");
        primary.put("terms & conditions.txt", "long");
        var database = TestDatabase.create("backup");
        var folder = TestingBackupService.folder();
        try (var service = TestingBackupService.start(database, folder)) {
            topics.say("provisioning-service", story.accepted());
            topics.say("provisioning-service", story.provisioned(SiteRole.PRIMARY, 1, primary.nodes()));

            var started =
                    topics.await(BackupStarted.class, e -> e.getEnvironmentId().equals(story.environmentId()));
            assertThat(started.getTrigger()).isEqualTo(BackupTrigger.INITIAL);
            var backupId = started.getBackupId();
            var completed =
                    topics.await(BackupCompleted.class, e -> e.getBackupId().equals(backupId));
            assertThat(completed.getCommitHash()).isEqualTo(Story.COMMIT);
            assertThat(completed.getStoredIn()).isEqualTo(Story.WEST4);
            assertThat(topics.await(BackupVerified.class, e -> e.getBackupId().equals(backupId))
                            .getChecks())
                    .allMatch(Check::getPassed)
                    .hasSize(6);
            var copy = topics.await(BackupReplicated.class, e -> e.getBackupId().equals(backupId));
            assertThat(copy.getLocation()).isEqualTo(Story.WEST1);
            assertThat(copy.getKeyUsableThere()).isTrue();

            // orders after the point are lost with the region
            primary.order(20);
            service.getBean(TestingObjectStore.class).lose("europe-west4");
            topics.say("failover-service", story.regionDown(Story.WEST4));
            var restoreId = UUID.randomUUID();
            topics.say("dr-service", story.restoreRequested(restoreId, backupId, 2));
            topics.say("dr-service", story.approved(2, backupId));
            topics.say("provisioning-service", story.provisioned(SiteRole.DR, 2, recovery.nodes()));

            topics.await(RestoreStarted.class, e -> e.getRestoreId().equals(restoreId));
            var restored =
                    topics.await(RestoreCompleted.class, e -> e.getRestoreId().equals(restoreId));
            assertThat(restored.getChecks()).allMatch(Check::getPassed);
            assertThat(restored.getRecoveryPoint().getRecoveryPointAt()).isEqualTo(completed.getRecoveryPointAt());
            assertThat(restored.getMeta().getCorrelationId()).isEqualTo(Story.CASE);
            assertThat(recovery.orders()).isEqualTo(500);
            assertThat(recovery.files()).containsOnlyKeys("logo.png", "terms & conditions.txt");
            assertThat(recovery.databases()).containsExactly("postgres", "shop");

            topics.say("provisioning-service", story.siteChanged(2));
            var onDr = topics.await(
                    BackupCompleted.class,
                    e -> e.getEnvironmentId().equals(story.environmentId()) && e.getSiteEpoch() == 2);
            assertThat(onDr.getStoredIn()).isEqualTo(Story.WEST1);
            topics.await(BackupVerified.class, e -> e.getBackupId().equals(onDr.getBackupId()));
        }

        var before = topics.all(said -> isAbout(said, story)).size();
        topics.rewind("backup-service");
        try (var again = TestingBackupService.start(database, folder)) {
            var asked = UUID.randomUUID();
            topics.say("portal", story.backupRequested(asked));
            topics.await(BackupVerified.class, e -> e.getBackupId().equals(asked));
            assertThat(topics.all(said -> isAbout(said, story)))
                    .as("what is said after everything was heard again: the new backup, and nothing else")
                    .hasSize(before + 3);
            assertThat(recovery.orders()).isEqualTo(500);
            assertThat(again.isRunning()).isTrue();
        } finally {
            database.drop();
        }
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndTheRestOfTheTopicIsHeard(TestTopics topics) throws Exception {
        var story = story();
        var garbage = "not an event".getBytes(StandardCharsets.UTF_8);
        var heard = TopicCatalogue.ofThisBuild().topics().stream()
                .filter(topic -> topic.readers().contains("backup-service"))
                .toList();
        heard.forEach(topic -> topics.sayBytes(topic.writer(), topic.name(), story.environmentId(), garbage, Map.of()));
        var database = TestDatabase.create("backup");
        try (var service = TestingBackupService.start(database, TestingBackupService.folder())) {
            topics.say("provisioning-service", story.accepted());
            for (Topic topic :
                    heard.stream().filter(BackupServiceTest::isListenedTo).toList()) {
                topics.await(
                        "the dead letter of " + topic.name(),
                        said -> said.topic().equals(topic.deadLetters())
                                && story.environmentId().equals(said.key()));
            }
            await().until(() -> service.getBean(Environments.class).find(story.environmentId()) != null);
        } finally {
            database.drop();
        }
    }

    /** A service reads the topics on which something stands that it hears. */
    private static boolean isListenedTo(Topic topic) {
        return Set.of(
                        "orocloud.environment.v1",
                        "orocloud.dr.v1",
                        "orocloud.dr.commands.v1",
                        "orocloud.requests.portal.v1",
                        "orocloud.region.v1")
                .contains(topic.name());
    }

    private static boolean isAbout(Said said, Story story) {
        return said.topic().equals("orocloud.backup.v1")
                && story.environmentId().equals(said.key());
    }

    private static Story story() {
        return new Story(
                "acme-" + UUID.randomUUID().toString().substring(0, 8),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }
}
