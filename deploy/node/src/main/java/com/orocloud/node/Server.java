package com.orocloud.node;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One long-running program of this node. It outlives a killed supervisor: the next one finds it by process id and start
 * time and goes on with it, so that the end of the supervisor is never an outage.
 */
final class Server {
    private static final Duration FIRST_RESTART_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_RESTART_PAUSE = Duration.ofSeconds(5);
    private static final Duration STEADY_AFTER = Duration.ofSeconds(30);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);
    private static final int KILL_ROUNDS_MAX = 500;

    private final String name;
    private final NodeDisk disk;
    private final Programs programs;
    private final Runnable onExit;

    @Nullable
    private Mark running;

    private volatile boolean closed;
    private Duration pause = Duration.ZERO;
    private long startedNanos = System.nanoTime();

    /** How a server is started; the working directory is its own, no other server uses it. */
    record Launch(List<String> command, Map<String, String> environment, Path directory) {
        /** Tells two launches apart without keeping what may be secret in them. */
        String fingerprint() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest((command + "\n" + new TreeMap<>(environment)).getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest, 0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /** One way to ask for the end, and how long to wait for it. */
    record Order(String signal, Duration patience) {}

    private record Mark(long pid, long startedAt, String directory, String launch) {}

    /** @param onExit called, on a thread of the JDK, when the program ends */
    Server(String name, NodeDisk disk, Programs programs, Runnable onExit) throws IOException {
        this.name = name;
        this.disk = disk;
        this.programs = programs;
        this.onExit = onExit;
        this.running = adopt();
    }

    @Nullable
    private Mark adopt() throws IOException {
        String written = disk.read(markFile());
        Mark mark = written == null || written.isBlank() ? null : new Gson().fromJson(written, Mark.class);
        if (mark == null || !ProcessTable.runs(mark.pid(), mark.startedAt())) {
            return null;
        }
        Journal.say("found " + name + " running as process " + mark.pid());
        watch(mark.pid());
        return mark;
    }

    synchronized boolean isRunning() {
        return running != null && ProcessTable.runs(running.pid(), running.startedAt());
    }

    synchronized boolean wasStartedBy(Launch launch) {
        return running != null && running.launch().equals(launch.fingerprint());
    }

    /** Starts the program unless it ended a moment ago; a program that keeps ending is started ever more slowly. */
    synchronized void start(Launch launch) throws IOException {
        Duration sinceStart = Duration.ofNanos(System.nanoTime() - startedNanos);
        if (closed || (running != null && sinceStart.compareTo(pause) < 0)) {
            return;
        }
        killAllUnder(launch.directory());
        pause = running == null || sinceStart.compareTo(STEADY_AFTER) > 0
                ? FIRST_RESTART_PAUSE
                : min(pause.multipliedBy(2), LONGEST_RESTART_PAUSE);
        startedNanos = System.nanoTime();
        Process process = programs.builder(launch.command(), launch.environment(), launch.directory())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long startedAt = ProcessTable.startedAt(process.pid()).orElse(0);
        running = new Mark(process.pid(), startedAt, launch.directory().toString(), launch.fingerprint());
        disk.write(markFile(), new Gson().toJson(running));
        Journal.say("started " + name + " as process " + process.pid());
        watch(process.pid());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void watch(long pid) {
        ProcessHandle.of(pid).ifPresent(handle -> {
            var _ = handle.onExit().thenRun(onExit);
        });
    }

    /** Its process id; empty if it does not run. */
    synchronized OptionalLong pid() {
        return running != null && isRunning() ? OptionalLong.of(running.pid()) : OptionalLong.empty();
    }

    synchronized void signal(String signal) {
        if (running != null && isRunning()) {
            programs.signal(running.pid(), signal, disk.root());
        }
    }

    /** Ends the program by each order in turn and at last by force; then nothing of it is left. */
    synchronized void stop(List<Order> orders) {
        if (running != null && isRunning()) {
            Journal.say("stopping " + name);
            orders.forEach(order -> {
                signal(order.signal());
                awaitEnd(order.patience());
            });
        }
        forget();
    }

    /** Stops for good: the node itself is going down. */
    void close(List<Order> orders) {
        closed = true;
        stop(orders);
    }

    private void awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isRunning() && System.nanoTime() < deadline) {
            pauseBriefly();
        }
    }

    private void forget() {
        Mark ended = running;
        running = null;
        if (ended == null) {
            return;
        }
        if (ProcessTable.runs(ended.pid(), ended.startedAt())) {
            ProcessTable.kill(ended.pid());
        }
        killAllUnder(Path.of(ended.directory()));
        try {
            disk.write(markFile(), "");
        } catch (IOException e) {
            throw new UncheckedIOException("noting that " + name + " has ended", e);
        }
    }

    /** Ends what a killed supervisor left behind: anything that works under the directory. */
    static void killAllUnder(Path directory) {
        for (int round = 0; round < KILL_ROUNDS_MAX; round++) {
            List<Long> left = ProcessTable.workingUnder(directory);
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessTable::kill);
            pauseBriefly();
        }
        throw new IllegalStateException("processes under " + directory + " cannot be killed");
    }

    /** Ending a server is not cut short by an interrupt; the caller still sees it afterwards. */
    private static void pauseBriefly() {
        boolean interrupted = Thread.interrupted();
        try {
            Thread.sleep(LOOK_INTERVAL);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Path markFile() {
        return disk.path(name + ".process");
    }
}
