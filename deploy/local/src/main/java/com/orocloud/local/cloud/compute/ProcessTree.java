package com.orocloud.local.cloud.compute;

import com.orocloud.local.cloud.compute.ProcessTable.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All the processes of one node, to be ended or stopped together. */
final class ProcessTree {

    private static final int ROUNDS_MAX = 50;
    private static final Duration DEATH_MAX = Duration.ofSeconds(10);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private final long leader;
    private final Path disk;

    /**
     * @param leader the leader of the session, or 0 when only the disk is known
     */
    ProcessTree(long leader, Path disk) {
        this.leader = leader;
        this.disk = disk;
    }

    private List<Seen> members() {
        return ProcessTable.now().members(leader, disk);
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
        throw new IllegalStateException("cannot freeze " + disk + ": it goes on starting processes");
    }

    void thaw() {
        signal("CONT", members().stream().map(Seen::pid).toList());
    }

    /** Kills everything, frozen or not; returns when it is gone. */
    void kill() {
        freeze(); // so that none can leave the tree while the others die
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

    /** Waits until the leader has ended, as a machine is off when its init is, but not longer than this. */
    void awaitLeader(Duration atMost) {
        Instant deadline = Instant.now().plus(atMost);
        while (ProcessTable.process(leader).filter(Seen::isAlive).isPresent()
                && Instant.now().isBefore(deadline)) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_INTERVAL);
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
