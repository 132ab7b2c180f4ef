package com.orocloud.events.catalogue;

import java.time.Duration;
import java.util.List;

/**
 * One topic, as topics.yaml states it.
 *
 * @param writer the one service or outside source that may write it
 * @param readers the services that may read it
 * @param partitions how many partitions it has
 * @param retention how long records stay; meaningless if compacted
 * @param compacted true for snapshot topics, which keep the newest record of each key
 * @param closed true if not even dashboards may read it
 * @param records simple names of the record types that may stand on it
 */
public record Topic(
        String name,
        String writer,
        List<String> readers,
        int partitions,
        Duration retention,
        boolean compacted,
        boolean closed,
        List<String> records) {

    private static final String REQUESTS = "orocloud.requests.";

    public Topic {
        readers = List.copyOf(readers);
        records = List.copyOf(records);
    }

    /** Where a reader puts what it cannot handle. */
    public String deadLetters() {
        return name + ".dlt";
    }

    /** True if an outside system writes it, so that its records are wishes that may be refused. */
    public boolean isRequests() {
        return name.startsWith(REQUESTS);
    }

    public boolean carries(String recordName) {
        return records.contains(recordName);
    }
}
