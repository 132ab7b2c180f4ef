package com.orocloud.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs other programs: as the servers' user when the supervisor is root, with an environment that holds only what is
 * given, and with a working directory on the node's disk, so that every one of them can be found again.
 */
final class Programs {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int OUTPUT_LIMIT_BYTES = 64 * 1024;

    /** Carried by every process of a node, so that a cloud that runs nodes as processes knows which are whose. */
    private static final String MARK = "OROCLOUD_NODE_DIR";

    private static final List<String> COMPLAINTS = List.of("error:", "fatal:", "FATAL:", "ERROR:", "[ALERT]");

    private final String mark;

    @Nullable
    private final String serverUser;

    Programs(Path nodeDirectory, @Nullable String serverUser) {
        this.mark = nodeDirectory.toString();
        this.serverUser = serverUser;
    }

    /** A program to run; passwords travel in the environment, in files or on standard input, never in the command. */
    record Task(List<String> command, Map<String, String> environment, Path directory, String input, Duration limit) {}

    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }

        /** The line that says what went wrong, as PostgreSQL's programs and HAProxy mark it, else the last one. */
        String complaint() {
            return output.lines()
                    .filter(line -> COMPLAINTS.stream().anyMatch(line::contains))
                    .findFirst()
                    .orElseGet(this::lastLine);
        }

        String lastLine() {
            String trimmed = output.strip();
            return trimmed.substring(trimmed.lastIndexOf('\n') + 1);
        }
    }

    ProcessBuilder builder(List<String> command, Map<String, String> environment, Path directory) {
        List<String> whole = new ArrayList<>();
        if (serverUser != null) {
            whole.addAll(List.of("setpriv", "--reuid=" + serverUser, "--regid=" + serverUser, "--clear-groups", "--"));
        }
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put(MARK, mark);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Waits for the end; a program over its limit, or no longer wanted, is killed with all that it started. */
    Result run(Task task, BooleanSupplier abandoned) throws IOException, InterruptedException {
        Process process = builder(task.command(), task.environment(), task.directory())
                .redirectErrorStream(true)
                .start();
        try {
            StringBuilder output = new StringBuilder();
            Thread reader = Thread.ofVirtual().start(() -> collect(process.getInputStream(), output));
            feed(process, task.input());
            long deadline = System.nanoTime() + task.limit().toNanos();
            while (!process.waitFor(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > deadline || abandoned.getAsBoolean()) {
                    return new Result(-1, program(task) + " was ended: too slow, or no longer wanted");
                }
            }
            reader.join(LAST_WORDS);
            synchronized (output) {
                return new Result(process.exitValue(), output.toString());
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String program(Task task) {
        return String.valueOf(Path.of(task.command().getFirst()).getFileName());
    }

    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // its exit code says why
        }
    }

    private static void collect(InputStream from, StringBuilder to) {
        byte[] buffer = new byte[4096];
        try (from) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                synchronized (to) {
                    if (to.length() < OUTPUT_LIMIT_BYTES) {
                        to.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException closed) {
            // the program is gone
        }
    }

    /** Signals that Java has no name for are sent by the shell's own kill. */
    void signal(long pid, String signal, Path directory) {
        try {
            builder(List.of("/bin/sh", "-c", "kill -" + signal + " " + pid), Map.of(), directory)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            Journal.say("signal " + signal + " was not sent to " + pid + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
