package com.orocloud.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The node's directory on its disk. What must survive a power cut is written beside, forced to the disk and renamed;
 * when the supervisor is root, what the servers use belongs to their user.
 */
final class NodeDisk {
    private static final String PRIVATE_FILE = "rw-------";
    private static final String PRIVATE_DIRECTORY = "rwx------";

    private final Path root;

    @Nullable
    private final String serverUser;

    NodeDisk(Path root, @Nullable String serverUser) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        this.serverUser = serverUser;
    }

    Path root() {
        return root;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** A directory that only the servers' user may enter. */
    Path directory(String name) throws IOException {
        Path directory = Files.createDirectories(root.resolve(name));
        own(directory, PRIVATE_DIRECTORY);
        return directory;
    }

    /** Gives a directory that was made under another name to the servers' user. */
    void take(Path directory) throws IOException {
        own(directory, PRIVATE_DIRECTORY);
    }

    /** An empty directory; whatever was in it is gone. */
    Path emptyDirectory(String name) throws IOException {
        remove(root.resolve(name));
        return directory(name);
    }

    /** Replaces the file as a whole, readable by the servers' user only, and returns when it is on the disk. */
    Path write(Path file, String content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(beside);
        Files.createFile(beside);
        own(beside, PRIVATE_FILE);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return rename(beside, file);
    }

    @Nullable
    String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    Path rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        Path directory = to.getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        return to;
    }

    void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void own(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        if (serverUser != null) {
            Files.getFileAttributeView(path, PosixFileAttributeView.class)
                    .setOwner(
                            path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(serverUser));
        }
    }
}
