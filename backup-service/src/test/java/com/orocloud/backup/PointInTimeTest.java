package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.DirectoryStore;
import com.orocloud.backup.archive.LocalKeyVault;
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
import com.orocloud.backup.site.PhysicalBackup;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.RealServers;
import java.io.IOException;
import java.io.OutputStream;
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

    PointInTimeTest() throws Exception {
        folder = TestingBackupService.folder();
        archive =
                new Archive(DirectoryStore.in(folder.resolve("store")), LocalKeyVault.open(folder.resolve("key.json")));
        site.open(100);
        manifest = store();
        next = PointInTime.logFrom(manifest.clusterPart().wal().end());
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
    void dropTheSlot() throws SQLException {
        site.sql("postgres", "select pg_drop_replication_slot('orocloud_backup')");
    }

    @Test
    void everyInstantThatTheLogCoversComesBackExactly() throws Exception {
        site.order(10);
        var first = now();
        site.order(10);
        readLog(true);
        site.sql("shop", "delete from orders");
        var emptied = now();
        site.order(7);
        readLog(true);
        site.sql("shop", "create table big as select n, md5(n::text) from generate_series(1, 300000) n");
        var big = now();
        readLog(true);
        readLog(true);
        var idle = now();
        readLog(true);

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
            readLog(true);
        }
        var at = now();
        readLog(true);
        assertThat(ordersAt(at)).isEqualTo(130);

        refused(at, Reason.NOT_REACHED, (first, _) -> Files.delete(first));
        refused(at, Reason.NOT_REACHED, (_, second) -> Files.delete(second));
        refused(
                at,
                Reason.NOT_AUTHENTIC,
                (first, second) -> Files.copy(first, second, StandardCopyOption.REPLACE_EXISTING));
        refused(at, Reason.NOT_AUTHENTIC, (_, second) -> {
            var bytes = Files.readAllBytes(second);
            bytes[bytes.length / 2] ^= 1;
            Files.write(second, bytes);
        });
        refused(at, Reason.NOT_AUTHENTIC, (_, second) -> {
            var bytes = Files.readAllBytes(second);
            Files.write(second, Arrays.copyOf(bytes, bytes.length - 20));
        });
    }

    @Test
    void aLogThatDoesNotGoOnIsToldFromTrouble() throws Exception {
        readLog(true);
        assertThat(catchThrowableOfType(MainLog.Broken.class, () -> readLogOf(2)))
                .hasMessageContaining("timeline 1")
                .hasMessageContaining("timeline 2");
        next += 1L << 40;
        assertThat(catchThrowableOfType(MainLog.Broken.class, () -> readLog(true)))
                .hasMessageContaining("before what was read already");
    }

    @FunctionalInterface
    private interface Injury {
        void inflict(Path first, Path second) throws IOException;
    }

    private void refused(Instant at, Reason reason, Injury injury) throws Exception {
        var first = stored(stretches.get(0));
        var second = stored(stretches.get(1));
        var firstBytes = Files.readAllBytes(first);
        var secondBytes = Files.readAllBytes(second);
        injury.inflict(first, second);
        try {
            var refusal = catchThrowableOfType(Refusal.class, () -> ordersAt(at));
            assertThat(refusal.part()).isEqualTo(Part.LOG);
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(folder.resolve("scratch")).doesNotExist();
        } finally {
            Files.write(first, firstBytes);
            Files.write(second, secondBytes);
        }
    }

    private Path stored(long start) {
        return folder.resolve("store")
                .resolve(REGION)
                .resolve("acme/acme-prod/" + ACME.backupId())
                .resolve("log-%016x".formatted(start));
    }

    private void readLog(boolean release) throws Exception {
        var mark = log.mark();
        var file = folder.resolve("stretch");
        try (var out = opened().writeLog(next, mark.at(), file)) {
            long end = log.read(1, next, mark, release, out);
            archive.putLog(REGION, ACME, next, out.done());
            stretches.add(next);
            next = end;
        }
    }

    private void readLogOf(int timeline) throws Exception {
        log.read(timeline, next, log.mark(), false, OutputStream.nullOutputStream());
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
