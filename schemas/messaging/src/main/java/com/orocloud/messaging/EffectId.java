package com.orocloud.messaging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Ids: the same words give the same effect id, so that doing a thing again is recognised as the same thing. */
public final class EffectId {

    /** Namespace of this product's effect ids; must never change. */
    private static final UUID NAMESPACE = UUID.fromString("6f1c0c5e-3a53-5b0e-9a64-0d6a5b1f8e21");

    private static final SecureRandom RANDOM = new SecureRandom();

    private EffectId() {}

    /** UUIDv5 (RFC 9562) of the words, for example environment, step and attempt. */
    public static UUID of(Object... words) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .array());
            for (Object word : words) {
                sha1.update(word.toString().getBytes(StandardCharsets.UTF_8));
                sha1.update((byte) 0);
            }
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
            return uuid(hash.getLong(), hash.getLong(), 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }

    /** UUIDv7 (RFC 9562): sorts by time. */
    public static UUID at(Instant time) {
        return uuid((time.toEpochMilli() << 16) | RANDOM.nextInt(1 << 16), RANDOM.nextLong(), 7);
    }

    private static UUID uuid(long most, long least, int version) {
        return new UUID(
                (most & ~0xF000L) | ((long) version << 12), (least & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }
}
