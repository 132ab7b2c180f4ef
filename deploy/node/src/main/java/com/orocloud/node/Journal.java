package com.orocloud.node;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** The node's log: one line a message on standard output, which is the journal on a VM and node.log locally. */
final class Journal {
    private static final PrintStream OUT = System.out;

    private Journal() {}

    static void say(String message) {
        OUT.println(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS) + " supervisor: " + message);
    }
}
