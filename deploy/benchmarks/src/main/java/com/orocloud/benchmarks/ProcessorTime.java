package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time of processes and everything they started, as the kernel counts it: what has ended is counted with its
 * parent, what still runs by itself.
 */
final class ProcessorTime {

    private static final Path PROC = Path.of("/proc");

    /** The kernel tells it in hundredths of a second on every Linux that matters here. */
    private static final long MILLISECONDS_OF_A_TICK = 10;

    /** In /proc/PID/stat, counted from the state, which is field 3: user, system, and the same of ended children. */
    private static final List<Integer> OWN_AND_ENDED = List.of(11, 12, 13, 14);

    private static final List<Integer> ENDED = List.of(13, 14);

    private ProcessorTime() {}

    /** What this process started and has ended. */
    static Duration ofEnded() throws IOException {
        return Duration.ofMillis(ticks(ProcessHandle.current().pid(), ENDED) * MILLISECONDS_OF_A_TICK);
    }

    /** A process that still runs, and all it started. */
    static Duration of(long pid) throws IOException {
        var tree = Stream.concat(
                ProcessHandle.of(pid).stream(), ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants));
        long ticks = 0;
        for (ProcessHandle process : tree.toList()) {
            ticks += ticks(process.pid(), OWN_AND_ENDED);
        }
        return Duration.ofMillis(ticks * MILLISECONDS_OF_A_TICK);
    }

    private static long ticks(long pid, List<Integer> counted) throws IOException {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return counted.stream()
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isEmpty()) {
                return 0;
            }
            throw e;
        }
    }
}
