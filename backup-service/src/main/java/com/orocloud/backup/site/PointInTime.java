package com.orocloud.backup.site;

import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.LogStretch;
import com.orocloud.backup.archive.Manifest.WalSpan;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a cluster to one instant, in a scratch server: unpacks them, lays the log beside them, and lets
 * PostgreSQL replay it.
 */
public final class PointInTime {

    /** As PostgreSQL makes them unless it is told otherwise; nobody tells it so here. */
    static final int SEGMENT_BYTES = 16 << 20;

    private static final int BUFFER_BYTES = 1 << 18;

    private static final DateTimeFormatter AS_POSTGRES_READS_IT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private final PostgresPrograms programs;
    private final Path directory;

    /** @param directory of the scratch server; whatever an earlier life left there is removed */
    public PointInTime(PostgresPrograms programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    /** The log that follows a backup. */
    @FunctionalInterface
    public interface Log {
        /** @return empty if nothing is stored that begins there */
        Optional<LogStretch> read(long start, LogStretch.Reader reader)
                throws IOException, InterruptedException, Refusal;
    }

    /** The first byte of the log that is not among the files of a cluster whose copy ended there. */
    public static long logFrom(String end) {
        long position = position(end);
        return (position + SEGMENT_BYTES - 1) / SEGMENT_BYTES * SEGMENT_BYTES;
    }

    private static long position(String asPostgresWritesIt) {
        var halves = asPostgresWritesIt.split("/", 2);
        return (Long.parseLong(halves[0], 16) << 32) + Long.parseLong(halves[1], 16);
    }

    /**
     * The cluster as it was at an instant, that instant's commits included.
     *
     * @param at null for the first instant at which the files are consistent, which needs no log
     * @throws Refusal what is stored is not what was stored, or does not reach to that instant
     * @throws DoesNotRestore PostgreSQL did not come to that instant
     */
    public ScratchPostgres recover(Fetched cluster, Log log, @Nullable Instant at)
            throws IOException, InterruptedException, Refusal {
        var part = cluster.manifest().clusterPart();
        if (at != null && at.isBefore(part.consistentFrom())) {
            throw new Refusal(
                    Part.CLUSTER, Reason.NOT_REACHED, "its files restore no instant before " + part.consistentFrom());
        }
        var scratch = ScratchPostgres.prepared(programs, directory);
        try {
            var target = at == null
                    ? ScratchPostgres.Target.CONSISTENT
                    : new ScratchPostgres.Target(
                            AS_POSTGRES_READS_IT.format(at), lay(log, part.wal(), at, scratch.log()));
            cluster.readWhole(Part.CLUSTER, content -> {
                try (var ahead = new ReadAhead(content)) {
                    ClusterFiles.unpack(ahead, scratch.data());
                }
            });
            ServerUser.giveAll(scratch.data());
            try {
                scratch.startRecovering(target);
            } catch (IOException e) {
                throw new DoesNotRestore(e);
            }
            return scratch;
        } catch (IOException | InterruptedException | RuntimeException | Refusal e) {
            scratch.close();
            throw e;
        }
    }

    /**
     * Up to the stretch that tells the instant is passed.
     *
     * @return the timeline of that one
     */
    private static int lay(Log log, WalSpan files, Instant at, Path folder)
            throws IOException, InterruptedException, Refusal {
        var segments = new Segments(files.timeline(), folder, logFrom(files.end()));
        Instant reached = Instant.MIN;
        while (reached.isBefore(at)) {
            var stretch = log.read(segments.position, segments::write);
            if (stretch.isEmpty()) {
                throw new Refusal(
                        Part.LOG,
                        Reason.NOT_REACHED,
                        reached.equals(Instant.MIN)
                                ? "no log is stored that follows the files"
                                : "the log ends at " + reached + ", before " + at);
            }
            reached = stretch.get().head().coveredUntil();
        }
        segments.end();
        return segments.timeline;
    }

    /** The log in files as PostgreSQL names them. */
    private static final class Segments {

        private final Path folder;
        private int timeline;
        private long position;

        private Segments(int timeline, Path folder, long from) {
            this.timeline = timeline;
            this.folder = folder;
            this.position = from;
        }

        private void write(LogStretch.Head head, InputStream content) throws IOException {
            if (head.timeline() != timeline) {
                turnTo(head);
            }
            write(content);
        }

        /** The new timeline's first file begins with what the old one's last file holds, as after a promotion. */
        private void turnTo(LogStretch.Head head) throws IOException {
            var old = folder.resolve(name());
            timeline = head.timeline();
            if (Files.exists(old)) {
                Files.copy(old, folder.resolve(name()));
            }
            Files.writeString(folder.resolve(String.format(Locale.ROOT, "%08X.history", timeline)), head.history());
        }

        private void write(InputStream content) throws IOException {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                for (int done = 0; done < read; ) {
                    int room = SEGMENT_BYTES - (int) (position % SEGMENT_BYTES);
                    int now = Math.min(room, read - done);
                    write(buffer, done, now);
                    position += now;
                    done += now;
                }
            }
        }

        private void write(byte[] bytes, int from, int length) throws IOException {
            try (var file = new RandomAccessFile(folder.resolve(name()).toFile(), "rw")) {
                file.setLength(SEGMENT_BYTES);
                file.seek(position % SEGMENT_BYTES);
                file.write(bytes, from, length);
            }
        }

        private String name() {
            long segment = position / SEGMENT_BYTES;
            long segmentsOfAName = (1L << 32) / SEGMENT_BYTES;
            return String.format(
                    Locale.ROOT, "%08X%08X%08X", timeline, segment / segmentsOfAName, segment % segmentsOfAName);
        }

        private void end() throws IOException {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    ServerUser.give(file);
                }
            }
        }
    }
}
