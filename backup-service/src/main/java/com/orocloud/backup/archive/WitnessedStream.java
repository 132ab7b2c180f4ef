package com.orocloud.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Tells afterwards what was read through it, and whether it was the reading that failed. */
final class WitnessedStream extends FilterInputStream {

    private static final int BUFFER_BYTES = 1 << 18;

    private final @Nullable MessageDigest digest;
    private long bytes;
    private @Nullable IOException failure;

    /** @param asTold what the manifest says; what it does not tell is not looked at */
    WitnessedStream(InputStream in, Manifest.Plain asTold) {
        super(in);
        digest = asTold.sha256() == null ? null : Digests.sha256();
    }

    WitnessedStream(InputStream in) {
        super(in);
        digest = null;
    }

    Manifest.Plain witnessed() {
        return new Manifest.Plain(bytes, digest == null ? null : Digests.hex(digest));
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** Reads what is left. */
    void drain() throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        while (read(buffer, 0, buffer.length) >= 0) {
            // only to have it checked
        }
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
                bytes += read;
                if (digest != null) {
                    digest.update(buffer, offset, read);
                }
            }
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
