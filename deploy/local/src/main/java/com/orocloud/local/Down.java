package com.orocloud.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** {@code deploy/down [--delete]}: stops the system. */
public final class Down {

    private static final String DELETE = "--delete";

    private Down() {}

    public static void main(String[] args) throws Exception {
        boolean delete = Command.options("deploy/down", args, DELETE).contains(DELETE);
        Command.run(() -> down(delete));
    }

    private static void down(boolean delete) {
        Path home = Home.standard();
        if (!Files.exists(home.resolve("block"))) {
            System.out.println("nothing to stop: there is no installation in " + home);
            return;
        }
        LocalSystem system = LocalSystem.in(home, Home.root(), new Progress(System.out));
        boolean ran = system.isRunning();
        if (delete) {
            system.remove();
            System.out.println((ran ? "stopped and deleted " : "deleted ") + home);
        } else {
            system.down();
            System.out.println((ran ? "stopped" : "nothing ran") + "; the state stays in " + home);
        }
    }
}
