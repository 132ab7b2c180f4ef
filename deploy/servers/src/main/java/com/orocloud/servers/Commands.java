package com.orocloud.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Short-lived programs: run to the end, output kept, failure quoted. */
final class Commands {

    private Commands() {}

    /** @throws ServerFailed with the program's output if it does not end with 0 */
    static String run(List<String> command) {
        return run(command, null);
    }

    static String run(List<String> command, @Nullable Path directory) {
        Result result = attempt(command, directory);
        if (result.exitCode() != 0) {
            throw new ServerFailed(command.getFirst() + " ended with " + result.exitCode() + ":\n"
                    + result.output().strip());
        }
        return result.output();
    }

    static Result attempt(List<String> command, @Nullable Path directory) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory == null ? null : directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new ServerFailed("starting " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    /** The command as another user runs it, without that user's login; unchanged if no user is given. */
    static List<String> as(@Nullable String user, List<String> command) {
        if (user == null) {
            return command;
        }
        String group = run(List.of("id", "-g", user)).strip();
        var whole = new ArrayList<String>(
                List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"));
        whole.addAll(command);
        return whole;
    }

    record Result(int exitCode, String output) {}
}
