package com.orocloud.failover.names;

import org.jspecify.annotations.Nullable;

/**
 * What stands at a name.
 *
 * @param values the records that visitors are answered with; behind an edge, where it fetches what it answers them
 * @param marks the records in which the host keeps the mark
 * @param mark the epoch of the site for which it was written last; null if not by us
 * @param edge true if the name is, or would be, behind an edge, whose addresses stay whatever stands here
 */
public record Found(
        RecordSet values, RecordSet marks, @Nullable String mark, boolean edge) {

    /** The mark stands in a TXT record. */
    public static Found markedByText(RecordSet values, RecordSet marks) {
        return new Found(
                values,
                marks,
                marks.isEmpty() ? null : marks.values().iterator().next().replace("\"", ""),
                false);
    }

    boolean isNewerThan(long epoch) {
        return mark != null && mark.matches("\\d{1,18}") && Long.parseLong(mark) > epoch;
    }
}
