package com.orocloud.backup.archive;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.UUID;

/**
 * Objects as files, in a folder a region: for installations that have no object store. An object appears under its name
 * only when all of it is on the disk.
 */
public final class DirectoryStore implements ObjectStore {

    static final String MARKER = ".orocloud-backups";

    private static final String INCOMING = ".incoming";

    private final Path root;
    private final boolean mounted;

    private DirectoryStore(Path root, boolean mounted) {
        this.root = root.toAbsolutePath().normalize();
        this.mounted = mounted;
    }

    /** On this machine's own disk; the regions' folders are made when they are needed. */
    public static DirectoryStore in(Path root) {
        return new DirectoryStore(root, false);
    }

    /**
     * Each region's folder is a file system that is mounted there, and must have the file {@value #MARKER}, which whoever
     * mounts it makes: one that is not mounted shall be trouble, and not look like one without backups.
     */
    public static DirectoryStore mounted(Path root) {
        return new DirectoryStore(root, true);
    }

    @Override
    public void putOnce(Location location, Path file, String sha256) throws IOException {
        var incoming = Files.createDirectories(region(location.region()).resolve(INCOMING))
                .resolve(UUID.randomUUID().toString());
        var target = path(location);
        try {
            if (mounted) {
                copy(file, incoming, sha256);
            } else {
                linkOrCopy(file, incoming, sha256);
            }
            Files.createDirectories(parent(target));
            Files.createLink(target, incoming);
            sync(parent(target));
        } catch (FileAlreadyExistsException e) {
            refuseUnlessSame(location, target, sha256);
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    @Override
    public void fetch(Location location, Path file) throws IOException {
        var object = existing(location);
        Files.deleteIfExists(file);
        try {
            Files.createLink(file, object);
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(object, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void copyOnce(Location from, Location to) throws IOException {
        var source = existing(from);
        putOnce(to, source, Digests.of(source));
    }

    @Override
    public void deleteAll(Location prefix) throws IOException {
        var region = region(prefix.region());
        for (String key : list(prefix)) {
            var object = region.resolve(key);
            Files.deleteIfExists(object);
            removeIfEmpty(parent(object), region);
        }
    }

    @Override
    public List<String> list(Location prefix) throws IOException {
        var region = region(prefix.region());
        try (var files = Files.walk(region)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> region.relativize(file).toString())
                    .filter(key -> key.startsWith(prefix.key()) && !key.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public String uri(Location location) {
        return root.resolve(location.region()).resolve(location.key()).toUri().toString();
    }

    /** A second name for what is on the disk already, where the file system allows it. */
    private static void linkOrCopy(Path file, Path target, String sha256) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileSystemException | UnsupportedOperationException e) {
            copy(file, target, sha256);
        }
    }

    private static void copy(Path file, Path target, String sha256) throws IOException {
        var digest = Digests.sha256();
        try (var channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
            Files.copy(file, out);
            channel.force(true);
        }
        if (!Digests.hex(digest).equals(sha256)) {
            throw new IOException("what was read from " + file + " to be stored has another checksum");
        }
    }

    private void refuseUnlessSame(Location location, Path target, String sha256) throws IOException {
        if (!Digests.of(target).equals(sha256)) {
            throw new FileAlreadyExistsException(uri(location), null, "other content stands there");
        }
    }

    private Path existing(Location location) throws IOException {
        region(location.region());
        var path = path(location);
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(uri(location));
        }
        return path;
    }

    /** @throws IOException the region's file system is not there */
    private Path region(String name) throws IOException {
        var region = root.resolve(name).normalize();
        if (!region.startsWith(root) || region.equals(root)) {
            throw new IOException("not the name of a region: " + name);
        }
        if (!mounted) {
            return Files.createDirectories(region);
        }
        if (!Files.isRegularFile(region.resolve(MARKER))) {
            throw new IOException(
                    "%s has no file %s: mount that region's file system there, or make the file if it is new"
                            .formatted(region, MARKER));
        }
        return region;
    }

    private Path path(Location location) throws IOException {
        var region = root.resolve(location.region());
        var path = region.resolve(location.key()).normalize();
        if (!path.startsWith(region) || path.equals(region)) {
            throw new IOException("not the key of an object: " + location.key());
        }
        return path;
    }

    /** A name that is not on the disk yet would be lost with the power. */
    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path parent(Path path) throws IOException {
        var parent = path.getParent();
        if (parent == null) {
            throw new IOException(path + " has no parent");
        }
        return parent;
    }

    private static void removeIfEmpty(Path folder, Path region) throws IOException {
        for (var each = folder; !each.equals(region); each = parent(each)) {
            try (var content = Files.list(each)) {
                if (content.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(each);
        }
    }
}
