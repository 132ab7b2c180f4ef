package com.orocloud.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** Where installations live. Not in the source tree: nodes run as another user, which may not be able to reach it. */
public final class Home {

    private Home() {}

    /** The source tree; the commands in deploy/ pass it. */
    public static Path root() {
        String root = System.getProperty("orocloud.root");
        if (root == null) {
            throw new IllegalStateException("start this through the commands in deploy/, which say where the build is");
        }
        return Path.of(root).toAbsolutePath().normalize();
    }

    /** The installation of deploy/up: one per user and source tree, or the folder that OROCLOUD_HOME names. */
    public static Path standard() {
        String named = System.getenv("OROCLOUD_HOME");
        if (named != null) {
            return Path.of(named).toAbsolutePath();
        }
        String tree = UUID.nameUUIDFromBytes(root().toString().getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
        return base().resolve("up-" + tree);
    }

    /** A new installation that ends with the program that asked for it. */
    public static Path temporary(String purpose) {
        return base().resolve(purpose + "-" + ProcessHandle.current().pid());
    }

    private static Path base() {
        return Path.of("/var/tmp/orocloud-" + System.getProperty("user.name"));
    }
}
