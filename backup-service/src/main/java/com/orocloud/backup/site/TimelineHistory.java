package com.orocloud.backup.site;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Of which timelines a main's log is the continuation, and where each of them ended: every fail-over begins a new one.
 *
 * @param timeline of the main now
 * @param text as PostgreSQL writes it, a line for each timeline before; empty for the first one
 */
record TimelineHistory(int timeline, String text) {

    private static final int FIRST = 1;

    /** Where a timeline ended, and which one goes on from there. */
    record Fork(long end, int next) {}

    static TimelineHistory read(int timeline, Connection replication) throws SQLException {
        if (timeline == FIRST) {
            return new TimelineHistory(timeline, "");
        }
        try (var statement = replication.createStatement();
                var row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
            row.next();
            return new TimelineHistory(timeline, row.getString("content"));
        }
    }

    /** Empty if that timeline is none of those before this one. */
    Optional<Fork> after(int earlier) {
        long end = -1;
        for (String line : text.lines().filter(each -> !isComment(each)).toList()) {
            var fields = line.strip().split("\\s+", 3);
            int at = Integer.parseInt(fields[0]);
            if (end >= 0) {
                return Optional.of(new Fork(end, at));
            }
            if (at == earlier) {
                end = LogSequenceNumber.valueOf(fields[1]).asLong();
            }
        }
        return end < 0 ? Optional.empty() : Optional.of(new Fork(end, timeline));
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.strip().startsWith("#");
    }
}
