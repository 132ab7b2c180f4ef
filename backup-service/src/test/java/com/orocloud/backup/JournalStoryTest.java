package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.events.Check;
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
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest(name = "killed at {0}")
    @ValueSource(
            strings = {
                "nowhere",
                "backup.take.after-cluster",
                "backup.prove.after-cluster",
                "backup.journal.before-put",
                "backup.journal.before-record",
                "backup.journal.after-copy"
            })
    void anySecondComesBackFromTheOtherRegionAlone(String crash) throws Exception {
        var story = story();
        var primary = TestingSite.fresh(1);
        primary.open(50);
        if (!crash.equals("nowhere")) {
            CrashPoint.arm(crash);
        }
        service.protect(story, primary);
        var base = workUntil(() -> service.newest(story, Backup.Replicated.class));
        primary.order(5);
        var afterFive = now(primary);
        primary.order(6);
        awaitCovered(story, primary);
        primary.sql("shop", "drop table orders");
        var dropped = now(primary);
        awaitCovered(story, primary);
        workUntil(() -> Objects.requireNonNull(following(story)).toBeCopied().isEmpty() ? true : null);

        assertThat(crash.equals("nowhere") || !CrashPoint.isArmed(crash))
                .as("crashed")
                .isTrue();
        service.store().lose("europe-west4");
        try {
            assertThat(ordersAt(base, afterFive)).isEqualTo(55);
            assertThat(ordersAt(base, dropped)).isNull();
        } finally {
            service.store().bringBack("europe-west4");
            end(primary);
        }
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
        end(site);
    }

    @Test
    void aSecondThatNothingCoversIsRefusedWithWhatIsCovered(TestTopics topics) throws Exception {
        var story = story();
        var site = TestingSite.fresh(1);
        site.open(50);
        service.protect(story, site);
        var base = workUntil(() -> service.newest(story, Backup.Replicated.class));
        awaitCovered(story, site);
        var until = Objects.requireNonNull(following(story)).coveredUntil();

        var late = rejected(
                topics,
                story.restoreAsked(UUID.randomUUID(), base.run().backupId()).setDatabaseAt(until.plusSeconds(90)));
        assertThat(late).extracting(Failure::getCode).containsExactly("NOT_COVERED");
        assertThat(late.getFirst().getMessage()).contains("cover ", until.toString());
        assertThat(late.getFirst().getRetryable())
                .as("it may be covered in a minute")
                .isTrue();
        assertThat(rejected(
                        topics,
                        story.restoreAsked(UUID.randomUUID(), base.run().backupId())
                                .setScope(RestoreScope.MEDIA)
                                .setDatabaseAt(base.point().recoveryPointAt().minusSeconds(1))))
                .extracting(Failure::getCode)
                .containsExactly("NO_DATABASE_IN_SCOPE", "BACKUP_IS_NEWER", "NOT_COVERED");
        assertThat(site.orders()).isEqualTo(50);
        end(site);
    }

    /** Objects are written once: what it did not find again it could not store either. */
    @Test
    void aCatalogueThatWasLostFindsTheStoredLogAgain() throws Exception {
        var story = story();
        var site = TestingSite.fresh(1);
        site.open(50);
        service.protect(story, site);
        var base = workUntil(() -> service.newest(story, Backup.Replicated.class));
        awaitCovered(story, site);
        awaitCovered(story, site);
        var before = Objects.requireNonNull(following(story));

        service.context()
                .getBean(JdbcClient.class)
                .sql("delete from journal where id = :id")
                .param("id", base.run().backupId().toString())
                .update();
        assertThat(following(story)).isNull();
        var after = workUntil(() -> {
            var now = following(story);
            return (now != null && now.coveredUntil().isAfter(before.coveredUntil())) ? now : null;
        });
        assertThat(after.from()).isEqualTo(before.from());
        assertThat(after.next()).isGreaterThan(before.next());
        end(site);
    }

    private List<Failure> rejected(TestTopics topics, RestoreRequested.Builder request) throws Exception {
        var asked = request.build();
        service.restore(asked.getRestoreId(), state -> Restore.on(state, Story.fromPortal(asked)));
        workUntil(() -> service.restore(asked.getRestoreId()) instanceof Restore.Rejected no ? no : null);
        return topics.await(RestoreRejected.class, e -> e.getRestoreId().equals(asked.getRestoreId()))
                .getReasons();
    }

    @Test
    void theNextDaysBackupTakesOverWithoutAGap() throws Exception {
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
        end(primary);
    }

    @Test
    void afterABreakTheNextHourBeginsAnew() throws Exception {
        var story = story();
        var primary = TestingSite.fresh(1);
        primary.open(50);
        service.protect(story, primary);
        var first = workUntil(() -> service.newest(story, Backup.Replicated.class));
        awaitCovered(story, primary);
        primary.sql("postgres", "select pg_drop_replication_slot('orocloud_backup')");
        primary.sql(
                "shop", "create table filler as select repeat(md5(n::text), 60) as t from generate_series(1, 60000) n");
        for (int i = 0; i < 5; i++) {
            primary.sql("postgres", "select pg_switch_wal()");
            primary.sql("postgres", "checkpoint");
        }
        var broken = workUntil(() -> journals(story).getFirst() instanceof Journal.Broken at ? at : null);
        assertThat(broken.backupId()).isEqualTo(first.run().backupId());

        service.clock().advance(Duration.ofHours(1));
        var fresh = workUntil(() -> following(story));
        assertThat(fresh.backupId()).isNotEqualTo(first.run().backupId());
        end(primary);
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

    /** The site is used by others afterwards, and its log is not to be kept for this one. */
    private void end(TestingSite primary) throws SQLException {
        var journals = service.context().getBean(Journals.class);
        for (var stored : journals.table().in(100, Journal.Following.class)) {
            journals.change(stored, stored.state().backupId(), state -> Journal.on(state, new Journal.Lost("over")));
        }
        primary.sql("postgres", """
                select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'orocloud_backup'
                """);
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
