package com.orocloud.servers;

import com.orocloud.servers.ProcessTable.Identity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A long-running process that outlives whoever started it.
 *
 * <p>Its directory holds {@code <name>.pid} (pid and start time, since a pid alone may belong to a stranger after a
 * restart) and {@code <name>.log}. Whoever starts the same name in the same directory again gets the process that is
 * already there. It is in a session of its own, so that Ctrl-C in a terminal does not reach it.
 */
public final class ManagedProcess {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PID_FILE_POLL = Duration.ofMillis(2);
    private static final Duration END_OF_KILLED = Duration.ofSeconds(10);
    private static final int LOG_TAIL_BYTES = 4_000;

    private final String name;
    private final Path directory;
    private final Identity identity;

    /**
     * Becomes the program after it wrote down who it is: whoever started it may be killed at any moment, and a process
     * that nobody knows of would run for ever.
     */
    private static final String WRITE_PID_AND_RUN = """
            set -eu
            file=$1
            shift
            echo "$$ $(cut -d ' ' -f 22 /proc/$$/stat)" > "$file.new"
            mv "$file.new" "$file"
            exec "$@"
            """;

    private ManagedProcess(String name, Path directory, Identity identity) {
        this.name = name;
        this.directory = directory;
        this.identity = identity;
    }

    /**
     * What to run, and where.
     *
     * @param runAs the user to run as; only root may say one; null for the user of this process
     */
    public record Program(
            String name,
            Path directory,
            List<String> command,
            Map<String, String> environment,
            @Nullable String runAs) {

        public Program {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /** Something that becomes true once a server works; may throw as long as it does not. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** The process of this name that runs for this directory, if one does. */
    public static Optional<ManagedProcess> find(String name, Path directory) {
        Path file = pidFile(name, directory);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var numbers = new Scanner(Files.readString(file));
            var identity = new Identity(numbers.nextLong(), numbers.nextLong());
            return identity.isAlive() ? Optional.of(new ManagedProcess(name, directory, identity)) : Optional.empty();
        } catch (IOException | NoSuchElementException e) {
            throw new ServerFailed(file + " is not a pid file; remove it if " + name + " does not run", e);
        }
    }

    /** Starts the program, or adopts the process that already runs for its directory. */
    public static ManagedProcess start(Program program) {
        return find(program.name(), program.directory()).orElseGet(() -> launch(program));
    }

    private static ManagedProcess launch(Program program) {
        Path pidFile = pidFile(program.name(), program.directory());
        var command =
                new ArrayList<String>(List.of("setsid", "sh", "-c", WRITE_PID_AND_RUN, "launch", pidFile.toString()));
        command.addAll(Commands.as(program.runAs(), program.command()));
        Path log = logFile(program.name(), program.directory());
        try {
            Files.createDirectories(program.directory());
            Files.deleteIfExists(pidFile);
            var builder = new ProcessBuilder(command)
                    .directory(program.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(program.environment());
            return Installation.whileOpen(program.directory(), () -> awaitPidFile(program, builder.start()));
        } catch (IOException e) {
            throw new ServerFailed("starting " + program.name() + " in " + program.directory(), e);
        }
    }

    private static ManagedProcess awaitPidFile(Program program, Process process) {
        while (true) {
            boolean ended = !process.isAlive();
            Optional<ManagedProcess> started = find(program.name(), program.directory());
            if (started.isPresent()) {
                return started.get();
            }
            if (ended) {
                throw new ServerFailed(program.name() + " ended at once" + quote(program.name(), program.directory()));
            }
            LockSupport.parkNanos(PID_FILE_POLL.toNanos());
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return identity.pid();
    }

    public Path log() {
        return logFile(name, directory);
    }

    public boolean isAlive() {
        return identity.isAlive();
    }

    /** @throws ServerFailed if the process ends, or the condition does not hold in time; quotes the log */
    public void awaitReady(String condition, Duration within, Condition ready) {
        long deadline = System.nanoTime() + within.toNanos();
        Exception last = null;
        while (true) {
            if (!isAlive()) {
                throw new ServerFailed(name + " ended before " + condition + quote(name, directory));
            }
            try {
                if (ready.holds()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerFailed("interrupted while waiting until " + name + ": " + condition, e);
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > deadline) {
                String why = last == null ? "" : " (" + last + ")";
                throw new ServerFailed(name + " did not reach \"" + condition + "\" within " + within.toSeconds() + " s"
                        + why + quote(name, directory));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Asks it to end, and kills it and all it started if it has not within the grace. */
    public void stop(Duration grace) {
        List<Identity> family = family();
        if (isAlive()) {
            ProcessTable.signal("TERM", List.of(pid()));
            ProcessTable.signal("CONT", pids(family));
        }
        if (!awaitEnd(List.of(identity), grace)) {
            kill();
        }
        removePidFile();
    }

    /** Its pid and those of all it started. */
    public List<Long> pids() {
        return pids(family());
    }

    /** SIGKILL for it and all it started, frozen or not. */
    public void kill() {
        List<Identity> family = family();
        ProcessTable.signal("KILL", pids(family));
        if (!awaitEnd(family, END_OF_KILLED)) {
            throw new ServerFailed(name + " (pid " + pid() + ") does not even end by SIGKILL");
        }
        removePidFile();
    }

    /** SIGSTOP for it and all it started: still there, connections open, says nothing. */
    public void freeze() {
        ProcessTable.signal("STOP", pids(family()));
        // what was being started meanwhile
        ProcessTable.signal("STOP", pids(family()));
    }

    public void thaw() {
        ProcessTable.signal("CONT", pids(family()));
    }

    public boolean isFrozen() {
        return isAlive() && ProcessTable.isStopped(pid());
    }

    /** Itself and all it started, as long as it lives; afterwards its pid may be a stranger's. */
    private List<Identity> family() {
        return isAlive()
                ? ProcessTable.family(pid()).stream()
                        .flatMap(member -> ProcessTable.find(member).stream())
                        .toList()
                : List.of();
    }

    private static List<Long> pids(List<Identity> processes) {
        return processes.stream().map(Identity::pid).toList();
    }

    private static boolean awaitEnd(List<Identity> processes, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (processes.stream().anyMatch(Identity::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private void removePidFile() {
        try {
            Files.deleteIfExists(pidFile(name, directory));
        } catch (IOException e) {
            throw new ServerFailed("removing the pid file of " + name, e);
        }
    }

    private static Path pidFile(String name, Path directory) {
        return directory.resolve(name + ".pid");
    }

    private static Path logFile(String name, Path directory) {
        return directory.resolve(name + ".log");
    }

    private static String quote(String name, Path directory) {
        Path log = logFile(name, directory);
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOG_TAIL_BYTES);
            file.seek(from);
            var tail = new byte[(int) (file.length() - from)];
            file.readFully(tail);
            return "; " + log + " ends with:\n" + new String(tail, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "; " + log + " cannot be read (" + e.getMessage() + ")";
        }
    }
}
