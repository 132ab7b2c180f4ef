package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.archive.Part;
import com.orocloud.events.BackupTrigger;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.testkit.RealServers;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The database and the topics are gone; what is in the buckets is enough. */
@RealServers
class CatalogueRebuildTest {

    private static final List<Region> BOTH = List.of(Samples.WEST4, Samples.WEST1);

    @Test
    void theCatalogueComesBackFromTheBucketsAloneAndItsBackupsRestore() throws Exception {
        var site = TestingSite.fresh(1);
        site.open(40);
        site.put("logo.png", "a picture");
        var folder = TestingBackupService.folder();
        Story story;
        Run first;
        Run asked;
        try (var before = new RunningBackup(folder)) {
            story = new Story(
                    "acme-" + UUID.randomUUID().toString().substring(0, 8),
                    before.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            before.protect(story, site);
            first = before.workUntil(() -> before.newest(story, Backup.Replicated.class))
                    .run();
            site.order(5);
            asked = anotherBackup(before, story);
        }

        try (var after = new RunningBackup(folder)) {
            var rebuild = after.context().getBean(CatalogueRebuild.class);
            var backups = after.context().getBean(Backups.class);
            after.store().lose("europe-west1");
            assertThatThrownBy(() -> rebuild.rebuild(BOTH)).isInstanceOf(IOException.class);
            after.store().bringBack("europe-west1");
            CrashPoint.arm("backup.rebuild.after-entry");
            assertThatThrownBy(() -> rebuild.rebuild(BOTH)).isInstanceOf(SimulatedCrash.class);
            assertThat(rebuild.rebuild(BOTH)).isEqualTo(new CatalogueRebuild.Result(1, 1, List.of()));
            assertThat(rebuild.rebuild(BOTH)).isEqualTo(new CatalogueRebuild.Result(0, 2, List.of()));

            var entered = Objects.requireNonNull(backups.find(asked.backupId()));
            assertThat(entered).as("stored is not proved").isInstanceOf(Backup.Completed.class);
            assertThat(entered.run())
                    .usingRecursiveComparison()
                    .ignoringFields("trigger", "openedAt", "label")
                    .isEqualTo(asked);
            assertThat(entered.run().trigger()).isEqualTo(BackupTrigger.MANUAL);

            after.protect(story, site);
            after.workUntil(() -> backups.find(first.backupId()) instanceof Backup.Replicated copied ? copied : null);
            var id = UUID.randomUUID();
            after.restore(
                    id,
                    state -> Restore.on(
                            state,
                            Story.fromPortal(
                                    story.restoreAsked(id, first.backupId()).build())));
            after.workUntil(() -> after.restore(id) instanceof Restore.Completed done ? done : null);
            assertThat(site.orders()).isEqualTo(40);
        }
    }

    @Test
    void aManifestThatOurKeyDoesNotVouchForIsNamedAndNotEntered() throws Exception {
        var site = TestingSite.fresh(1);
        site.open(1);
        var folder = TestingBackupService.folder();
        UUID backup;
        try (var before = new RunningBackup(folder)) {
            var story = new Story("acme-forged", before.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            before.protect(story, site);
            backup = before.workUntil(() -> before.newest(story, Backup.Replicated.class))
                    .run()
                    .backupId();
            before.store().damage("europe-west4", backup, Part.MANIFEST);
        }
        try (var after = new RunningBackup(folder)) {
            var result = after.context().getBean(CatalogueRebuild.class).rebuild(List.of(Samples.WEST4));
            assertThat(result.entered()).isZero();
            assertThat(result.refused()).singleElement().satisfies(refused -> {
                assertThat(refused.backupId()).isEqualTo(backup);
                assertThat(refused.why()).contains("MANIFEST");
            });
            assertThat(after.context().getBean(Backups.class).find(backup)).isNull();
        }
    }

    private static Run anotherBackup(RunningBackup service, Story story) throws Exception {
        var id = UUID.randomUUID();
        service.environment(story, state -> ProtectedEnvironment.on(state, story.backupRequested(id)));
        return service.workUntil(
                        () -> service.context().getBean(Backups.class).find(id) instanceof Backup.Replicated copied
                                ? copied
                                : null)
                .run();
    }
}
