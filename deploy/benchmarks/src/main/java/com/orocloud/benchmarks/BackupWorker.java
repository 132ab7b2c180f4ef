package com.orocloud.benchmarks;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.DirectoryStore;
import com.orocloud.backup.archive.LocalKeyVault;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.ClusterPart;
import com.orocloud.backup.archive.Manifest.DatabasePart;
import com.orocloud.backup.archive.Manifest.MediaPart;
import com.orocloud.backup.archive.Owner;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Seal;
import com.orocloud.backup.archive.Seal.Sealed;
import com.orocloud.backup.site.Credentials;
import com.orocloud.backup.site.LogicalBackup;
import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.PhysicalBackup;
import com.orocloud.backup.site.PostgresPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What backup-service does, by its own classes, in a process of its own whose memory is limited. Does one order after the
 * other: a line in, a line of JSON out.
 */
final class BackupWorker {

    static final String LOGICAL = "logical";
    static final String PHYSICAL = "physical";

    /** Followed by a space and the data directory. */
    static final String RESTORE = "restore";

    private static final String REGION = "bench";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> nodes;
    private final PostgresPrograms programs;
    private final Archive archive;
    private final Path directory;
    private @Nullable Owner newestPhysical;

    private BackupWorker(String address, Path postgresBin, Path directory)
            throws IOException, GeneralSecurityException {
        this.directory = directory;
        nodes = List.of(address);
        programs = new PostgresPrograms(postgresBin);
        archive = new Archive(
                DirectoryStore.in(directory.resolve("store")), LocalKeyVault.open(directory.resolve("key.json")));
    }

    /** What an order came to. Sizes in bytes; the peaks are those since the process began. */
    record Done(long outputBytes, long heapLimitBytes, long heapPeakBytes, long residentPeakBytes) {}

    /** Arguments: the server's host:port, PostgreSQL's programs, a folder to work in. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException, Refusal {
        // what is logged must not get among the answers
        var answers = System.out;
        System.setOut(System.err);
        var worker = new BackupWorker(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            answers.println(JSON.writeValueAsString(worker.done(worker.does(order.split(" ", 2)))));
        }
    }

    private long does(String[] order)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException, Refusal {
        return switch (order[0]) {
            case LOGICAL -> logical();
            case PHYSICAL -> physical();
            case RESTORE -> restore(Path.of(order[1]));
            default -> throw new IllegalArgumentException(order[0]);
        };
    }

    private long logical() throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        var owner = newOwner();
        var database = new MainDatabase(nodes, new Credentials("unused: this machine is trusted", "", ""));
        var file = directory.resolve("database");
        var backup = LogicalBackup.take(database, BenchCluster.DATABASE, programs, archive.newSeal(owner), file);
        var stored = archive.put(REGION, owner, backup.sealed());
        Files.delete(file);
        return stored.bytes();
    }

    private long physical() throws IOException, InterruptedException, GeneralSecurityException {
        var owner = newOwner();
        var seal = archive.newSeal(owner);
        var file = directory.resolve("cluster");
        var backup = PhysicalBackup.take(MainDatabase.forReplication(nodes, ""), programs, seal, file);
        var stored = archive.put(REGION, owner, backup.sealed());
        var cluster = new ClusterPart(stored, backup.sealed().plain(), backup.wal(), Instant.now());
        archive.commit(REGION, manifest(owner, seal, cluster), directory);
        Files.delete(file);
        if (newestPhysical != null) {
            archive.purge(REGION, newestPhysical);
        }
        newestPhysical = owner;
        return stored.bytes();
    }

    /** The other parts of the set are empty here. */
    private Manifest manifest(Owner owner, Seal seal, ClusterPart cluster)
            throws IOException, GeneralSecurityException {
        var now = Instant.now();
        var database = empty(Part.DATABASE, seal);
        var media = empty(Part.MEDIA, seal);
        return new Manifest(
                Manifest.FORMAT_VERSION,
                owner.tenantId(),
                owner.environmentId(),
                owner.backupId(),
                1,
                now,
                now,
                now,
                "none",
                "PostgreSQL",
                archive.keyId(),
                archive.wrapped(seal),
                new DatabasePart(archive.put(REGION, owner, database), database.plain(), List.of()),
                new MediaPart(archive.put(REGION, owner, media), media.plain(), List.of()),
                cluster);
    }

    private Sealed empty(Part part, Seal seal) throws IOException, GeneralSecurityException {
        try (var out = seal.write(part, directory.resolve("empty-" + part))) {
            return out.done();
        }
    }

    private long restore(Path data) throws IOException, InterruptedException, Refusal {
        if (newestPhysical == null) {
            throw new IllegalStateException("there is no physical backup to restore");
        }
        var fetched = archive.fetchCluster(REGION, newestPhysical, null, directory);
        PhysicalBackup.restore(fetched, data);
        return Files.size(directory.resolve("cluster"));
    }

    private static Owner newOwner() {
        return new Owner("bench", "bench", UUID.randomUUID());
    }

    private Done done(long outputBytes) throws IOException {
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        return new Done(outputBytes, Runtime.getRuntime().maxMemory(), peak, residentPeakBytes());
    }

    private static long residentPeakBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
