package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/** The checksums that Cloud Storage keeps of an object. */
record Digests(String md5, String crc32c) {

    private static final int BUFFER = 1 << 16;

    static Digests of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            CRC32C crc = new CRC32C();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                md5.update(buffer, 0, read);
                crc.update(buffer, 0, read);
            }
            byte[] crcBytes = ByteBuffer.allocate(Integer.BYTES)
                    .putInt((int) crc.getValue())
                    .array();
            Base64.Encoder encoder = Base64.getEncoder();
            return new Digests(encoder.encodeToString(md5.digest()), encoder.encodeToString(crcBytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Refuses content that is not what its sender said it would be. */
    void check(JsonObject announced) {
        if (Json.text(announced, "md5Hash").filter(said -> !said.equals(md5)).isPresent()
                || Json.text(announced, "crc32c")
                        .filter(said -> !said.equals(crc32c))
                        .isPresent()) {
            throw Refusal.badRequest("invalid", "The content does not match the checksum that was announced.");
        }
    }
}
