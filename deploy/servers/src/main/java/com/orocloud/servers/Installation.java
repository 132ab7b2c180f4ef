package com.orocloud.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that runs in one folder, each server in a folder of its own below it. */
public final class Installation {

    private static final String PID_FILE = ".pid";
    private static final String LOG_FILE = ".log";
    private static final int DEPTH = 2;

    /** Folders in which this process starts nothing any more; also guards starting. */
    private static final Set<Path> CLOSED = new HashSet<>();

    private Installation() {}

    /** Something that starts a process. */
    @FunctionalInterface
    interface Start {
        ManagedProcess now() throws IOException;
    }

    /** Starts a process, unless its folder is closed. */
    static ManagedProcess whileOpen(Path directory, Start start) throws IOException {
        synchronized (CLOSED) {
            if (CLOSED.stream().anyMatch(directory.toAbsolutePath()::startsWith)) {
                throw new ServerFailed("not started any more: " + directory + " is being left");
            }
            return start.now();
        }
    }

    /** Every process that was started for this folder or one below it, and still runs. */
    public static List<ManagedProcess> processes(Path folder) {
        return pidFiles(folder).stream().flatMap(file -> find(file).stream()).toList();
    }

    /**
     * From now on this process starts nothing there: a thread that is about to start the next one when Ctrl-C comes
     * would leave it behind.
     */
    public static void close(Path folder) {
        synchronized (CLOSED) {
            CLOSED.add(folder.toAbsolutePath());
        }
    }

    /** Kills whatever runs there, and deletes everything. */
    public static void remove(Path folder) {
        processes(folder).forEach(ManagedProcess::kill);
        Folders.delete(folder);
    }

    /** The names of what was started there and ended although nobody stopped it. */
    public static List<String> ended(Path folder) {
        return pidFiles(folder).stream()
                .filter(file -> find(file).isEmpty())
                .map(Installation::name)
                .sorted()
                .toList();
    }

    /** Copies every log below the folder to the same place below another one. */
    public static void copyLogs(Path folder, Path to) {
        try (var files = Files.find(
                folder, Integer.MAX_VALUE, (path, attributes) -> path.toString().endsWith(LOG_FILE))) {
            for (Path log : files.toList()) {
                Path copy = to.resolve(folder.relativize(log));
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ServerFailed("copying the logs in " + folder + " to " + to, e);
        }
    }

    private static List<Path> pidFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files =
                Files.find(folder, DEPTH, (path, attributes) -> path.toString().endsWith(PID_FILE))) {
            return files.toList();
        } catch (IOException e) {
            throw new ServerFailed("looking for processes in " + folder, e);
        }
    }

    private static Optional<ManagedProcess> find(Path pidFile) {
        return Optional.ofNullable(pidFile.getParent()).flatMap(folder -> ManagedProcess.find(name(pidFile), folder));
    }

    private static String name(Path pidFile) {
        String file = pidFile.getFileName().toString();
        return file.substring(0, file.length() - PID_FILE.length());
    }
}
