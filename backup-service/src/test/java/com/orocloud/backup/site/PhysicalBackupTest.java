package com.orocloud.backup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.DirectoryStore;
import com.orocloud.backup.archive.LocalKeyVault;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.ClusterPart;
import com.orocloud.backup.archive.Manifest.DatabasePart;
import com.orocloud.backup.archive.Manifest.MediaPart;
import com.orocloud.backup.archive.Manifest.WalSpan;
import com.orocloud.backup.archive.Owner;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Seal;
import com.orocloud.backup.archive.Seal.Sealed;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Putting a cluster's files back; what PostgreSQL makes of them the backup bench shows, which starts what it restores. */
class PhysicalBackupTest {

    private static final String REGION = "europe-west4";
    private static final Owner ACME = new Owner("acme", "acme-prod", new UUID(0, 1));
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Path folder;
    private final Path data;
    private final Archive archive;

    /** Below a folder that the user postgres may enter too, whom the files are given to. */
    PhysicalBackupTest() throws Exception {
        folder = Files.createTempDirectory(Path.of("/var/tmp"), "orocloud-physical-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var servers = Files.createDirectory(folder.resolve("servers"));
        ServerUser.give(servers);
        data = servers.resolve("data");
        archive =
                new Archive(DirectoryStore.in(folder.resolve("store")), LocalKeyVault.open(folder.resolve("key.json")));
    }

    @BeforeEach
    void store() throws Exception {
        var files = Files.createDirectory(folder.resolve("files"));
        Files.writeString(files.resolve("PG_VERSION"), "15\n");
        Files.write(files.resolve("relation"), new byte[3_000_000]);
        PostgresPrograms.run(
                List.of("tar", "--create", "--file=" + folder.resolve("tar"), "--directory=" + files, "."),
                Map.of(),
                process -> process.getOutputStream().close());
        commit();
    }

    private void commit() throws Exception {
        var seal = archive.newSeal(ACME);
        var cluster = sealed(seal, Part.CLUSTER, Files.readAllBytes(folder.resolve("tar")));
        var database = sealed(seal, Part.DATABASE, new byte[1]);
        var media = sealed(seal, Part.MEDIA, new byte[1]);
        var manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                ACME.tenantId(),
                ACME.environmentId(),
                ACME.backupId(),
                1,
                NOON,
                NOON,
                NOON,
                "a-commit",
                "PostgreSQL 15.18",
                archive.keyId(),
                archive.wrapped(seal),
                new DatabasePart(archive.put(REGION, ACME, database), database.plain(), List.of()),
                new MediaPart(archive.put(REGION, ACME, media), media.plain(), List.of()),
                new ClusterPart(
                        archive.put(REGION, ACME, cluster), cluster.plain(), new WalSpan(1, "0/28", "0/100"), NOON));
        archive.commit(REGION, manifest, folder);
    }

    private Sealed sealed(Seal seal, Part part, byte[] content) throws Exception {
        try (var out = seal.write(part, folder.resolve("sealed-" + part))) {
            out.write(content);
            return out.done();
        }
    }

    @AfterEach
    void delete() throws Exception {
        PostgresPrograms.run(
                List.of("rm", "-rf", folder.toString()),
                Map.of(),
                process -> process.getOutputStream().close());
    }

    @Test
    void theFilesComeBackIntoAnEmptyDataDirectory() throws Exception {
        PhysicalBackup.restore(archive.fetchCluster(REGION, ACME, null, work()), data);

        assertThat(data.resolve("PG_VERSION")).hasContent("15\n");
        assertThat(Files.size(data.resolve("relation"))).isEqualTo(3_000_000);
        assertThat(data.resolveSibling("data.restoring")).doesNotExist();
    }

    @Test
    void somebodysDataIsNeverReplaced() throws Exception {
        Files.createDirectory(data);
        Files.writeString(data.resolve("PG_VERSION"), "theirs");

        assertThatThrownBy(() -> PhysicalBackup.restore(archive.fetchCluster(REGION, ACME, null, work()), data))
                .isInstanceOf(DirectoryNotEmptyException.class);
        assertThat(data.resolve("PG_VERSION")).hasContent("theirs");
    }

    @Test
    void oneFlippedBitIsRefusedAndTheTargetIsUntouched() throws Exception {
        flip(folder.resolve("store").resolve(REGION).resolve("acme/acme-prod/" + ACME.backupId() + "/cluster"));

        var refusal = catchThrowableOfType(Refusal.class, () -> archive.fetchCluster(REGION, ACME, null, work()));

        assertThat(refusal.part()).isEqualTo(Part.CLUSTER);
        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.CHECKSUM);
        assertThat(data).doesNotExist();
    }

    /** Beyond the checksum of what was fetched: flipped between the check and the reading. */
    @Test
    void whatIsFoundWrongWhileItIsUnpackedLeavesNothingBehind() throws Exception {
        var work = work();
        var fetched = archive.fetchCluster(REGION, ACME, null, work);
        flip(work.resolve("cluster"));

        var refusal = catchThrowableOfType(Refusal.class, () -> PhysicalBackup.restore(fetched, data));

        assertThat(refusal.part()).isEqualTo(Part.CLUSTER);
        assertThat(data).doesNotExist();
        assertThat(data.resolveSibling("data.restoring")).doesNotExist();
    }

    private static void flip(Path file) throws Exception {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private Path work() throws Exception {
        return Files.createTempDirectory(folder, "work");
    }
}
