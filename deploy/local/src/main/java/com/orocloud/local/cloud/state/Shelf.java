package com.orocloud.local.cloud.state;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** JSON documents by key, ordered by key, in memory and as one file each. */
public final class Shelf {

    private static final int LONGEST_NAME = 180;

    private final Path directory;
    private final NavigableMap<String, JsonObject> documents = new TreeMap<>();

    public Shelf(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".json")).toList()) {
                    JsonObject kept =
                            JsonParser.parseString(Files.readString(file)).getAsJsonObject();
                    documents.put(kept.get("key").getAsString(), kept.getAsJsonObject("document"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + directory, e);
        }
    }

    public synchronized Optional<JsonObject> get(String key) {
        return Optional.ofNullable(documents.get(key)).map(JsonObject::deepCopy);
    }

    public synchronized boolean has(String key) {
        return documents.containsKey(key);
    }

    public synchronized int size() {
        return documents.size();
    }

    public synchronized List<String> keys() {
        return List.copyOf(documents.keySet());
    }

    /** The documents whose keys start so, in the order of their keys. */
    public synchronized List<JsonObject> startingWith(String prefix) {
        return documents.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> entry.getValue().deepCopy())
                .toList();
    }

    public synchronized void put(String key, JsonObject document) {
        JsonObject kept = new JsonObject();
        kept.addProperty("key", key);
        kept.add("document", document.deepCopy());
        try {
            AtomicFile.write(file(key), kept.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("keeping " + key + " in " + directory, e);
        }
        documents.put(key, kept.getAsJsonObject("document"));
    }

    /** Changes a document if it is there, and returns what it has become. */
    public synchronized Optional<JsonObject> change(String key, Consumer<JsonObject> change) {
        Optional<JsonObject> document = get(key);
        document.ifPresent(found -> {
            change.accept(found);
            put(key, found);
        });
        return document;
    }

    public synchronized void remove(String key) {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + key + " from " + directory, e);
        }
        documents.remove(key);
    }

    private Path file(String key) {
        String name = URLEncoder.encode(key, StandardCharsets.UTF_8);
        return directory.resolve((name.length() <= LONGEST_NAME ? name : digest(key)) + ".json");
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
