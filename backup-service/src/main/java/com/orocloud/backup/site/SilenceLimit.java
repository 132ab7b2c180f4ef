package com.orocloud.backup.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a program that gives nothing for too long. Reading from one has no limit of its own, and a server that was frozen
 * keeps the program's connection open for ever.
 */
final class SilenceLimit {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Process process;
    private final Duration limit;

    /** Of {@link System#nanoTime}; the time that is spent on writing is nobody's silence. */
    private volatile long silentSince = System.nanoTime();

    private volatile boolean reading;
    private volatile boolean exceeded;

    SilenceLimit(Process process, Duration limit) {
        this.process = process;
        this.limit = limit;
    }

    /** Copies all that the program gives. */
    void transfer(InputStream in, OutputStream out) throws IOException {
        var watch = Thread.ofVirtual().start(this::watch);
        try {
            copy(in, out);
        } catch (IOException e) {
            throw exceeded ? silent(e) : e;
        } finally {
            watch.interrupt();
        }
        if (exceeded) {
            throw silent(null);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        int read = read(in, buffer);
        while (read >= 0) {
            out.write(buffer, 0, read);
            read = read(in, buffer);
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        silentSince = System.nanoTime();
        reading = true;
        try {
            return in.read(buffer);
        } finally {
            reading = false;
        }
    }

    private void watch() {
        try {
            while (!process.waitFor(limit.toMillis() / 4, TimeUnit.MILLISECONDS)) {
                if (reading && System.nanoTime() - silentSince > limit.toNanos()) {
                    exceeded = true;
                    process.destroyForcibly();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private IOException silent(@Nullable IOException cause) {
        return new IOException("it gave nothing for " + limit.toSeconds() + " s", cause);
    }
}
