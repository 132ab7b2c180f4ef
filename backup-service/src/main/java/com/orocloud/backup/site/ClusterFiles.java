package com.orocloud.backup.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files of a cluster on their way out of a tar into a folder that nobody else can enter. Large files go to the disk
 * while the next ones are unpacked, so that the disk and the processors work at the same time.
 */
final class ClusterFiles implements AutoCloseable {

    /** As PostgreSQL makes them. */
    static final FileAttribute<Set<PosixFilePermission>> FOLDER_OF_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE_OF_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long FLUSH_BYTES = 16 << 20;
    private static final int WAITING_FLUSHES_MAX = 32;

    private final Path folder;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] read = new byte[BUFFER_BYTES];
    private final ExecutorService flushing = Executors.newSingleThreadExecutor();
    private final Semaphore flushes = new Semaphore(WAITING_FLUSHES_MAX);
    private CompletableFuture<Void> flushed = CompletableFuture.completedFuture(null);

    private ClusterFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks all of it. What is small is not on the disk yet when this returns.
     *
     * @param folder empty
     * @throws IOException also if there is something else in it than files and folders
     */
    static void unpack(InputStream tar, Path folder) throws IOException, InterruptedException {
        try (var files = new ClusterFiles(folder)) {
            files.unpack(new TarArchiveInputStream(tar));
            files.flushed.join();
        } catch (CompletionException e) {
            throw new IOException("writing to the disk", e.getCause());
        }
    }

    private void unpack(TarArchiveInputStream tar) throws IOException, InterruptedException {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            var path = folder.resolve(entry.getName()).normalize();
            if (!path.startsWith(folder)) {
                throw new IOException("leads out of the folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path, FOLDER_OF_OWNER);
            } else if (isFile(entry)) {
                write(tar, path);
            } else {
                throw new IOException("neither file nor folder: " + entry.getName());
            }
        }
    }

    private static boolean isFile(TarArchiveEntry entry) {
        return entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
    }

    private void write(InputStream content, Path path) throws IOException, InterruptedException {
        var channel =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_OF_OWNER);
        boolean left = true;
        try {
            long written = 0;
            for (int now = content.read(read); now >= 0; now = content.read(read)) {
                write(now, channel);
                written += now;
                if (written % FLUSH_BYTES < now) {
                    flush(() -> channel.force(false));
                }
            }
            left = false;
            if (written >= FLUSH_BYTES) {
                flush(() -> {
                    try (channel) {
                        channel.force(true);
                    }
                });
            } else {
                channel.close();
            }
        } finally {
            if (left) {
                channel.close();
            }
        }
    }

    private void write(int length, FileChannel channel) throws IOException {
        buffer.clear().put(read, 0, length).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @FunctionalInterface
    private interface Flush {
        void run() throws IOException;
    }

    private void flush(Flush flush) throws InterruptedException {
        flushes.acquire();
        flushed = flushed.thenRunAsync(
                () -> {
                    try {
                        flush.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        flushes.release();
                    }
                },
                flushing);
    }

    @Override
    public void close() {
        flushing.close();
    }
}
