package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.retention.Guard;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.events.Check;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreRejected;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The log of a real main is stored, copied out of the region and restores any second, whatever happens meanwhile. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalStoryTest {

    private RunningBackup service;

    @BeforeAll
    void start() throws IOException {
        service = RunningBackup.withLogs();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** Killed at each step of storing it, and over a fail-over, which nobody tells the service. */
    @Test
    void anySecondComesBackFromTheOtherRegionAlone() throws Exception {
        var story = story();
        var primary = TestingSite.fresh(1);
        primary.open(50);
        var points = List.of(
                "take.after-cluster",
                "prove.after-cluster",
                "journal.before-put",
                "journal.before-record",
                "journal.after-copy");
        points.forEach(point -> CrashPoint.arm("backup." + point));
        service.protect(story, primary);
        var base = workUntil(() -> service.newest(story, Backup.Replicated.class));
        primary.order(5);
        var afterFive = now(primary);
        primary.order(6);
        awaitCovered(story, primary);
        primary.order(3);
        var lastOfTheOld = now(primary);
        primary.failOver();
        primary.sql("shop", "drop table orders");
        var dropped = now(primary);
        awaitCovered(story, primary);
        loseTheEntryOf(story);
        workUntil(() -> Objects.requireNonNull(following(story)).toBeCopied().isEmpty() ? true : null);

        assertThat(points).as("still armed").noneMatch(point -> CrashPoint.isArmed("backup." + point));
        assertThat(Objects.requireNonNull(following(story)).timeline())
                .as("of the new main")
                .isEqualTo(Objects.requireNonNull(base.point().cluster()).timeline() + 1);
        service.store().lose("europe-west4");
        try {
            assertThat(ordersAt(base, afterFive)).isEqualTo(55);
            assertThat(ordersAt(base, lastOfTheOld)).isEqualTo(64);
            assertThat(ordersAt(base, dropped)).isNull();
        } finally {
            service.store().bringBack("europe-west4");
            end(story, primary);
        }
    }

    /** Objects are written once: what it did not find again it could not store either. */
    private void loseTheEntryOf(Story story) throws Exception {
        var before = Objects.requireNonNull(following(story));
        service.context()
                .getBean(JdbcClient.class)
                .sql("delete from journal where id = :id")
                .param("id", before.backupId().toString())
                .update();
        assertThat(following(story)).isNull();
        var after = workUntil(() -> {
            var now = following(story);
            return (now != null && now.coveredUntil().isAfter(before.coveredUntil())) ? now : null;
        });
        assertThat(after.from()).isEqualTo(before.from());
        assertThat(after.next()).isGreaterThan(before.next());
    }

    /** Killed at each step that only such a restore has. */
    @Test
    void aSiteInServiceGoesBackToASecondThatNoBackupHas(TestTopics topics) throws Exception {
        var story = story();
        var site = TestingSite.fresh(1);
        site.open(50);
        site.put("logo.png", "a picture");
        service.protect(story, site);
        var base = workUntil(() -> service.newest(story, Backup.Replicated.class));
        site.order(5);
        var wanted = moment(site);
        site.order(6);
        site.put("logo.png", "a bad picture");
        site.sql("shop", "delete from orders where ctid in (select ctid from orders limit 20)");
        awaitCovered(story, site);
        assertThatWhatNothingCoversIsRefused(topics, story, base);
        assertThat(site.orders()).as("touched by nothing").isEqualTo(41);

        var points = List.of("after-rehearsal", "after-recovery", "after-fill", "after-mark");
        points.forEach(point -> CrashPoint.arm("backup.restore." + point));
        var asked = story.restoreAsked(UUID.randomUUID(), base.run().backupId())
                .setDatabaseAt(wanted)
                .build();
        service.restore(asked.getRestoreId(), state -> Restore.on(state, Story.fromPortal(asked)));
        workUntil(() -> service.restore(asked.getRestoreId()) instanceof Restore.Completed done ? done : null);

        assertThat(points).as("still armed").noneMatch(point -> CrashPoint.isArmed("backup.restore." + point));
        assertThat(site.orders()).isEqualTo(55);
        assertThat(site.files().get("logo.png")).asString().isEqualTo("a picture");
        assertThat(site.front(null)).isEqualTo(200);
        var completed =
                topics.await(RestoreCompleted.class, e -> e.getRestoreId().equals(asked.getRestoreId()));
        assertThat(completed.getRecoveryPoint().getRecoveryPointAt()).isEqualTo(wanted);
        assertThat(completed.getChecks()).allMatch(Check::getPassed);
        assertThat(service.workDirectory()).isEmptyDirectory();
        end(story, site);
    }

    private void assertThatWhatNothingCoversIsRefused(TestTopics topics, Story story, Backup.Replicated base)
            throws Exception {
        var following = Objects.requireNonNull(following(story));
        var until = following.coveredUntil();
        var shown = Objects.requireNonNull(service.context()
                .getBean(PostureController.class)
                .posture(story.environmentId())
                .pointInTime());
        assertThat(shown.from()).isEqualTo(following.from().truncatedTo(ChronoUnit.MILLIS));
        assertThat(shown.until()).isEqualTo(until.truncatedTo(ChronoUnit.MILLIS));

        var asked = story.restoreAsked(UUID.randomUUID(), base.run().backupId());
        var late = rejected(topics, asked.setDatabaseAt(until.plusSeconds(90)));
        assertThat(late).extracting(Failure::getCode).containsExactly("NOT_COVERED");
        assertThat(late.getFirst().getMessage()).contains("cover ", until.toString());
        assertThat(late.getFirst().getRetryable())
                .as("it may be covered in a minute")
                .isTrue();
        asked.setRestoreId(UUID.randomUUID());
        assertThat(rejected(
                        topics,
                        asked.setScope(RestoreScope.MEDIA)
                                .setDatabaseAt(base.point().recoveryPointAt().minusSeconds(1))))
                .extracting(Failure::getCode)
                .containsExactly("NO_DATABASE_IN_SCOPE", "BACKUP_IS_NEWER", "NOT_COVERED");
    }

    private List<Failure> rejected(TestTopics topics, RestoreRequested.Builder request) throws Exception {
        var asked = request.build();
        service.restore(asked.getRestoreId(), state -> Restore.on(state, Story.fromPortal(asked)));
        workUntil(() -> service.restore(asked.getRestoreId()) instanceof Restore.Rejected no ? no : null);
        return topics.await(RestoreRejected.class, e -> e.getRestoreId().equals(asked.getRestoreId()))
                .getReasons();
    }

    @Test
    void theNextDaysBackupTakesOverWithoutAGapAndAfterABreakTheNextHours() throws Exception {
        var story = story();
        var primary = TestingSite.fresh(1);
        primary.open(50);
        service.protect(story, primary);
        var first = workUntil(() -> service.newest(story, Backup.Replicated.class));
        awaitCovered(story, primary);
        service.clock().advance(Duration.ofDays(1));
        var second = workUntil(() -> {
            var newest = service.newest(story, Backup.Replicated.class);
            return newest != null && newest.point().cluster() != null && !newest.equals(first) ? newest : null;
        });
        workUntil(() -> journals(story).getLast() instanceof Journal.Complete ? true : null);

        var old = journals(story).getLast();
        var fresh = journals(story).getFirst();
        assertThat(old.backupId()).isEqualTo(first.run().backupId());
        assertThat(fresh.backupId()).isEqualTo(second.run().backupId());
        assertThat(old.coveredUntil()).isAfter(fresh.from());
        var hourly = service.clock().instant();
        service.clock().advance(Duration.ofHours(1));
        var next = workUntil(() -> {
            var newest = service.newest(story, Backup.Replicated.class);
            return newest != null && newest.run().openedAt().isAfter(hourly) ? newest : null;
        });
        assertThat(next.point().cluster()).as("one a day").isNull();
        breakTheLog(primary);
        var broken = workUntil(() -> journals(story).getFirst() instanceof Journal.Broken at ? at : null);
        assertThat(broken.backupId()).isEqualTo(second.run().backupId());
        assertThat(broken.why()).contains("has dropped its log");
        service.clock().advance(Duration.ofHours(1));
        assertThat(workUntil(() -> following(story)).backupId())
                .isNotEqualTo(second.run().backupId());

        var week = Duration.ofDays(7);
        age(old.backupId(), week.plusHours(20), week.minusHours(1));
        assertThat(guards(story, old.backupId()))
                .as("some of its seconds are promised")
                .contains(Guard.SECONDS);
        age(old.backupId(), week.plusHours(22), week.plusHours(1));
        assertThat(guards(story, old.backupId())).isEmpty();
        end(story, primary);
    }

    private static void breakTheLog(TestingSite site) throws SQLException {
        site.dropSlots();
        for (int i = 0; i < 5; i++) {
            site.sql("postgres", "select pg_switch_wal()");
            site.sql("postgres", "checkpoint");
        }
    }

    /** As if a backup and the last second of its log were so old. */
    private void age(UUID backupId, Duration backup, Duration lastSecond) {
        var jdbc = service.context().getBean(JdbcClient.class);
        jdbc.sql("update backup set state = jsonb_set(state, '{point,recoveryPointAt}', to_jsonb(:at)) where id = :id")
                .param("at", Instant.now().minus(backup).toString())
                .param("id", backupId.toString())
                .update();
        jdbc.sql("update journal set state = jsonb_set(state, '{coveredUntil}', to_jsonb(:at)) where id = :id")
                .param("at", Instant.now().minus(lastSecond).toString())
                .param("id", backupId.toString())
                .update();
    }

    private Set<Guard> guards(Story story, UUID backupId) {
        var environment = Objects.requireNonNull(
                service.context().getBean(Environments.class).find(story.environmentId()));
        return service.context().getBean(EnvironmentRetention.class).decide(environment).verdicts().stream()
                .filter(verdict -> verdict.candidate().id().equals(backupId.toString()))
                .findFirst()
                .orElseThrow()
                .guards();
    }

    /** A policy that asks for seconds no more: the main's disk is not to fill for nobody. */
    @Test
    void whatThePolicyDoesNotAskForIsLetGo() throws Exception {
        var story = story();
        var site = TestingSite.fresh(1);
        site.open(50);
        service.protect(story, site, story.accepted(EnvironmentType.STAGING, "demo"));
        var backup = workUntil(() -> service.newest(story, Backup.Replicated.class));
        assertThat(backup.point().cluster()).isNull();
        site.sql("postgres", "select pg_create_physical_replication_slot('orocloud_backup', true)");
        var journals = service.context().getBean(Journals.class);
        var based = new Journal.Based(
                backup.run(), new Point.Cluster(1, 0, backup.point().recoveryPointAt()));
        journals.change(
                service.context()
                        .getBean(Backups.class)
                        .stored(backup.run().backupId())
                        .orElseThrow(),
                backup.run().backupId(),
                state -> Journal.on(state, based));

        var ended = workUntil(() -> journals(story).getFirst() instanceof Journal.Broken at ? at : null);
        assertThat(ended.why()).contains("policy");
        assertThat(slots(site)).isZero();
        end(story, site);
    }

    private static long slots(TestingSite site) throws SQLException {
        try (var connection = site.connect("postgres");
                var row = connection.createStatement().executeQuery("select count(*) from pg_replication_slots")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The log is stored between the rounds of everything else. */
    private <T> T workUntil(Callable<@Nullable T> wanted) throws Exception {
        return service.workUntil(() -> {
            try {
                service.context().getBean(JournalSweep.class).run();
            } catch (SimulatedCrash crash) {
                service.clock().advance(Duration.ofSeconds(40));
            }
            return wanted.call();
        });
    }

    /** Covers everything up to now. */
    private void awaitCovered(Story story, TestingSite primary) throws Exception {
        var now = now(primary);
        workUntil(() -> {
            var following = following(story);
            return (following != null && following.coveredUntil().isAfter(now)) ? true : null;
        });
    }

    private Journal.@Nullable Following following(Story story) {
        return journals(story).stream()
                .filter(Journal.Following.class::isInstance)
                .map(Journal.Following.class::cast)
                .findFirst()
                .orElse(null);
    }

    private List<Journal> journals(Story story) {
        return service.context().getBean(Journals.class).restorable(story.environmentId());
    }

    /** Null if there is no such table then. */
    private @Nullable Long ordersAt(Backup.Replicated base, Instant at) throws Exception {
        var archive = service.context().getBean(Archive.class);
        var owner = base.run().owner();
        try (var work = WorkDirectory.open(folder().resolve("work"))) {
            var cluster =
                    archive.fetchCluster("europe-west1", owner, base.point().manifestSha256(), work.path());
            var recovery =
                    new PointInTime(service.context().getBean(PostgresPrograms.class), folder().resolve("scratch"));
            try (var scratch = recovery.recover(
                            cluster, (start, reader) -> archive.readLog("europe-west1", cluster, start, reader), at);
                    var connection = scratch.connect(Site.DATABASE);
                    var row = connection
                            .createStatement()
                            .executeQuery(
                                    "select case when to_regclass('orders') is not null then (xpath('/row/c/text()',"
                                            + " query_to_xml('select count(*) as c from orders', false, true, '')))[1]::text end")) {
                row.next();
                var count = row.getString(1);
                return count == null ? null : Long.valueOf(count);
            }
        }
    }

    private Path folder() {
        return service.workDirectory().resolveSibling("point-in-time");
    }

    /** The site is used by others afterwards: nothing may be read from it for this one any more. */
    private void end(Story story, TestingSite site) {
        service.environment(story, state -> EndOfProtection.on(state, story.ends()));
        service.environment(story, state -> EndOfProtection.on(state, story.ended(null, story.now())));
        site.dropSlots();
    }

    private static Instant now(TestingSite site) throws SQLException {
        try (var connection = site.connect("postgres");
                var row = connection.createStatement().executeQuery("select clock_timestamp()")) {
            row.next();
            return Objects.requireNonNull(row.getObject(1, OffsetDateTime.class))
                    .toInstant();
        }
    }

    /** Between what was committed before and what is after, and as exact as the contract tells it. */
    private static Instant moment(TestingSite site) throws SQLException {
        var moment = now(site).truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        while (!now(site).isAfter(moment)) {
            Thread.onSpinWait();
        }
        return moment;
    }

    private Story story() {
        return new Story(
                "acme-" + UUID.randomUUID().toString().substring(0, 8),
                service.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
