package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Other people's programs, run to their end. */
final class Programs {

    private static final String SERVER_USER = "postgres";
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path postgresBin;

    Programs(Path postgresBin) {
        this.postgresBin = postgresBin;
    }

    Path postgresBin() {
        return postgresBin;
    }

    String postgres(String program) {
        return postgresBin.resolve(program).toString();
    }

    static boolean isInstalled(String program) {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            if (Files.isExecutable(Path.of(folder).resolve(program))) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL and pgBackRest are to run as the user that owns the cluster, and never as root. */
    String asServer(List<String> command) throws IOException, InterruptedException {
        return run(asServerUser(command), Map.of());
    }

    List<String> asServerUser(List<String> command) {
        if (!ROOT) {
            return command;
        }
        var whole = new ArrayList<String>(
                List.of("setpriv", "--reuid=" + SERVER_USER, "--regid=" + SERVER_USER, "--clear-groups", "--"));
        whole.addAll(command);
        return whole;
    }

    /** Gives a folder to the user that servers run as. */
    static void give(Path folder) throws IOException {
        if (ROOT) {
            var users = folder.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(folder, users.lookupPrincipalByName(SERVER_USER));
        }
    }

    /** @throws IOException it failed; says what it said */
    String run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(Path.of("/").toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s ended with %d: %s".formatted(command, process.exitValue(), said.strip()));
        }
        return said;
    }
}
