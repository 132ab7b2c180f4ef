package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small upload: description and content of an object in one {@code multipart/related} body. */
record MultipartBody(JsonObject description, InputStream content) {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final int LARGEST_BYTES = 32 << 20;
    private static final String BLANK_LINE = "\r\n\r\n";

    static MultipartBody read(Call call) throws IOException {
        Matcher boundary = BOUNDARY.matcher(call.header("Content-Type").orElse(""));
        if (!boundary.find()) {
            throw Refusal.badRequest("badContent", "A multipart body needs a boundary.");
        }
        byte[] body = call.inflated().readNBytes(LARGEST_BYTES + 1);
        if (body.length > LARGEST_BYTES) {
            throw new Refusal(413, "uploadTooLarge", "Use a resumable upload for more than " + LARGEST_BYTES);
        }
        String text = new String(body, StandardCharsets.ISO_8859_1); // one character per byte, so indexes are offsets
        String separator = "\r\n--" + boundary.group(1);
        int first = text.indexOf(BLANK_LINE);
        int second = text.indexOf(separator, first);
        int content = text.indexOf(BLANK_LINE, second);
        int end = text.indexOf(separator, content);
        if (first < 0 || second < 0 || content < 0 || end < 0) {
            throw Refusal.badRequest("badContent", "A multipart body has two parts.");
        }
        byte[] description = Arrays.copyOfRange(body, first + BLANK_LINE.length(), second);
        return new MultipartBody(
                Json.parse(new String(description, StandardCharsets.UTF_8)),
                new ByteArrayInputStream(body, content + BLANK_LINE.length(), end - content - BLANK_LINE.length()));
    }
}
