package com.orocloud.shop;

import com.google.gson.Gson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Mails on their way, each a file: its envelope as one line of JSON, and then the mail as it came. */
final class MailSpool {
    private static final String SUFFIX = ".mail";
    private static final String UNFINISHED = ".part";

    private final Path directory;

    record Envelope(String sender, List<String> recipients) {}

    /** A mail as it lies in the spool. */
    static final class Kept {
        private final Envelope envelope;
        private final byte[] content;

        private Kept(Envelope envelope, byte[] content) {
            this.envelope = envelope;
            this.content = content;
        }

        Envelope envelope() {
            return envelope;
        }

        InputStream content() {
            return new ByteArrayInputStream(content);
        }
    }

    MailSpool(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        // of mails that were never acknowledged
        try (Stream<Path> files = Files.list(directory)) {
            for (Path unfinished :
                    files.filter(file -> file.toString().endsWith(UNFINISHED)).toList()) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    /** Returns when the mail is on the disk under its name. */
    void keep(Envelope envelope, byte[] content) throws IOException {
        String name = "%019d-%s".formatted(System.currentTimeMillis(), UUID.randomUUID());
        Path beside = directory.resolve(name + UNFINISHED);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.wrap((new Gson().toJson(envelope) + "\n").getBytes(StandardCharsets.UTF_8));
            ByteBuffer body = ByteBuffer.wrap(content);
            while (head.hasRemaining() || body.hasRemaining()) {
                channel.write(new ByteBuffer[] {head, body});
            }
            channel.force(true);
        }
        Files.move(beside, directory.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Oldest first. */
    List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    Kept read(Path mail) throws IOException {
        byte[] whole = Files.readAllBytes(mail);
        int line = 0;
        while (whole[line] != '\n') {
            line++;
        }
        Envelope envelope = new Gson().fromJson(new String(whole, 0, line, StandardCharsets.UTF_8), Envelope.class);
        return new Kept(envelope, Arrays.copyOfRange(whole, line + 1, whole.length));
    }

    Duration age(Path mail) throws IOException {
        return Duration.ofMillis(
                System.currentTimeMillis() - Files.getLastModifiedTime(mail).toMillis());
    }

    /** Keeps it on the disk, and tries it no more. */
    void setAside(Path mail) throws IOException {
        Files.move(mail, mail.resolveSibling(mail.getFileName() + ".refused"), StandardCopyOption.ATOMIC_MOVE);
    }

    void remove(Path mail) throws IOException {
        Files.deleteIfExists(mail);
    }
}
