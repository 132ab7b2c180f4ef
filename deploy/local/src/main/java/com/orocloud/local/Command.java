package com.orocloud.local;

import com.orocloud.servers.ServerFailed;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How the commands in deploy/ are told what to do, and end when something is in their way: with a sentence. */
public final class Command {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Command() {}

    /** What a command does. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** The arguments, if each is one of the known ones; otherwise the program ends and says what is wrong. */
    static Set<String> options(String command, String[] arguments, String... known) {
        Arrays.stream(arguments)
                .filter(argument -> !List.of(known).contains(argument))
                .findFirst()
                .ifPresent(unknown -> misused(command, "unknown argument " + unknown));
        return Set.of(Arrays.stream(arguments).distinct().toArray(String[]::new));
    }

    /** Ends the program because of how it was called. */
    public static void misused(String command, String why) {
        System.err.println(why + "; see " + command + " --help");
        System.exit(MISUSED);
    }

    /** Ends the program with a message, not with a stack trace, if something that a user can change is in the way. */
    public static void run(Work work) throws Exception {
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
