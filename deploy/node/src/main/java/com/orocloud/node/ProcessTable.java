package com.orocloud.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the kernel says about processes. A process id alone is never trusted: the start time goes with it. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final int STATE_FIELD = 0;
    private static final int START_TIME_FIELD = 19;

    private ProcessTable() {}

    /** When the process started, in clock ticks since boot; empty when it is gone or waits only to be reaped. */
    static OptionalLong startedAt(long pid) {
        String stat;
        try {
            stat = Files.readString(PROC.resolve(pid + "/stat"));
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
        // the second field is the name in brackets and may hold anything, so the fields are counted behind it
        String[] fields = stat.substring(Math.min(stat.lastIndexOf(')') + 2, stat.length()))
                .split(" ", -1);
        if (fields.length <= START_TIME_FIELD) {
            return OptionalLong.empty();
        }
        return "Z".equals(fields[STATE_FIELD]) || "X".equals(fields[STATE_FIELD])
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(fields[START_TIME_FIELD]));
    }

    static boolean runs(long pid, long startedAt) {
        OptionalLong now = startedAt(pid);
        return now.isPresent() && now.getAsLong() == startedAt;
    }

    /**
     * The processes whose working directory is this directory or below it. PostgreSQL's backends start sessions of
     * their own, so neither a process group nor a parent finds them once the postmaster is dead; this does.
     */
    static List<Long> workingUnder(Path directory) {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::parseLong)
                    .filter(pid -> worksUnder(pid, directory))
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the process table", e);
        }
        return found;
    }

    private static boolean worksUnder(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(directory)
                    && startedAt(pid).isPresent();
        } catch (IOException goneOrAnotherUsers) {
            return false;
        }
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
