package com.orocloud.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code deploy/down [--delete]}: stops the system. */
public final class Down {

    private static final String USAGE = """
            usage: deploy/down [--delete]

              Stops everything that deploy/up started. Its state stays, and deploy/up goes on from there.
              --delete   delete the state as well
            """;

    private Down() {}

    public static void main(String[] args) throws Exception {
        if (!List.of(args).stream().allMatch("--delete"::equals)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Command.run(() -> down(args.length > 0));
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
