package com.orocloud.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What {@code /proc} and {@code kill} know about processes, also about those that somebody else started. */
final class ProcessTable {

    private static final int STATE = 0;
    private static final int PARENT = 1;
    /** Field 22 of /proc/PID/stat, counted from the state, which is field 3. */
    private static final int START_TIME = 19;

    private ProcessTable() {}

    /** A process that a pid alone does not name, because pids are used again. */
    record Identity(long pid, long startTime) {

        boolean isAlive() {
            return find(pid).filter(this::equals).isPresent();
        }
    }

    /** The process that has this pid now; empty if there is none, or only what is left until its parent asks. */
    static Optional<Identity> find(long pid) {
        List<String> fields = stat(pid);
        if (fields.isEmpty()
                || fields.get(STATE).equals("Z")
                || fields.get(STATE).equals("X")) {
            return Optional.empty();
        }
        return Optional.of(new Identity(pid, Long.parseLong(fields.get(START_TIME))));
    }

    static boolean isStopped(long pid) {
        List<String> fields = stat(pid);
        return !fields.isEmpty() && fields.get(STATE).equals("T");
    }

    /** The process and everything it started, parents first. */
    static List<Long> family(long pid) {
        var family = new ArrayList<Long>(List.of(pid));
        List<Long> all = all();
        for (int i = 0; i < family.size(); i++) {
            long parent = family.get(i);
            all.stream()
                    .filter(child -> {
                        List<String> fields = stat(child);
                        return !fields.isEmpty() && Long.parseLong(fields.get(PARENT)) == parent;
                    })
                    .forEach(family::add);
        }
        return family;
    }

    /** Sends a signal to each; processes that are gone meanwhile are no error. */
    static void signal(String name, List<Long> pids) {
        var command = new ArrayList<String>(
                List.of("sh", "-c", "for pid; do kill -s " + name + " \"$pid\" 2>/dev/null; done; true", "kill"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        Commands.run(command);
    }

    private static List<Long> all() {
        try (var entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw new ServerFailed("reading /proc", e);
        }
    }

    /** The fields after the command name, which may itself hold spaces and brackets; empty if there is no such pid. */
    private static List<String> stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            return List.of();
        }
    }
}
