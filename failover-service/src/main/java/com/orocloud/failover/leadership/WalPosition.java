package com.orocloud.failover.leadership;

/** A place in a main's write-ahead log, in bytes; written as PostgreSQL does, {@code 16/B374D848}. */
public record WalPosition(long bytes) implements Comparable<WalPosition> {

    public static WalPosition parse(String text) {
        int slash = text.indexOf('/');
        return new WalPosition(Long.parseUnsignedLong(text.substring(0, slash), 16) << 32
                | Long.parseUnsignedLong(text.substring(slash + 1), 16));
    }

    /** Bytes from {@code earlier} to here; 0 if this is not later. */
    public long beyond(WalPosition earlier) {
        return Math.max(0, bytes - earlier.bytes);
    }

    @Override
    public int compareTo(WalPosition other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return Long.toHexString(bytes >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(bytes & 0xFFFFFFFFL).toUpperCase(java.util.Locale.ROOT);
    }
}
