package com.orocloud.benchmarks;

import com.orocloud.benchmarks.Contender.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the project promises of its backups beside others; every figure is a ratio within one run. */
final class BackupTargets {

    private static final double FASTER_THAN_PGBACKREST = 1.5;
    private static final double WITHIN_TEN_PERCENT = 0.9;
    private static final long HEAP_BYTES_MAX = 512L << 20;

    private final List<Measurement> seen;
    private final List<Verdict> verdicts = new ArrayList<>();

    private BackupTargets(List<Measurement> seen) {
        this.seen = seen;
    }

    /**
     * @param measured null if the other one is not installed; then nothing is said about met
     */
    record Verdict(
            String target,
            double required,
            @Nullable Double measured,
            @Nullable Boolean met) {}

    static List<Verdict> judge(List<Measurement> seen, long heapLimitBytes) {
        var targets = new BackupTargets(seen);
        targets.judge(heapLimitBytes);
        return List.copyOf(targets.verdicts);
    }

    private void judge(long heapLimitBytes) {
        var logical = find(Kind.LOGICAL_BACKUP, BackupContenders.OURS);
        var pgBackRest = find(Kind.PHYSICAL_BACKUP, BackupContenders.PGBACKREST);
        atLeast("logical backup: rate of pgBackRest's, at least", FASTER_THAN_PGBACKREST, rates(logical, pgBackRest));
        atMost("logical backup: output of pgBackRest's, at most", 1, outputs(logical, pgBackRest));
        atLeast(
                "logical backup: rate of the shell pipeline's, at least",
                WITHIN_TEN_PERCENT,
                rates(logical, find(Kind.LOGICAL_BACKUP, BackupContenders.SHELL)));
        for (Kind kind : List.of(Kind.PHYSICAL_BACKUP, Kind.PHYSICAL_RESTORE)) {
            atLeast(
                    kind.spoken() + ": rate of pgBackRest's, at least",
                    1,
                    rates(find(kind, BackupContenders.OURS), find(kind, BackupContenders.PGBACKREST)));
        }
        atMost("worker: heap limit in bytes, at most", HEAP_BYTES_MAX, (double) heapLimitBytes);
    }

    private void atLeast(String target, double required, @Nullable Double measured) {
        verdicts.add(new Verdict(target, required, measured, measured == null ? null : measured >= required));
    }

    private void atMost(String target, double required, @Nullable Double measured) {
        verdicts.add(new Verdict(target, required, measured, measured == null ? null : measured <= required));
    }

    private Optional<Measurement> find(Kind kind, String contender) {
        return seen.stream()
                .filter(one -> one.kind() == kind && one.contender().equals(contender) && one.measured())
                .findFirst();
    }

    private static @Nullable Double rates(Optional<Measurement> ours, Optional<Measurement> theirs) {
        return ratio(
                ours.map(Measurement::megabytesPerSecond).orElse(null),
                theirs.map(Measurement::megabytesPerSecond).orElse(null));
    }

    private static @Nullable Double outputs(Optional<Measurement> ours, Optional<Measurement> theirs) {
        return ratio(
                ours.map(Measurement::outputBytes).orElse(null),
                theirs.map(Measurement::outputBytes).orElse(null));
    }

    private static @Nullable Double ratio(@Nullable Number ours, @Nullable Number theirs) {
        return ours == null || theirs == null
                ? null
                : Math.round(ours.doubleValue() / theirs.doubleValue() * 100) / 100.0;
    }
}
