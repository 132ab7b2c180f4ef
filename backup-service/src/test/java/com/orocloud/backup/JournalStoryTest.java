package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.testkit.RealServers;
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

/** The log of a real main is stored, copied out of the region and restores any second, whatever happens meanwhile. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalStoryTest {

    private RunningBackup service;

    @BeforeAll
    void start() throws IOException {
        service = new RunningBackup();
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
        primary.sql("shop", "create table filler as select repeat(md5(n::text), 60) as t from generate_series(1, 60000) n");
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
            return following != null && following.coveredUntil().isAfter(now) ? true : null;
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
            var cluster = archive.fetchCluster("europe-west1", owner, base.point().manifestSha256(), work.path());
            var recovery =
                    new PointInTime(service.context().getBean(PostgresPrograms.class), folder().resolve("scratch"));
            try (var scratch = recovery.recover(
                            cluster, (start, reader) -> archive.readLog("europe-west1", cluster, start, reader), at);
                    var connection = scratch.connect(Site.DATABASE);
                    var row = connection
                            .createStatement()
                            .executeQuery("select case when to_regclass('orders') is not null then (xpath('/row/c/text()',"
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
            return Objects.requireNonNull(row.getObject(1, OffsetDateTime.class)).toInstant();
        }
    }

    private Story story() {
        return new Story(
                "acme-" + UUID.randomUUID().toString().substring(0, 8),
                service.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
