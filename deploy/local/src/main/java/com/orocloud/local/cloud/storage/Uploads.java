package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resumable uploads: what has arrived stays, whether the connection, the client or this process breaks. */
final class Uploads {

    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");
    private static final long QUANTUM = 256 << 10;
    private static final int BUFFER = 1 << 16;

    private final Shelf shelf;
    private final StoredObjects objects;
    private final Map<String, Object> turns = new ConcurrentHashMap<>();

    Uploads(Shelf shelf, StoredObjects objects) {
        this.shelf = shelf;
        this.objects = objects;
    }

    String begin(String bucket, String name, Conditions conditions, JsonObject description) throws IOException {
        conditions.check(objects.find(bucket, name));
        String id = UUID.randomUUID().toString();
        Files.createFile(objects.draft(id));
        shelf.put(
                id,
                Json.object(
                        "bucket", bucket,
                        "name", name,
                        "conditions", conditions.keep(),
                        "description", description));
        return id;
    }

    /** Takes the next part; answers 308 with what has arrived, or with the finished object. */
    Reply go(String id, Call call) throws IOException {
        synchronized (turns.computeIfAbsent(id, i -> new Object())) {
            JsonObject session = shelf.get(id).orElseThrow(() -> new Refusal(410, "gone", "No such upload: " + id));
            objects.find(Json.required(session, "bucket"), Json.required(session, "name"));
            if (session.has("object")) {
                return Reply.ok(Json.member(session, "object"));
            }
            Path draft = objects.draft(id);
            Optional<String> header = call.header("Content-Range");
            if (header.isEmpty()) {
                receive(call.body(), draft, 0);
                return finish(id, session, draft);
            }
            Matcher range = RANGE.matcher(header.get());
            if (!range.matches()) {
                throw Refusal.badRequest("invalid", "Content-Range: " + header.get());
            }
            if (range.group(1) != null) {
                receive(call.body(), draft, Long.parseLong(range.group(1)));
            }
            boolean whole = range.group(3).equals(String.valueOf(Files.size(draft)));
            return whole ? finish(id, session, draft) : incomplete(Files.size(draft));
        }
    }

    private static Reply incomplete(long size) {
        Reply reply = Reply.empty(308);
        return size == 0 ? reply : reply.with("Range", "bytes=0-" + (size - 1));
    }

    private static void receive(InputStream body, Path draft, long from) throws IOException {
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            long arrived = file.size();
            if (from > arrived) {
                throw new Refusal(503, "backendError", "Bytes " + arrived + " to " + from + " have not arrived.");
            }
            body.skipNBytes(arrived - from);
            file.position(arrived);
            byte[] buffer = new byte[BUFFER];
            try {
                for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                    while (bytes.hasRemaining()) {
                        file.write(bytes);
                    }
                }
            } catch (IOException e) {
                file.truncate(file.size() / QUANTUM * QUANTUM); // what the real service would have kept
                throw e;
            } finally {
                file.force(false);
            }
        }
    }

    private Reply finish(String id, JsonObject session, Path draft) throws IOException {
        JsonObject object = objects.commit(
                Json.required(session, "bucket"),
                Json.required(session, "name"),
                Conditions.of(Json.member(session, "conditions")),
                Json.member(session, "description"),
                draft);
        session.add("object", object);
        shelf.put(id, session);
        return Reply.ok(object).with("X-Goog-Stored-Content-Length", Json.required(object, "size"));
    }

    void cancel(String id) throws IOException {
        shelf.remove(id);
        Files.deleteIfExists(objects.draft(id));
    }
}
