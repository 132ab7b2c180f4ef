package com.orocloud.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Tells afterwards what was read through it, and whether it was the reading that failed. */
final class WitnessedStream extends FilterInputStream {

    private final MessageDigest digest = Digests.sha256();
    private long bytes;
    private @Nullable IOException failure;

    WitnessedStream(InputStream in) {
        super(in);
    }

    Manifest.Plain witnessed() {
        return new Manifest.Plain(bytes, Digests.hex(digest));
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                bytes += read;
            }
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
