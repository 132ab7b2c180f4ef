package com.orocloud.local;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Passwords, tokens and keys of one installation: made once, kept in files that only their owner can read. */
public final class Credentials {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final JsonObject values;

    private Credentials(Path file, JsonObject values) {
        this.file = file;
        this.values = values;
    }

    static Credentials of(Place place) {
        Path file = place.secret("credentials.json");
        try {
            Files.createDirectories(place.home().resolve("secrets"));
            Files.setPosixFilePermissions(
                    place.home().resolve("secrets"), PosixFilePermissions.fromString("rwx------"));
            return new Credentials(file, read(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static JsonObject read(Path file) throws IOException {
        return Files.exists(file) ? new Gson().fromJson(Files.readString(file), JsonObject.class) : new JsonObject();
    }

    /** The secret of this name; made if it is new, by one of the programs that want it at the same time. */
    public String get(String name) {
        synchronized (RANDOM) { // a lock of a file is its process's, not a thread's
            if (!values.has(name)) {
                makeOrTake(name);
            }
            return values.get(name).getAsString();
        }
    }

    private void makeOrTake(String name) {
        try (var lock = FileChannel.open(
                        file.resolveSibling(file.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            read(file).asMap().forEach(values::add);
            if (!values.has(name)) {
                byte[] bytes = new byte[24];
                RANDOM.nextBytes(bytes);
                values.addProperty(name, HexFormat.of().formatHex(bytes));
                write(file, new Gson().toJson(values));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    /** A key for TSIG: 256 bits, Base64. */
    public String tsigKey(String name) {
        byte[] hex = HexFormat.of().parseHex(get("tsig-" + name));
        byte[] key = new byte[32];
        System.arraycopy(hex, 0, key, 0, hex.length);
        return Base64.getEncoder().encodeToString(key);
    }

    /** Keeps a value in a file of its own, as the services' settings refer to it. */
    static Path write(Path file, String content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "new-", ".secret"); // rw-------
            Files.writeString(whole, content);
            return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
