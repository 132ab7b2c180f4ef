package com.orocloud.backup.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The user that PostgreSQL runs as: this process's own, except for root, which PostgreSQL refuses. */
final class ServerUser {

    private static final String NAME = "postgres";
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private static final Duration PROBE_WITHIN = Duration.ofSeconds(5);

    /** Makes a network with nothing in it; empty where this system does not let us. */
    private static final List<String> OWN_NETWORK = ownNetwork();

    private ServerUser() {}

    private static List<String> ownNetwork() {
        var unshare =
                ROOT ? List.of("unshare", "--net", "--") : List.of("unshare", "--map-current-user", "--net", "--");
        try {
            var probe = new ProcessBuilder(
                            Stream.concat(unshare.stream(), Stream.of("true")).toList())
                    .redirectErrorStream(true)
                    .start();
            boolean works = probe.waitFor(PROBE_WITHIN.toSeconds(), TimeUnit.SECONDS) && probe.exitValue() == 0;
            probe.destroyForcibly();
            return works ? unshare : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** True if {@link #isolated} really does it. */
    static boolean isolates() {
        return !OWN_NETWORK.isEmpty();
    }

    /** The command as that user runs it, and nothing that it starts reaches any address outside. */
    static List<String> isolated(List<String> command) {
        return Stream.concat(OWN_NETWORK.stream(), as(command).stream()).toList();
    }

    /** The command as that user runs it. */
    static List<String> as(List<String> command) {
        if (!ROOT) {
            return command;
        }
        var whole =
                new ArrayList<String>(List.of("setpriv", "--reuid=" + NAME, "--regid=" + NAME, "--clear-groups", "--"));
        whole.addAll(command);
        return whole;
    }

    /** The folder itself last: until then nobody but us can enter it. */
    static void giveAll(Path folder) throws IOException {
        if (!ROOT) {
            return;
        }
        var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NAME);
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.setOwner(file, owner);
            }
        }
    }

    static void give(Path path) throws IOException {
        if (ROOT) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(NAME));
        }
    }
}
