package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.DirectoryStore;
import com.orocloud.backup.archive.LocalKeyVault;
import com.orocloud.backup.archive.LogStretch;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.ClusterPart;
import com.orocloud.backup.archive.Manifest.DatabasePart;
import com.orocloud.backup.archive.Manifest.MediaPart;
import com.orocloud.backup.archive.Owner;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.backup.archive.Seal;
import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.MainLog;
import com.orocloud.backup.site.MainLog.Broken;
import com.orocloud.backup.site.MainLog.Section;
import com.orocloud.backup.site.PhysicalBackup;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The files of a real cluster and the log that follows them, stored and brought to any instant. */
@RealServers
class PointInTimeTest {

    private static final String REGION = "europe-west4";
    private static final Owner ACME = new Owner("acme", "acme-prod", new UUID(0, 7));

    private final PostgresPrograms programs = new PostgresPrograms(PostgresServer.installedBinaries());
    private final TestingSite site = TestingSite.fresh(1);
    private final MainLog log = new MainLog(List.of(site.database()), TestingSite.CREDENTIALS);
    private final List<Long> stretches = new ArrayList<>();
    private final Path folder;
    private final Archive archive;
    private final Manifest manifest;
    private long next;
    private int timeline;
    private Instant covered;

    PointInTimeTest() throws Exception {
        folder = TestingBackupService.folder();
        archive =
                new Archive(DirectoryStore.in(folder.resolve("store")), LocalKeyVault.open(folder.resolve("key.json")));
        site.open(100);
        manifest = store();
        next = PointInTime.logFrom(manifest.clusterPart().wal().end());
        timeline = manifest.clusterPart().wal().timeline();
        covered = manifest.clusterPart().consistentFrom();
    }

    private Manifest store() throws Exception {
        log.keep();
        log.keep();
        var seal = archive.newSeal(ACME);
        var replication = MainDatabase.forReplication(List.of(site.database()), TestingSite.CREDENTIALS.replicator());
        var cluster = PhysicalBackup.take(replication, programs, seal, folder.resolve("cluster"));
        var database = sealed(seal, Part.DATABASE);
        var media = sealed(seal, Part.MEDIA);
        var now = now();
        var complete = new Manifest(
                Manifest.FORMAT_VERSION,
                ACME.tenantId(),
                ACME.environmentId(),
                ACME.backupId(),
                1,
                now,
                now,
                now,
                "a-commit",
                "PostgreSQL 15",
                archive.keyId(),
                archive.wrapped(seal),
                new DatabasePart(archive.put(REGION, ACME, database), database.plain(), List.of()),
                new MediaPart(archive.put(REGION, ACME, media), media.plain(), List.of()),
                new ClusterPart(
                        archive.put(REGION, ACME, cluster.sealed()),
                        cluster.sealed().plain(),
                        cluster.wal(),
                        now));
        archive.commit(REGION, complete, folder);
        return complete;
    }

    private Seal.Sealed sealed(Seal seal, Part part) throws Exception {
        try (var out = seal.write(part, folder.resolve("sealed-" + part))) {
            return out.done();
        }
    }

    @AfterEach
    void dropTheSlot() {
        site.dropSlots();
    }

    @Test
    void everyInstantThatTheLogCoversComesBackExactly() throws Exception {
        site.order(10);
        var first = now();
        site.order(10);
        readLog();
        site.sql("shop", "delete from orders");
        var emptied = now();
        site.order(7);
        readLog();
        site.sql("shop", "create table big as select n, md5(n::text) from generate_series(1, 300000) n");
        var big = now();
        readLog();
        readLog();
        var idle = now();
        readLog();

        assertThat(ordersAt(first)).isEqualTo(110);
        assertThat(ordersAt(emptied)).isZero();
        assertThat(ordersAt(big)).isEqualTo(7);
        assertThat(ordersAt(idle)).isEqualTo(7);

        var tooLate = catchThrowableOfType(Refusal.class, () -> ordersAt(now()));
        assertThat(tooLate.part()).isEqualTo(Part.LOG);
        assertThat(tooLate.reason()).isEqualTo(Reason.NOT_REACHED);
        var tooEarly = catchThrowableOfType(
                Refusal.class,
                () -> ordersAt(manifest.clusterPart().consistentFrom().minusSeconds(1)));
        assertThat(tooEarly.reason()).isEqualTo(Reason.NOT_REACHED);
    }

    /** Log lost, another stretch's, cut and changed: refused as many times as injected, and no server is left. */
    @Test
    void aLogThatIsNotWhatWasStoredIsRefusedAndThePartIsNamed() throws Exception {
        for (int i = 0; i < 3; i++) {
            site.order(10);
            readLog();
        }
        var at = now();
        readLog();
        assertThat(ordersAt(at)).isEqualTo(130);

        long first = stretches.get(0);
        long second = stretches.get(1);
        refused(at, first, Reason.NOT_REACHED, Files::delete);
        refused(at, second, Reason.NOT_REACHED, Files::delete);
        refused(
                at,
                second,
                Reason.NOT_AUTHENTIC,
                file -> Files.copy(stored(first), file, StandardCopyOption.REPLACE_EXISTING));
        refused(at, second, Reason.NOT_AUTHENTIC, file -> {
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        });
        refused(at, second, Reason.NOT_AUTHENTIC, file -> {
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
        });
    }

    /** Two fail-overs in the middle of a segment of the log, one of them between two looks. */
    @Test
    void secondsBeforeBetweenAndAfterFailOversComeBackExactly() throws Exception {
        site.order(10);
        readLog();
        site.order(10);
        var before = now();
        site.failOver();
        site.order(10);
        var between = now();
        site.failOver();
        site.order(10);
        var after = now();
        readLog();
        site.sql("shop", "delete from orders");
        readLog();

        assertThat(timeline)
                .as("fail-overs")
                .isEqualTo(manifest.clusterPart().wal().timeline() + 2);
        assertThat(ordersAt(before)).isEqualTo(120);
        assertThat(ordersAt(between)).isEqualTo(130);
        assertThat(ordersAt(after)).isEqualTo(140);
        for (long needed : stretches.subList(0, stretches.size() - 1)) {
            refused(after, needed, Reason.NOT_REACHED, Files::delete);
        }
    }

    @Test
    void aLogThatDoesNotGoOnIsToldFromTrouble() throws Exception {
        readLog();
        assertThat(catchThrowableOfType(Broken.class, () -> log.section(timeline + 1, next, log.mark())))
                .hasMessageContaining("does not continue timeline " + (timeline + 1));
        assertThat(catchThrowableOfType(Broken.class, () -> log.section(timeline, next + (1L << 40), log.mark())))
                .hasMessageContaining("before what was read already");
        long farther = next + (1L << 20);
        site.failOver();
        assertThat(catchThrowableOfType(Broken.class, () -> log.section(timeline, farther, log.mark())))
                .as("acknowledged by a main that was alone, and lost")
                .hasMessageContaining("timeline %d ended at".formatted(timeline));
    }

    /** Cut off, it may have a successor: what it writes is nobody's log, and tells no time. */
    @Test
    void aMainWhoseStandbyIsSilentTellsNoTime() throws Exception {
        site.sql("postgres", "alter system set synchronous_standby_names = 'gone'");
        site.sql("postgres", "select pg_reload_conf()");
        try {
            await().until(() -> {
                try {
                    log.mark();
                    return false;
                } catch (SQLException e) {
                    return true;
                }
            });
        } finally {
            site.sql("postgres", "alter system reset synchronous_standby_names");
            site.sql("postgres", "select pg_reload_conf()");
        }
        readLog();
        assertThat(covered).isAfter(manifest.clusterPart().consistentFrom());
    }

    @Test
    void aMainWhoseDiskTheLogCouldFillIsNotAskedToKeepIt() throws Exception {
        site.sql("postgres", "alter system set max_slot_wal_keep_size = -1");
        site.sql("postgres", "select pg_reload_conf()");
        try {
            assertThat(catchThrowableOfType(IOException.class, log::keep))
                    .hasMessageContaining("set max_slot_wal_keep_size there");
        } finally {
            site.sql("postgres", "alter system set max_slot_wal_keep_size = '1GB'");
            site.sql("postgres", "select pg_reload_conf()");
        }
    }

    @FunctionalInterface
    private interface Injury {
        void inflict(Path stretch) throws IOException;
    }

    private void refused(Instant at, long stretch, Reason reason, Injury injury) throws Exception {
        var file = stored(stretch);
        var bytes = Files.readAllBytes(file);
        injury.inflict(file);
        try {
            var refusal = catchThrowableOfType(Refusal.class, () -> ordersAt(at));
            assertThat(refusal.part()).isEqualTo(Part.LOG);
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(folder.resolve("scratch")).doesNotExist();
        } finally {
            Files.write(file, bytes);
        }
    }

    private Path stored(long start) {
        return folder.resolve("store")
                .resolve(REGION)
                .resolve("acme/acme-prod/" + ACME.backupId())
                .resolve("log-%016x".formatted(start));
    }

    /** Up to now, over however many timelines. */
    private void readLog() throws Exception {
        var mark = log.mark();
        Section section;
        do {
            section = log.section(timeline, next, mark);
            var at = section.reachesMark() ? mark.at() : covered;
            var head = new LogStretch.Head(section.timeline(), section.history(), at);
            try (var out = opened().writeLog(next, head, folder.resolve("stretch"))) {
                long end = log.read(section, true, out);
                archive.putLog(REGION, ACME, next, out.done());
                stretches.add(next);
                next = end;
                timeline = section.timeline();
                covered = at;
            }
        } while (!section.reachesMark());
    }

    private Fetched opened() throws Exception {
        return archive.open(REGION, ACME, null, Files.createDirectories(folder.resolve("work")));
    }

    private long ordersAt(Instant at) throws Exception {
        var cluster = archive.fetchCluster(REGION, ACME, null, Files.createDirectories(folder.resolve("work")));
        var recovery = new PointInTime(programs, folder.resolve("scratch"));
        try (var scratch = recovery.recover(
                        cluster, (start, reader) -> archive.readLog(REGION, cluster, start, reader), at);
                var connection = scratch.connect(Site.DATABASE);
                var row = connection.createStatement().executeQuery("select count(*) from orders")) {
            row.next();
            return row.getLong(1);
        }
    }

    private Instant now() throws SQLException {
        try (var connection = site.connect("postgres");
                var row = connection.createStatement().executeQuery("select clock_timestamp()")) {
            row.next();
            return Objects.requireNonNull(row.getObject(1, OffsetDateTime.class))
                    .toInstant();
        }
    }
}
