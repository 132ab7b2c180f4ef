package com.orocloud.e2e.failover;

import com.orocloud.e2e.failover.Pair.Handover;
import com.orocloud.e2e.failover.Pair.Node;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * One loss of one main under load, as its clients saw it.
 *
 * @param gapMs from the last write that the old main acknowledged and the new one has, to the first that the new one
 *     acknowledged: what is lost afterwards was of no use to its client
 * @param acknowledged writes, before and after
 * @param lost of these, those that the new main does not have
 * @param doubleWrites those that the old main acknowledged although they were sent after the new one had begun to
 * @param phases milliseconds from the loss to each phase
 */
record Trial(
        String contender,
        Kind kind,
        long gapMs,
        int acknowledged,
        int lost,
        int doubleWrites,
        Map<String, Long> phases) {

    private static final int WRITES_BEFORE = 100;
    private static final int WRITES_AFTER = 100;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    /** Longer than the time between two looks at a main, so that the loss comes at any point of it. */
    private static final int LONGEST_EXTRA_MS = 1100;

    /** @throws IOException if the pair did not get over it at all */
    static Trial run(Pair pair, Kind kind, String inside, RandomGenerator random) throws IOException {
        Node old = pair.awaitWhole();
        try (var load = new WriteLoad(pair, old, inside)) {
            if (!load.await(old, WRITES_BEFORE, SOON)) {
                throw new IOException(pair.name() + ": the main " + old.name() + " takes no writes");
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(random.nextInt(LONGEST_EXTRA_MS)).toNanos());
            Instant lostAt = Instant.now();
            pair.lose(old, kind);
            Handover handover = pair.awaitHandover(old, kind, lostAt);
            if (kind == Kind.FROZEN) {
                pair.wake(old);
            }
            if (!load.await(handover.main(), WRITES_AFTER, LONGEST)) {
                throw new IOException(
                        pair.name() + ": the new main " + handover.main().name() + " takes no writes");
            }
            load.stop();
            List<Write> writes = load.acknowledged();
            Set<Write> lost = Set.copyOf(load.lostAt(handover.main()));
            pair.mend(old, kind);
            return counted(pair.name(), kind, old, handover, lostAt, writes, lost);
        } catch (SQLException e) {
            throw new IOException(pair.name() + ": counting what is there", e);
        }
    }

    static Trial counted(
            String contender,
            Kind kind,
            Node old,
            Handover handover,
            Instant lostAt,
            List<Write> writes,
            Set<Write> lost) {
        long firstNew = writes.stream()
                .filter(write -> write.address().equals(handover.main().address()))
                .mapToLong(Write::endedNanos)
                .min()
                .orElseThrow();
        List<Write> byOld = writes.stream()
                .filter(write -> write.address().equals(old.address()))
                .toList();
        long lastOld = byOld.stream()
                .filter(write -> write.begunNanos() <= firstNew && !lost.contains(write))
                .mapToLong(Write::endedNanos)
                .max()
                .orElseThrow();
        int doubled = (int)
                byOld.stream().filter(write -> write.begunNanos() > firstNew).count();
        var phases = new LinkedHashMap<String, Long>();
        handover.phases()
                .forEach((phase, at) ->
                        phases.put(phase, Duration.between(lostAt, at).toMillis()));
        long gap = Math.max(0, Duration.ofNanos(firstNew - lastOld).toMillis());
        return new Trial(contender, kind, gap, writes.size(), lost.size(), doubled, phases);
    }

    String line() {
        return "%-18s %-10s gap %6d ms, %5d acknowledged, %d lost, %d double; %s"
                .formatted(contender, kind.word(), gapMs, acknowledged, lost, doubleWrites, phases);
    }
}
