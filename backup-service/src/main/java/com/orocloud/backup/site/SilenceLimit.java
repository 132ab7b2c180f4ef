package com.orocloud.backup.site;

import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a program gives, or its end if it gives nothing for too long. Reading from one has no limit of its own, and a
 * server that was frozen keeps the program's connection open for ever.
 */
final class SilenceLimit extends FilterInputStream {

    private final Process process;
    private final Duration limit;
    private final Thread watch;

    /** Of {@link System#nanoTime}; the time that the reader spends elsewhere is nobody's silence. */
    private volatile long silentSince = System.nanoTime();

    private volatile boolean reading;
    private volatile boolean exceeded;

    SilenceLimit(Process process, Duration limit) {
        super(process.getInputStream());
        this.process = process;
        this.limit = limit;
        watch = Thread.ofVirtual().start(this::watch);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int read = -1;
        IOException broken = null;
        silentSince = System.nanoTime();
        reading = true;
        try {
            read = in.read(buffer, from, length);
        } catch (IOException e) {
            broken = e;
        } finally {
            reading = false;
        }
        if (exceeded) {
            throw silent(broken);
        }
        if (broken != null) {
            throw broken;
        }
        return read;
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

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }
}
