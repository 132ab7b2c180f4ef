package com.orocloud.local.cloud.web;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a caller gets back. */
public record Reply(int status, Map<String, String> headers, Body body) {

    /** The status of a reply that is never sent: the connection ends instead. */
    private static final int DROPPED = 0;

    private static final Body NOTHING = Body.of(new byte[0]);

    /** The bytes of a reply, which may be more than fit into memory. */
    public interface Body {

        long length();

        void writeTo(OutputStream out) throws IOException;

        static Body of(byte[] bytes) {
            return new Body() {
                @Override
                public long length() {
                    return bytes.length;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(bytes);
                }
            };
        }
    }

    public static Reply json(int status, JsonElement json) {
        return of(status, "application/json; charset=UTF-8", Json.print(json).getBytes(StandardCharsets.UTF_8));
    }

    public static Reply ok(JsonElement json) {
        return json(200, json);
    }

    public static Reply text(String text) {
        return of(200, "application/text; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply html(String html) {
        return of(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), NOTHING);
    }

    /** No answer: the connection is closed. */
    public static Reply dropped() {
        return empty(DROPPED);
    }

    private static Reply of(int status, String contentType, byte[] bytes) {
        return new Reply(status, Map.of("Content-Type", contentType), Body.of(bytes));
    }

    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    public boolean isDropped() {
        return status == DROPPED;
    }
}
