package com.orocloud.testkit;

import com.orocloud.servers.Installation;
import java.nio.file.Path;

/** Where the servers of one test JVM keep their files. */
final class TestDirectory {

    private TestDirectory() {}

    static Path of(String block) {
        return Path.of("/var/tmp", "orocloud-tests-" + System.getProperty("user.name"), block);
    }

    /** Ends what runs there, and deletes it. */
    static void clear(Path directory) {
        Installation.remove(directory);
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
