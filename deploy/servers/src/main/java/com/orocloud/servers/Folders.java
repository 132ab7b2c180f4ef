package com.orocloud.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folders and files that belong to the user a server runs as. */
final class Folders {

    private Folders() {}

    /** @throws ServerFailed if its owner cannot get there, which servers say in many different ways */
    static void create(Path folder, @Nullable String owner) {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder);
                give(folder, owner);
            }
        } catch (IOException e) {
            throw new ServerFailed("making " + folder, e);
        }
        List<String> test = List.of("test", "-w", folder.toString());
        if (owner != null && Commands.attempt(Commands.as(owner, test), null).exitCode() != 0) {
            throw new ServerFailed("the user " + owner + " cannot write to " + folder
                    + "; choose a folder below one that every user may enter, such as /var/tmp");
        }
    }

    /** Readable by its owner only. */
    static void writeSecret(Path file, String text, @Nullable String owner) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
            give(file, owner);
        } catch (IOException e) {
            throw new ServerFailed("writing " + file, e);
        }
    }

    static void give(Path path, @Nullable String owner) throws IOException {
        if (owner != null) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
        }
    }

    static void delete(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ServerFailed("deleting " + path, e);
        }
    }
}
