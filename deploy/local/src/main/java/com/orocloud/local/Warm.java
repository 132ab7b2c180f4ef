package com.orocloud.local;

import java.io.IOException;
import java.util.List;

/** {@code deploy/warm}: makes the next starts of this build faster; takes about two minutes itself. */
public final class Warm {

    private static final String USAGE = """
            usage: deploy/warm

              Runs every program of this build once, so that the JVM keeps what it loads (an AOT cache, in
              deploy/local/target/warm). Starts of the same build are faster afterwards; nothing else changes.
            """;

    private Warm() {}

    public static void main(String[] args) throws Exception {
        if (!List.of(args).isEmpty()) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Command.run(Warm::warm);
    }

    private static void warm() throws IOException, InterruptedException {
        LocalSystem system = LocalSystem.in(Home.temporary("warm"), Home.root(), new Progress(System.out));
        try {
            system.warm();
        } finally {
            system.remove();
        }
    }
}
