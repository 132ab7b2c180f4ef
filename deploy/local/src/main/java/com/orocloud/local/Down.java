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

    public static void main(String[] args) {
        if (!List.of(args).stream().allMatch("--delete"::equals)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Path home = Home.standard();
        if (!Files.exists(home.resolve("block"))) {
            System.out.println("nothing to stop: there is no installation in " + home);
            return;
        }
        LocalSystem system = LocalSystem.in(home, Home.root(), new Progress(System.out));
        if (args.length == 0) {
            system.down();
            System.out.println("stopped; the state stays in " + home);
        } else {
            system.remove();
            System.out.println("stopped and deleted " + home);
        }
    }
}
