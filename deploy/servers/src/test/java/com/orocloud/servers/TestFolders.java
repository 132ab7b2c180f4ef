package com.orocloud.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders outside the repository that every user may enter, as servers of other users must. */
final class TestFolders {

    private TestFolders() {}

    static Path fresh(String name) {
        try {
            Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "orocloud-" + name + "-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException("making a folder for a test", e);
        }
    }
}
