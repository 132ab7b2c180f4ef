package com.orocloud.backup.archive;

import java.time.Instant;
import java.util.Locale;

/**
 * A stretch of the write-ahead log as it is stored beside the backup that it follows. Each begins where the one before it
 * ended and is named by its beginning, so the names alone tell in which order they belong and whether one is missing.
 *
 * @param start byte position in the log, as PostgreSQL counts them
 * @param end of its last byte, excluded: the next one begins there
 * @param coveredUntil the latest instant to which the database can be brought with the log up to the end
 */
public record LogStretch(long start, long end, Instant coveredUntil) {

    static String key(long start) {
        return String.format(Locale.ROOT, "log-%016x", start);
    }
}
