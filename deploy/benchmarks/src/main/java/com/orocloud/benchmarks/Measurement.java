package com.orocloud.benchmarks;

import com.orocloud.benchmarks.Contender.Kind;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a contender; the median of its rounds.
 *
 * @param megabytesPerSecond of the size of the database, so that output of any form compares
 * @param skipped why it was not run; its figures are null then
 */
record Measurement(
        String contender,
        String name,
        Kind kind,
        String status,
        @Nullable String skipped,
        @Nullable Double seconds,
        @Nullable Double megabytesPerSecond,
        @Nullable Long outputBytes,
        @Nullable Double cpuSeconds,
        @Nullable Double cpuSecondsPerGigabyte,
        List<Round> rounds) {

    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    /** @param cpuSeconds of all processes that worked for it, the database server's included */
    record Round(double seconds, double cpuSeconds, long outputBytes) {}

    static Measurement skipped(Contender contender, String why) {
        return new Measurement(
                contender.key(),
                contender.name(),
                contender.kind(),
                "SKIPPED",
                why,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    static Measurement of(Contender contender, List<Round> rounds, long databaseBytes) {
        var median = rounds.stream()
                .sorted(Comparator.comparingDouble(Round::seconds))
                .toList()
                .get((rounds.size() - 1) / 2);
        return new Measurement(
                contender.key(),
                contender.name(),
                contender.kind(),
                "MEASURED",
                null,
                rounded(median.seconds()),
                rounded(databaseBytes / MEGABYTE / median.seconds()),
                median.outputBytes(),
                rounded(median.cpuSeconds()),
                rounded(median.cpuSeconds() / (databaseBytes / GIGABYTE)),
                rounds);
    }

    boolean measured() {
        return skipped == null;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
