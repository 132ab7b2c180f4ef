package com.orocloud.local.cloud.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body whose connection breaks after some bytes. */
final class CutStream extends FilterInputStream {

    private long left;

    CutStream(InputStream in, long bytes) {
        super(in);
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left <= 0) {
            throw new IOException("connection cut on purpose");
        }
        int read = super.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(read, 0);
        return read;
    }
}
