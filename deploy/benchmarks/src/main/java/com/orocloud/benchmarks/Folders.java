package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders of a run. */
final class Folders {

    /** Of what lies in a server's data directory, counted from the folder of the run. */
    private static final int SERVER_DEPTH = 3;

    private Folders() {}

    /** A new one that the servers' user owns. */
    static Path forServers(Path folder) throws IOException {
        Files.createDirectory(folder);
        Programs.give(folder);
        return folder;
    }

    static long bytes(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    static List<Path> named(String name, Path folder) throws IOException {
        try (var files = Files.find(folder, SERVER_DEPTH, (file, _) -> file.endsWith(name))) {
            return files.toList();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
