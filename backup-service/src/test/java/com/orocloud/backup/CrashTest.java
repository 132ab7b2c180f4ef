package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupStarted;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreStarted;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service dies at each of its own steps, on the real stores, and finishes what it began when it runs again. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTest {

    private static final int ORDERS = 100;

    private RunningBackup service;

    @BeforeAll
    void start() throws IOException {
        service = new RunningBackup();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "backup.schedule.after-open",
                "backup.take.after-purge",
                "backup.take.after-database",
                "backup.take.after-media",
                "backup.take.after-manifest",
                "backup.take.before-record",
                "backup.prove.after-fetch",
                "backup.prove.after-start",
                "backup.prove.after-restore",
                "backup.prove.before-record",
                "backup.copy.after-copy",
                "backup.copy.before-record"
            })
    void aBackupIsTakenProvedAndCopiedOnce(String point, TestTopics topics) throws Exception {
        var story = story();
        var primary = primary();
        service.protect(story, primary);
        CrashPoint.arm(point);
        var backup = service.workUntil(() -> service.newest(story, Backup.Replicated.class));

        assertThat(CrashPoint.isArmed(point)).as("still armed").isFalse();
        var id = backup.run().backupId();
        assertThat(topics.await(BackupReplicated.class, e -> e.getBackupId().equals(id)))
                .isNotNull();
        assertThat(topics.said(BackupStarted.class, e -> e.getBackupId().equals(id)))
                .hasSize(1);
        assertThat(topics.said(BackupCompleted.class, e -> e.getBackupId().equals(id)))
                .hasSize(1);
        assertThat(topics.said(BackupVerified.class, e -> e.getBackupId().equals(id)))
                .hasSize(1);
        assertThat(topics.said(BackupReplicated.class, e -> e.getBackupId().equals(id)))
                .hasSize(1);
        assertThat(service.store().objects().stream().map(Object::toString).filter(key -> key.contains(id.toString())))
                .hasSize(6)
                .allMatch(key -> key.startsWith("europe-west"));
        assertThat(service.workDirectory()).isEmptyDirectory();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "backup.restore.after-fetch",
                "backup.restore.after-fill",
                "backup.restore.after-mark",
                "backup.restore.after-files",
                "backup.restore.before-switch",
                "backup.restore.old-closed",
                "backup.restore.name-taken",
                "backup.restore.after-switch",
                "backup.restore.before-record"
            })
    void aRestoreEndsTheSameAndIsNeverHalfOpen(String point, TestTopics topics) throws Exception {
        var story = story();
        var primary = primary();
        var recovery = TestingSite.fresh(2);
        recovery.put("logo.png", "an older picture");
        service.protect(story, primary);
        var backup = service.workUntil(() -> service.newest(story, Backup.Replicated.class))
                .run()
                .backupId();

        var id = UUID.randomUUID();
        service.environment(story, state -> ProtectedEnvironment.on(state, story.approved(2, backup)));
        service.provisioned(story, story.provisioned(SiteRole.DR, 2, recovery.nodes()));
        service.restore(id, state -> Restore.on(state, Story.fromDr(story.restoreRequested(id, backup, 2))));
        CrashPoint.arm(point);
        service.workUntil(() -> {
            assertThat(recovery.visibleOrders()).isIn(0L, (long) ORDERS);
            return service.restore(id) instanceof Restore.Completed completed ? completed : null;
        });

        assertThat(CrashPoint.isArmed(point)).as("still armed").isFalse();
        assertThat(recovery.orders()).isEqualTo(ORDERS);
        assertThat(recovery.databases()).containsExactly("postgres", "shop");
        assertThat(recovery.files().get("logo.png")).asString().isEqualTo("a picture");
        assertThat(topics.await(RestoreCompleted.class, e -> e.getRestoreId().equals(id)))
                .isNotNull();
        assertThat(topics.said(RestoreStarted.class, e -> e.getRestoreId().equals(id)))
                .hasSize(1);
        assertThat(topics.said(RestoreCompleted.class, e -> e.getRestoreId().equals(id)))
                .hasSize(1);
        assertThat(service.workDirectory()).isEmptyDirectory();
    }

    @Test
    void aRunWhoseRegionIsLostIsGivenUpAndWhatItStoredIsRemovedWhenTheRegionReturns(TestTopics topics)
            throws Exception {
        var story = story();
        service.protect(story, primary());
        CrashPoint.arm("backup.take.after-database");
        service.workUntil(() -> CrashPoint.isArmed("backup.take.after-database") ? null : true);
        var id = Objects.requireNonNull(service.newest(story, Backup.Running.class))
                .run()
                .backupId();
        service.region(Samples.WEST4, state -> RegionHealth.on(state, story.regionDown(Story.WEST4)));
        service.store().lose("europe-west4");
        service.workUntil(() -> service.newest(story, Backup.Failed.class));
        assertThat(topics.await(BackupFailed.class, e -> e.getBackupId().equals(id))
                        .getFailure()
                        .getCode())
                .isEqualTo("REGION_DOWN");

        service.store().bringBack("europe-west4");
        CrashPoint.arm("backup.purge.before-record");
        service.workUntil(() -> service.newest(story, Backup.Removed.class));
        assertThat(CrashPoint.isArmed("backup.purge.before-record")).isFalse();
        assertThat(service.store().objects()).noneMatch(key -> key.toString().contains(id.toString()));
        service.region(Samples.WEST4, state -> RegionHealth.on(state, story.regionRecovered(Story.WEST4)));

        CrashPoint.arm("backup.schedule.after-end");
        service.workUntil(() -> CrashPoint.isArmed("backup.schedule.after-end")
                ? null
                : service.newest(story, Backup.Replicated.class));
    }

    private static TestingSite primary() throws Exception {
        var primary = TestingSite.fresh(1);
        primary.open(ORDERS);
        primary.put("logo.png", "a picture");
        return primary;
    }

    private Story story() {
        return new Story(
                "acme-" + UUID.randomUUID().toString().substring(0, 8),
                service.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
