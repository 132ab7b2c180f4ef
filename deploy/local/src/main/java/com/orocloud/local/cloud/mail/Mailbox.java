package com.orocloud.local.cloud.mail;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.AtomicFile;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Every mail that was accepted, whoever it was for. */
public final class Mailbox {

    private final Path letters;
    private final Shelf envelopes;
    private int last;

    public Mailbox(Path directory) throws IOException {
        this.letters = Files.createDirectories(directory.resolve("letters"));
        this.envelopes = new Shelf(directory.resolve("envelopes"));
        this.last = envelopes.keys().stream().mapToInt(Integer::parseInt).max().orElse(0);
    }

    /** Keeps a mail; when this returns it survives a crash. */
    synchronized void keep(String from, List<String> to, byte[] raw) throws IOException {
        String subject = Letter.read(new ByteArrayInputStream(raw)).subject();
        last++;
        String id = "%06d".formatted(last);
        AtomicFile.write(file(id), raw);
        envelopes.put(
                id, Json.object("id", id, "to", to, "from", from, "subject", subject, "receivedAt", Instant.now()));
    }

    private Path file(String id) {
        return letters.resolve(id + ".eml");
    }

    /** Identity, sender, recipients, subject and time of every mail, newest first. */
    List<JsonObject> list() {
        return envelopes.startingWith("").reversed();
    }

    JsonObject envelope(String id) {
        return envelopes.get(id).orElseThrow(() -> Refusal.notFound("messages/" + id));
    }

    Letter letter(String id) throws IOException {
        envelope(id);
        try (InputStream raw = Files.newInputStream(file(id))) {
            return Letter.read(raw);
        }
    }

    byte[] raw(String id) throws IOException {
        envelope(id);
        return Files.readAllBytes(file(id));
    }
}
