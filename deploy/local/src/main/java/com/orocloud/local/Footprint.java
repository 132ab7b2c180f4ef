package com.orocloud.local;

import com.orocloud.servers.Installation;
import com.orocloud.servers.ManagedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory that the system's own programs take together. What their processes share is counted once (PSS). The nodes
 * of environments are not counted: they belong to customers, and each environment brings its own.
 */
public record Footprint(int programs, long bytes) {

    private static final String SHARE = "Pss:";
    private static final int KIBIBYTE = 1024;

    static Footprint of(Path home) {
        List<ManagedProcess> programs = Installation.processes(home);
        long kibibytes = programs.stream()
                .flatMap(program -> CloudProcess.isCloud(program) ? Stream.of(program.pid()) : program.pids().stream())
                .mapToLong(Footprint::share)
                .sum();
        return new Footprint(programs.size(), kibibytes * KIBIBYTE);
    }

    /** In kibibytes; 0 for a process that has just ended. */
    private static long share(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(SHARE))
                    .mapToLong(line -> Long.parseLong(
                            line.substring(SHARE.length()).replace("kB", "").strip()))
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    public long megabytes() {
        return Math.round(bytes / 1e6);
    }

    public double gigabytes() {
        return bytes / 1e9;
    }

    @Override
    public String toString() {
        return "%.2f GB of memory for %d programs (PSS; nodes of environments not counted)"
                .formatted(gigabytes(), programs);
    }
}
