package com.orocloud.backup.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;

/** Objects as files below a folder, one folder a region: for installations that have no object store. */
public final class DirectoryStore implements ObjectStore {

    private static final String UNFINISHED = ".unfinished";

    private final Path root;

    public DirectoryStore(Path root) {
        this.root = root;
    }

    @Override
    public void putOnce(Location location, Path file, String sha256) throws IOException {
        put(file, path(location), sha256);
    }

    @Override
    public void fetch(Location location, Path file) throws IOException {
        Files.copy(path(location), file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void copyOnce(Location from, Location to) throws IOException {
        put(path(from), path(to), Digests.of(path(from)));
    }

    @Override
    public void deleteAll(Location prefix) throws IOException {
        var folder = path(prefix);
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public String uri(Location location) {
        return path(location).toUri().toString();
    }

    private static void put(Path file, Path target, String sha256) throws IOException {
        if (Files.exists(target)) {
            if (!Digests.of(target).equals(sha256)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            return;
        }
        var folder = Objects.requireNonNull(target.getParent());
        Files.createDirectories(folder);
        var unfinished = folder.resolve(target.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        linkOrCopy(file, unfinished);
        force(unfinished, StandardOpenOption.WRITE);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        force(folder, StandardOpenOption.READ);
    }

    /** A second name for what is on the disk already, where the file system allows it. */
    private static void linkOrCopy(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(file, target);
        }
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private Path path(Location location) {
        var path = root.resolve(location.region()).resolve(location.key()).normalize();
        if (!path.startsWith(root.normalize())) {
            throw new IllegalArgumentException("leads out of the store: " + location);
        }
        return path;
    }
}
