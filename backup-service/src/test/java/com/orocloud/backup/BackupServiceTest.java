package com.orocloud.backup;

import com.orocloud.backup.archive.TestingObjectStore;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupStarted;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Check;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreStarted;
import com.orocloud.events.SiteRole;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestTopics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole service on a real broker, with real PostgreSQL on both sites. */
@RealServers
class BackupServiceTest {

    @Test
    void anEnvironmentIsBackedUpProvedCopiedAndRestoredInAnotherRegion(TestTopics topics) throws Exception {
        var story = new Story(
                "acme-" + UUID.randomUUID().toString().substring(0, 8),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        var primary = TestingSite.fresh(1);
        var recovery = TestingSite.fresh(2);
        primary.open(500);
        primary.put("logo.png", "a picture");
        primary.put("terms & conditions.txt", "long");
        var database = TestDatabase.create("backup");
        try (var service = TestingBackupService.start(database, TestingBackupService.folder())) {
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
                    .hasSize(4);
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
        } finally {
            database.drop();
        }
    }
}
