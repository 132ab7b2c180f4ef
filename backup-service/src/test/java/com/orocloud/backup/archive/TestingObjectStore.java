package com.orocloud.backup.archive;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Buckets as folders; a region can be lost and come back. */
public final class TestingObjectStore implements ObjectStore {

    private final Path root;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    public TestingObjectStore(Path root) {
        this.root = root;
    }

    public void lose(String region) {
        lost.add(region);
    }

    public void bringBack(String region) {
        lost.remove(region);
    }

    /** A retention lock that the provider keeps, until it is over. */
    public void lock(String region) {
        locked.add(region);
    }

    public void lockIsOver(String region) {
        locked.remove(region);
    }

    /** Flips a bit in the middle of a part. */
    public void damage(String region, UUID backupId, Part part) throws IOException {
        var object = objects().stream()
                .filter(path -> path.startsWith(region) && path.endsWith(backupId + "/" + part.key()))
                .findFirst()
                .orElseThrow();
        var bytes = Files.readAllBytes(root.resolve(object));
        bytes[bytes.length / 2] ^= 1;
        Files.write(root.resolve(object), bytes);
    }

    public Path path(Location location) {
        return root.resolve(location.region()).resolve(location.key());
    }

    public List<Path> objects() throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (var all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void putOnce(Location location, Path file, String sha256) throws IOException {
        refuseIfLost(location);
        var target = path(location);
        if (Files.exists(target)) {
            if (!Arrays.equals(Files.readAllBytes(target), Files.readAllBytes(file))) {
                throw new FileAlreadyExistsException(uri(location));
            }
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.copy(file, target);
    }

    @Override
    public void fetch(Location location, Path file) throws IOException {
        refuseIfLost(location);
        if (!Files.exists(path(location))) {
            throw new NoSuchFileException(uri(location));
        }
        Files.copy(path(location), file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void copyOnce(Location from, Location to) throws IOException {
        refuseIfLost(from);
        if (!Files.exists(path(from))) {
            throw new NoSuchFileException(uri(from));
        }
        putOnce(to, path(from), "");
    }

    @Override
    public void deleteAll(Location prefix) throws IOException {
        refuseIfLost(prefix);
        if (locked.contains(prefix.region())) {
            throw new Retained(uri(prefix), new IOException("locked by the test"));
        }
        for (Path object : objects()) {
            if (object.startsWith(prefix.region() + "/" + prefix.key())) {
                Files.delete(root.resolve(object));
            }
        }
    }

    @Override
    public List<String> list(Location prefix) throws IOException {
        refuseIfLost(prefix);
        return objects().stream()
                .filter(object -> object.startsWith(prefix.region()))
                .map(object -> Path.of(prefix.region()).relativize(object).toString())
                .filter(key -> key.startsWith(prefix.key()))
                .toList();
    }

    @Override
    public String uri(Location location) {
        return "testing://" + location.region() + "/" + location.key();
    }

    private void refuseIfLost(Location location) throws IOException {
        if (lost.contains(location.region())) {
            throw new IOException(location.region() + " does not answer");
        }
    }
}
