package com.orocloud.testkit;

import com.orocloud.servers.Installation;
import java.nio.file.Path;

/** Where the servers of one test JVM keep their files; what an earlier JVM left there is ended and removed first. */
final class TestDirectory {

    private TestDirectory() {}

    static Path fresh(String name) {
        Path directory = Path.of("/var/tmp", "orocloud-tests-" + System.getProperty("user.name"), name);
        clear(directory);
        return directory;
    }

    static void clear(Path directory) {
        Installation.remove(directory);
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
