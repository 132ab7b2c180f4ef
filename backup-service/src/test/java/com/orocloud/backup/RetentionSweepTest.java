package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.Backup.Expired;
import com.orocloud.backup.Backup.Expiring;
import com.orocloud.backup.Backup.Replicated;
import com.orocloud.backup.archive.ObjectStore.Location;
import com.orocloud.backup.retention.Guard;
import com.orocloud.events.BackupExpired;
import com.orocloud.events.BackupHeld;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.messaging.Outcome;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.server.ResponseStatusException;

/** Old backups on the real stores: they go from both regions, once, unless something keeps them. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetentionSweepTest {

    @TempDir
    private static Path folder;

    private Path object;
    private RunningBackup service;
    private RetentionSweep sweep;

    @BeforeAll
    void start() throws IOException {
        object = Files.writeString(folder.resolve("object"), "sealed");
        service = new RunningBackup();
        sweep = service.context().getBean(RetentionSweep.class);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** An environment with an old backup, and with a new one that makes the old one dispensable. */
    private record Two(Story story, UUID old, UUID recent) {}

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "backup.expire.after-condemn",
                "backup.expire.after-manifest",
                "backup.expire.after-delete",
                "backup.expire.before-record"
            })
    void anOldBackupIsDeletedFromBothRegionsOnceHoweverOftenTheServiceDies(String point, TestTopics topics)
            throws Exception {
        var two = twoBackups();
        CrashPoint.arm(point);
        untilExpired(two);

        assertThat(CrashPoint.isArmed(point)).as("still armed").isFalse();
        assertThat(objectsOf(two.old())).isZero();
        assertThat(objectsOf(two.recent())).isEqualTo(6);
        service.deliver();
        var said = topics.await(BackupExpired.class, e -> e.getBackupId().equals(two.old()));
        assertThat(said.getPolicy()).isEqualTo("production");
        assertThat(said.getRule()).startsWith("not younger than 7 days");
        assertThat(topics.said(BackupExpired.class, e -> e.getBackupId().equals(two.old())))
                .hasSize(1);
    }

    @Test
    void theDryRunSaysBeforehandWhatTheSweepThenDoes() throws Exception {
        var two = twoBackups();
        var dryRun = service.context()
                .getBean(RetentionController.class)
                .dryRun(two.story().environmentId());

        assertThat(dryRun.delete())
                .singleElement()
                .satisfies(judged ->
                        assertThat(judged.backupId()).isEqualTo(two.old().toString()))
                .satisfies(judged -> assertThat(judged.why()).startsWith("not younger than 7 days"));
        assertThat(dryRun.keep())
                .singleElement()
                .satisfies(
                        judged -> assertThat(judged.guards()).contains(Guard.NEWEST_USABLE, Guard.NEWEST_OFF_REGION));
        untilExpired(two);
        assertThat(backup(two.recent())).isInstanceOf(Replicated.class);
    }

    @Test
    void whatIsHeldStaysUntilItIsReleasedAndThenItIsTooLateToHoldIt(TestTopics topics) throws Exception {
        var two = twoBackups();
        var operators = service.context().getBean(RetentionController.class);
        var environment = two.story().environmentId();
        operators.hold(environment, two.old(), new RetentionController.Reason("an audit"));
        work();
        work();
        assertThat(backup(two.old())).isInstanceOf(Replicated.class);
        assertThat(operators.dryRun(environment).delete()).isEmpty();

        operators.release(environment, two.old());
        untilExpired(two);
        assertThatThrownBy(() -> operators.hold(environment, two.old(), new RetentionController.Reason("too late")))
                .isInstanceOf(ResponseStatusException.class)
                .hasMessageContaining("nothing to hold any more");
        service.deliver();
        assertThat(topics.await(BackupHeld.class, e -> e.getBackupId().equals(two.old()))
                        .getReason())
                .isEqualTo("an audit");
    }

    @Test
    void whatTheProviderHasLockedStaysUntilTheLockIsOver() throws Exception {
        var two = twoBackups();
        service.store().lock("europe-west1");
        work();
        work();
        assertThat(backup(two.old())).isInstanceOf(Expiring.class);
        assertThat(objectsOf(two.old())).as("the copy is locked").isEqualTo(3);
        service.store().lockIsOver("europe-west1");
        service.clock().advance(Duration.ofHours(1));
        untilExpired(two);
        assertThat(objectsOf(two.old())).isZero();
    }

    @Test
    void aClockThatIsAYearAheadDeletesNothingThatTheDatabaseFindsYoung() throws Exception {
        var two = twoBackups();
        untilExpired(two);
        service.clock().advance(Duration.ofDays(365));
        try {
            work();
            work();
            assertThat(backup(two.recent())).isInstanceOf(Replicated.class);
            assertThat(service.context()
                            .getBean(RetentionController.class)
                            .dryRun(two.story().environmentId())
                            .now())
                    .isBefore(Instant.now().plus(Duration.ofMinutes(1)));
        } finally {
            service.clock().advance(Duration.ofDays(-365));
        }
    }

    @Test
    void nothingExpiresWhileARecoveryIsGoingOn() throws Exception {
        var two = twoBackups();
        service.environment(
                two.story(), state -> ProtectedEnvironment.on(state, two.story().approved(2, two.recent())));
        work();
        work();
        assertThat(backup(two.old())).isInstanceOf(Replicated.class);
    }

    @Test
    void theLastBackupOfAnEnvironmentThatEndedIsKeptUntilItsDayAndThenNoneIs() throws Exception {
        var two = twoBackups();
        end(two, two.old(), Instant.now().plus(Duration.ofDays(30)));
        work();
        work();
        assertThat(backup(two.old())).as("too old for anything else").isInstanceOf(Replicated.class);
        assertThat(service.context()
                        .getBean(RetentionController.class)
                        .dryRun(two.story().environmentId())
                        .keep())
                .anySatisfy(judged -> assertThat(judged.guards()).contains(Guard.LAST));

        var over = twoBackups();
        end(over, over.recent(), Instant.now().minusSeconds(1));
        for (int round = 0; round < 6 && !(backup(over.recent()) instanceof Expired); round++) {
            work();
        }
        assertThat(backup(over.recent())).isInstanceOf(Expired.class);
        assertThat(backup(over.old())).isInstanceOf(Expired.class);
        assertThat(objectsOf(over.recent())).isZero();
        assertThat(backup(two.recent())).as("another environment's").isInstanceOf(Replicated.class);
    }

    private void end(Two two, UUID last, Instant keptUntil) {
        service.environment(
                two.story(), state -> EndOfProtection.on(state, two.story().ends()));
        service.environment(
                two.story(), state -> EndOfProtection.on(state, two.story().ended(last, keptUntil)));
    }

    private Two twoBackups() throws IOException {
        var now = service.clock().instant().truncatedTo(ChronoUnit.HOURS);
        var story = new Story("acme-" + UUID.randomUUID().toString().substring(0, 8), now);
        service.environment(story, state -> ProtectedEnvironment.on(state, story.accepted()));
        service.provisioned(story, story.provisioned(SiteRole.PRIMARY, 1, List.of()));
        // on a Wednesday about six weeks ago it stands for no Sunday
        var then = now.atOffset(ZoneOffset.UTC)
                .minusWeeks(6)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.WEDNESDAY))
                .toInstant();
        return new Two(story, replicated(story, then), replicated(story, now));
    }

    private UUID replicated(Story story, Instant slot) throws IOException {
        var id = UUID.randomUUID();
        var run = new Run(
                id,
                story.environmentId(),
                "acme",
                BackupTrigger.SCHEDULED,
                slot,
                null,
                Story.COMMIT,
                1,
                Samples.WEST4,
                Samples.WEST1,
                slot);
        var point = new Point(slot, slot, List.of(), "local:1", "testing://manifest.json", "cc");
        change(id, state -> Backup.on(state, new Backup.Opened(run)));
        change(id, state -> Backup.on(state, new Backup.Taken(point, slot)));
        change(id, state -> Backup.on(state, new Backup.Proven(List.of(), "", Samples.TOOK, slot)));
        change(id, state -> Backup.on(state, new Backup.CopiedOut(Samples.WEST1, "", slot)));
        for (Region region : Expiry.regions(run)) {
            for (String part : List.of("database", "media", "manifest.json")) {
                var key = "acme/%s/%s/%s".formatted(story.environmentId(), id, part);
                service.store().putOnce(new Location(region.name(), key), object, "");
            }
        }
        return id;
    }

    private void change(UUID id, Function<@Nullable Backup, Outcome<Backup>> decide) {
        var outcome =
                service.context().getBean(Backups.class).change(id, Cause.system("acme", UUID.randomUUID()), decide);
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    }

    private void untilExpired(Two two) throws InterruptedException {
        for (int round = 0; round < 6 && !(backup(two.old()) instanceof Expired); round++) {
            work();
        }
        assertThat(backup(two.old())).isInstanceOf(Expired.class);
    }

    /** One look, dead or alive, and then the time until the next one. */
    private void work() throws InterruptedException {
        try {
            sweep.run();
        } catch (SimulatedCrash crash) {
            assertThat(crash).isNotNull();
        }
        service.clock().advance(RetentionSweep.DECIDE_EVERY.plusSeconds(1));
    }

    private Backup backup(UUID id) {
        return service.context().getBean(Backups.class).stored(id).orElseThrow().state();
    }

    private long objectsOf(UUID id) throws IOException {
        return service.store().objects().stream()
                .filter(key -> key.toString().contains(id.toString()))
                .count();
    }
}
