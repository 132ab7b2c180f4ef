package com.orocloud.backup.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The user that PostgreSQL runs as: this process's own, except for root, which PostgreSQL refuses. */
final class ServerUser {

    private static final String NAME = "postgres";
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private ServerUser() {}

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

    static void give(Path path) throws IOException {
        if (ROOT) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(NAME));
        }
    }
}
