package com.orocloud.backup.site;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads in a thread of its own, a few MiB ahead of whoever reads here: opening what is sealed and writing it to the disk
 * then go on side by side. Whoever closes this may read on from the source, where this had come to.
 */
final class ReadAhead extends InputStream {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BUFFERS = 4;

    /** Some bytes that were read; none at the end. */
    private static final class Piece {

        private final byte[] bytes;
        private int position;
        private int length;

        private Piece(int capacity) {
            bytes = new byte[capacity];
        }
    }

    private final InputStream source;
    private final BlockingQueue<Piece> free = new LinkedBlockingQueue<>();
    private final BlockingQueue<Piece> filled = new LinkedBlockingQueue<>();
    private final Thread reader;
    private Piece current = new Piece(0);
    private boolean ended;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    ReadAhead(InputStream source) {
        this.source = source;
        for (int i = 0; i < BUFFERS; i++) {
            free.add(new Piece(BUFFER_BYTES));
        }
        reader = Thread.ofPlatform().daemon().name("read-ahead").start(this::readAll);
    }

    private void readAll() {
        try {
            boolean more = true;
            while (more && !closed) {
                var piece = free.take();
                piece.position = 0;
                piece.length = source.readNBytes(piece.bytes, 0, BUFFER_BYTES);
                more = piece.length == BUFFER_BYTES;
                if (piece.length > 0) {
                    filled.add(piece);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
        }
        filled.add(new Piece(0));
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? current.bytes[current.position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int now = Math.min(length, current.length - current.position);
        System.arraycopy(current.bytes, current.position, bytes, offset, now);
        current.position += now;
        return now;
    }

    private boolean hasMore() throws IOException {
        while (!ended && current.position == current.length) {
            if (current.length > 0) {
                free.add(current);
            }
            try {
                current = filled.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while reading", e);
            }
            ended = current.length == 0;
        }
        if (ended && failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return !ended;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        free.add(new Piece(BUFFER_BYTES));
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while ending to read", e);
        }
    }
}
