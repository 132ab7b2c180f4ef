package com.orocloud.backup.archive;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * A stretch of the write-ahead log as it is stored beside the backup that it follows. Each begins where the one before it
 * ended and is named by its beginning, so the names alone tell in which order they belong and whether one is missing.
 *
 * @param start byte position in the log, as PostgreSQL counts them
 * @param end of its last byte, excluded: the next one begins there
 */
public record LogStretch(Head head, long start, long end) {

    /**
     * What stands before its bytes.
     *
     * @param history of the timeline, as PostgreSQL writes it; empty for the first one
     * @param coveredUntil the latest instant to which the database can be brought with the log up to the end
     */
    public record Head(int timeline, String history, Instant coveredUntil) {

        void write(DataOutputStream out) throws IOException {
            out.writeInt(timeline);
            var lines = history.getBytes(StandardCharsets.UTF_8);
            out.writeInt(lines.length);
            out.write(lines);
            out.writeLong(coveredUntil.toEpochMilli());
        }

        static Head read(DataInputStream in) throws IOException {
            int timeline = in.readInt();
            var lines = in.readNBytes(in.readInt());
            return new Head(timeline, new String(lines, StandardCharsets.UTF_8), Instant.ofEpochMilli(in.readLong()));
        }
    }

    /** Takes its bytes; what it makes of them may not be seen by anybody yet. */
    @FunctionalInterface
    public interface Reader {
        void read(Head head, InputStream content) throws IOException, InterruptedException;
    }

    static String key(long start) {
        return String.format(Locale.ROOT, "log-%016x", start);
    }
}
