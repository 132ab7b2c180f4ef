package com.orocloud.local;

import com.orocloud.servers.ServerFailed;

/** How the commands in deploy/ end when something is in their way: with a sentence, not with a stack trace. */
final class Command {

    private static final int FAILED = 1;

    private Command() {}

    /** What a command does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static void run(Work work) throws Exception {
        try {
            work.run();
        } catch (ServerFailed e) {
            System.err.println();
            System.err.println(e.getMessage());
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                System.err.println("because: " + cause);
            }
            System.exit(FAILED);
        }
    }
}
