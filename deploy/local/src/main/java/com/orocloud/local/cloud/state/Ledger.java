package com.orocloud.local.cloud.state;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every resource that was ever made, where, and when it was given back: what a bill would be written from. */
public final class Ledger {

    private final Map<String, JsonObject> entries = new LinkedHashMap<>();
    private final FileChannel file;

    public Ledger(Path path) {
        try {
            Files.createDirectories(path.resolveSibling("."));
            String lines = Files.exists(path) ? Files.readString(path) : "";
            int whole = lines.lastIndexOf('\n') + 1; // a line torn by a crash was never acknowledged
            lines.substring(0, whole)
                    .lines()
                    .forEach(line -> apply(JsonParser.parseString(line).getAsJsonObject()));
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.truncate(lines.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
            file.position(file.size());
        } catch (IOException e) {
            throw new UncheckedIOException("opening the ledger " + path, e);
        }
    }

    /**
     * Writes down that a resource exists from now on.
     *
     * @param id what makes this resource different from an earlier one of the same name
     */
    public void created(String kind, String region, String id, String name, JsonObject labels) {
        JsonObject entry = new JsonObject();
        entry.addProperty("kind", kind);
        entry.addProperty("region", region);
        entry.addProperty("id", id);
        entry.addProperty("name", name);
        entry.add("labels", labels);
        entry.addProperty("createdAt", Instant.now().toString());
        append(entry);
    }

    public void deleted(String kind, String id) {
        JsonObject entry = new JsonObject();
        entry.addProperty("kind", kind);
        entry.addProperty("id", id);
        entry.addProperty("deletedAt", Instant.now().toString());
        append(entry);
    }

    private synchronized void append(JsonObject entry) {
        try {
            file.write(ByteBuffer.wrap((entry + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("writing the ledger", e);
        }
        apply(entry);
    }

    private void apply(JsonObject entry) {
        String key = entry.get("kind").getAsString() + "/" + entry.get("id").getAsString();
        JsonObject known = entries.get(key);
        if (known == null) {
            entries.put(key, entry);
        } else if (entry.has("deletedAt")) {
            known.add("deletedAt", entry.get("deletedAt"));
        }
    }

    /** All entries, oldest first. */
    public synchronized JsonArray all() {
        JsonArray all = new JsonArray();
        entries.values().forEach(entry -> all.add(entry.deepCopy()));
        return all;
    }
}
