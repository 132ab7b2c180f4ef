package com.orocloud.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory for one piece of work; what an earlier life left in it is gone when it is opened, and all when it is closed. */
record WorkDirectory(Path path) implements AutoCloseable {

    static WorkDirectory open(Path path) throws IOException {
        var directory = new WorkDirectory(path);
        directory.close();
        Files.createDirectories(path);
        return directory;
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
