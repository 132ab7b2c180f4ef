package com.orocloud.e2e.failover;

import java.util.List;

/** What several trials of one kind with one contender add up to. Percentiles are by nearest rank. */
record Summary(
        String contender,
        Kind kind,
        int runs,
        long medianGapMs,
        long p95GapMs,
        long longestGapMs,
        int acknowledged,
        int lost,
        int doubleWrites) {

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.95;

    /** @throws IllegalArgumentException if there is no trial */
    static Summary of(String contender, Kind kind, List<Trial> trials) {
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        List<Long> gaps = trials.stream().map(Trial::gapMs).sorted().toList();
        return new Summary(
                contender,
                kind,
                trials.size(),
                rank(gaps, MEDIAN),
                rank(gaps, MOST),
                gaps.getLast(),
                trials.stream().mapToInt(Trial::acknowledged).sum(),
                trials.stream().mapToInt(Trial::lost).sum(),
                trials.stream().mapToInt(Trial::doubleWrites).sum());
    }

    private static long rank(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
