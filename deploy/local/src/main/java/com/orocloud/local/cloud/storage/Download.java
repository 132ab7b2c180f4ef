package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content of an object, or a range of it. */
final class Download {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private Download() {}

    static Reply of(Call call, JsonObject object, Path file) {
        long size = Long.parseLong(Json.required(object, "size"));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", Json.text(object, "contentType").orElse("application/octet-stream"));
        headers.put("ETag", Json.required(object, "etag"));
        headers.put("X-Goog-Generation", Json.required(object, "generation"));
        headers.put("X-Goog-Metageneration", Json.required(object, "metageneration"));
        headers.put("X-Goog-Stored-Content-Length", String.valueOf(size));
        headers.put(
                "X-Goog-Hash",
                "crc32c=" + Json.required(object, "crc32c") + ",md5=" + Json.required(object, "md5Hash"));
        Matcher range = RANGE.matcher(call.header("Range").orElse(""));
        if (!range.matches()) {
            return new Reply(200, headers, part(file, 0, size));
        }
        long from = Long.parseLong(range.group(1));
        if (from >= size) {
            return Reply.empty(416).with("Content-Range", "bytes */" + size);
        }
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        headers.put("Content-Range", "bytes " + from + "-" + to + "/" + size);
        return new Reply(206, headers, part(file, from, to - from + 1));
    }

    private static Reply.Body part(Path file, long from, long length) {
        return new Reply.Body() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    WritableByteChannel target = Channels.newChannel(out);
                    long sent = 0;
                    while (sent < length) {
                        sent += channel.transferTo(from + sent, length - sent, target);
                    }
                }
            }
        };
    }
}
