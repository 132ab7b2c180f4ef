package com.orocloud.shop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Files in one directory. A file is written beside, forced to the disk and renamed, so that under its name there is
 * always a whole file, and one that was acknowledged survives a power cut.
 */
final class FileStore {
    static final long SIZE_MAX_BYTES = 16L * 1024 * 1024;

    private static final String UNFINISHED = ".part";
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path directory;
    private final Map<Known, String> digests = new ConcurrentHashMap<>();

    FileStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path unfinished : files.filter(FileStore::isUnfinished).toList()) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    Path directory() {
        return directory;
    }

    record Stored(String name, long size, String sha256, String modifiedAt) {}

    /** A file's content is taken to be unchanged while its size and time are. */
    private record Known(String name, long size, Instant modifiedAt) {}

    /** More than a file may have. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super("more than " + SIZE_MAX_BYTES + " bytes");
        }
    }

    List<Stored> list() throws IOException {
        List<Stored> stored = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> !isUnfinished(file)).sorted().toList()) {
                try {
                    stored.add(describe(file));
                } catch (NoSuchFileException gone) {
                    // removed while being listed
                }
            }
        }
        return stored;
    }

    private static boolean isUnfinished(Path file) {
        return file.getFileName().toString().startsWith(UNFINISHED);
    }

    private Stored describe(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Instant modifiedAt = attributes.lastModifiedTime().toInstant();
        Known known = new Known(file.getFileName().toString(), attributes.size(), modifiedAt);
        String digest = digests.get(known);
        if (digest == null) {
            digest = digestOf(file);
            digests.put(known, digest);
        }
        return new Stored(known.name(), known.size(), digest, modifiedAt.toString());
    }

    private static String digestOf(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            while (in.read(buffer) >= 0) {
                // the digest sees it
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns when the file is on the disk under its name. */
    Stored write(String name, InputStream content) throws IOException {
        Path beside = directory.resolve(UNFINISHED + "-" + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                copy(content, channel);
                channel.force(true);
            }
            Path file = directory.resolve(name);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
            return describe(file);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void copy(InputStream from, FileChannel to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            size += read;
            if (size > SIZE_MAX_BYTES) {
                throw new TooLarge();
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }
    }
}
