package com.orocloud.backup.site;

import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.Manifest.WalSpan;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Seal;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The files of a whole cluster: restores several times faster than a dump, indexes and all, but only into the same major
 * version on the same kind of machine.
 *
 * @param wal what of the log must be replayed before the files are consistent; it is among them
 */
public record PhysicalBackup(WalSpan wal, Seal.Sealed sealed) {

    private static final String UNFINISHED = ".restoring";

    /** Memory does not depend on the size of the cluster. */
    public static PhysicalBackup take(PostgresServer replication, PostgresPrograms programs, Seal seal, Path file)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (var out = seal.write(Part.CLUSTER, file)) {
            var wal = programs.baseBackup(replication, out);
            return new PhysicalBackup(wal, out.done());
        }
    }

    /**
     * Puts the files into a data directory, all of them or none: they are unpacked beside it, and take its place when the
     * last byte was found authentic and all is on the disk. A server that is started there afterwards replays the log.
     *
     * @param data does not exist, or is empty; its parent belongs to the user that PostgreSQL runs as
     * @throws Refusal what is stored is not what was stored; the data directory was not touched
     * @throws DirectoryNotEmptyException somebody's data is there
     */
    public static void restore(Fetched backup, Path data) throws IOException, InterruptedException, Refusal {
        refuseUnlessEmpty(data);
        var unfinished = data.resolveSibling(data.getFileName() + UNFINISHED);
        deleteAll(unfinished);
        Files.createDirectory(unfinished, ClusterFiles.FOLDER_OF_OWNER);
        try {
            backup.readWhole(Part.CLUSTER, content -> {
                try (var ahead = new ReadAhead(content)) {
                    ClusterFiles.unpack(ahead, unfinished);
                }
            });
            ServerUser.giveAll(unfinished);
            PostgresPrograms.run(
                    List.of("sync", "--file-system", unfinished.toString()),
                    Map.of(),
                    process -> process.getOutputStream().close());
            Files.deleteIfExists(data);
            Files.move(unfinished, data);
        } finally {
            deleteAll(unfinished);
        }
    }

    private static void refuseUnlessEmpty(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        try (var files = Files.list(data)) {
            if (files.findAny().isPresent()) {
                throw new DirectoryNotEmptyException(data.toString());
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
