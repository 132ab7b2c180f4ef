package com.orocloud.local.cloud.compute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The living processes of this machine at one moment, and which of them belong to a node.
 *
 * <p>A process group is not enough: PostgreSQL makes each of its processes a session of its own, and daemons leave their
 * parents. So everything counts that is in the node's session, or descends from what counts, or carries the node's disk
 * in its environment, or works on that disk.
 */
final class ProcessTable {

    /** The variable by which the processes of a node are known. */
    static final String MARK = "OROCLOUD_NODE_DIR";

    private static final Path PROC = Path.of("/proc");

    /**
     * A process as /proc shows it.
     *
     * @param startTicks since the machine started; with the pid, the identity of a process
     */
    record Seen(long pid, char state, long parent, long session, long startTicks) {

        boolean isAlive() {
            return state != 'Z' && state != 'X';
        }

        boolean isFrozen() {
            return state == 'T';
        }
    }

    private final List<Seen> living = new ArrayList<>();
    private final Map<Long, String> environments = new HashMap<>();

    private ProcessTable() {}

    static ProcessTable now() {
        ProcessTable table = new ProcessTable();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                process(Long.parseLong(entry.getFileName().toString()))
                        .filter(Seen::isAlive)
                        .ifPresent(table.living::add);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading /proc", e);
        }
        return table;
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

    /**
     * The processes of one node.
     *
     * @param leader the leader of its session, or 0 when only the disk is known
     */
    List<Seen> members(long leader, Path disk) {
        Set<Long> found = new HashSet<>();
        List<Seen> members = new ArrayList<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Seen candidate : living) {
                if (!found.contains(candidate.pid()) && belongs(candidate, leader, disk, found)) {
                    found.add(candidate.pid());
                    members.add(candidate);
                    grown = true;
                }
            }
        }
        return members;
    }

    private boolean belongs(Seen process, long leader, Path disk, Set<Long> found) {
        return (leader > 0 && process.session() == leader)
                || found.contains(process.parent())
                || isMarked(process.pid(), disk)
                || worksOn(process.pid(), disk);
    }

    /** The one that leads the others of its node, when it was started by an earlier life of this process. */
    Optional<Seen> leader(Path disk) {
        return members(0, disk).stream()
                .filter(process -> process.pid() == process.session() && isMarked(process.pid(), disk))
                .min((a, b) -> Long.compare(a.startTicks(), b.startTicks()));
    }

    private boolean isMarked(long pid, Path disk) {
        return environments.computeIfAbsent(pid, ProcessTable::environment).contains("\0" + MARK + "=" + disk + "\0");
    }

    private static String environment(long pid) {
        try {
            return "\0" + Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean worksOn(long pid, Path disk) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(disk);
        } catch (IOException e) {
            return false;
        }
    }
}
