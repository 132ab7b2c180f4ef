package com.orocloud.backup.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A new file that goes to the disk while it is written, and not when all of it is there: then nobody waits for the disk
 * with the processors idle.
 */
final class FlushedFile extends OutputStream {

    private static final long FLUSH_BYTES = 32 << 20;

    private final FileChannel channel;
    private long written;
    private long flushedFrom;
    private FutureTask<Boolean> flush = new FutureTask<>(() -> true);

    FlushedFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        flush.run();
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            written += channel.write(left);
        }
        if (written - flushedFrom >= FLUSH_BYTES && flush.isDone()) {
            flushedFrom = written;
            flush = new FutureTask<>(() -> {
                channel.force(false);
                return true;
            });
            Thread.ofVirtual().start(flush);
        }
    }

    long written() {
        return written;
    }

    /** All of it is on the disk when this returns. */
    @Override
    public void close() throws IOException {
        try (channel) {
            flush.get();
            channel.force(true);
        } catch (ExecutionException e) {
            throw new IOException("writing to the disk", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing to the disk");
        }
    }
}
