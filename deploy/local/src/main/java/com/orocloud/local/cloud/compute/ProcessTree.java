package com.orocloud.local.cloud.compute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All the processes of one node.
 *
 * <p>A process group is not enough: PostgreSQL makes each of its processes a session of its own, and daemons leave their
 * parents. So everything counts that is in the node's session, or descends from what counts, or carries the node's disk
 * in its environment.
 */
final class ProcessTree {

    /** The variable by which the processes of a node are known. */
    static final String MARK = "OROCLOUD_NODE_DIR";

    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS_MAX = 50;
    private static final Duration DEATH_MAX = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    /**
     * A process as /proc shows it.
     *
     * @param startTicks since the machine started; with the pid, the identity of a process
     */
    record Seen(long pid, char state, long parent, long session, long startTicks) {

        boolean isAlive() {
            return state != 'Z' && state != 'X';
        }
    }

    private final long leader;
    private final String mark;

    /**
     * @param leader the leader of the session, or 0 when only the mark is known
     */
    ProcessTree(long leader, Path disk) {
        this.leader = leader;
        this.mark = MARK + "=" + disk;
    }

    static Optional<Seen> process(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new Seen(
                    pid,
                    fields[0].charAt(0),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[19])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The living processes of the node. */
    List<Seen> members() {
        List<Seen> candidates = all();
        Set<Long> found = new HashSet<>();
        List<Seen> members = new ArrayList<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Seen candidate : candidates) {
                if (!found.contains(candidate.pid()) && belongs(candidate, found)) {
                    found.add(candidate.pid());
                    members.add(candidate);
                    grown = true;
                }
            }
        }
        return members;
    }

    private static List<Seen> all() {
        List<Seen> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                process(Long.parseLong(entry.getFileName().toString()))
                        .filter(Seen::isAlive)
                        .ifPresent(all::add);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading /proc", e);
        }
        return all;
    }

    private boolean belongs(Seen process, Set<Long> found) {
        return (leader > 0 && process.session() == leader)
                || found.contains(process.parent())
                || (process.pid() != ProcessHandle.current().pid() && isMarked(process.pid()));
    }

    private boolean isMarked(long pid) {
        try {
            String environment = Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains("\0" + mark + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    /** The one that leads the others, when it was started by an earlier life of this process. */
    Optional<Seen> findLeader() {
        return members().stream()
                .filter(process -> process.pid() == process.session() && isMarked(process.pid()))
                .min((a, b) -> Long.compare(a.startTicks(), b.startTicks()));
    }

    /** Asks the process group of the leader to end; what has left the group is the leader's to end. */
    void terminate() {
        signal("TERM", List.of(-leader));
    }

    /** Stops everything; returns when nothing is left that could start another process. */
    void freeze() {
        Set<Long> frozen = new HashSet<>();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<Long> fresh = members().stream()
                    .map(Seen::pid)
                    .filter(pid -> !frozen.contains(pid))
                    .toList();
            if (fresh.isEmpty()) {
                return;
            }
            signal("STOP", fresh);
            frozen.addAll(fresh);
        }
        throw new IllegalStateException("cannot freeze " + mark + ": it goes on starting processes");
    }

    void thaw() {
        signal("CONT", members().stream().map(Seen::pid).toList());
    }

    /** Kills everything, frozen or not; returns when it is gone. */
    void kill() {
        freeze();
        Instant deadline = Instant.now().plus(DEATH_MAX);
        List<Seen> left = members();
        while (!left.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("these survive SIGKILL: " + left);
            }
            signal("KILL", left.stream().map(Seen::pid).toList());
            pause();
            left = members();
        }
    }

    /** Whether everything ended within this time. */
    boolean endsWithin(Duration time) {
        Instant deadline = Instant.now().plus(time);
        while (!members().isEmpty()) {
            if (!Instant.now().isBefore(deadline)) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a node ended", e);
        }
    }

    private static void signal(String signal, List<Long> pids) {
        if (pids.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" -- \"$@\"", signal));
        pids.forEach(pid -> command.add(pid.toString()));
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(); // its exit code only says that some were gone already
        } catch (IOException e) {
            throw new IllegalStateException("sending SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
