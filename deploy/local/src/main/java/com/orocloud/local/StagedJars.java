package com.orocloud.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Jars of the nodes, where every user can read them. */
final class StagedJars {

    private StagedJars() {}

    static void copy(List<String> jars, Path folder) {
        try {
            Files.createDirectories(folder);
            for (String jar : jars) {
                Path source = Path.of(jar);
                Path target = folder.resolve(source.getFileName());
                if (!Files.exists(target)
                        || Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(target)) > 0) {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("copying jars to " + folder, e);
        }
    }
}
