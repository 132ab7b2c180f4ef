package com.orocloud.backup.archive;

/**
 * What is stored is not what was stored, or not what is needed: trying again will not help. Anything that may pass is
 * an {@link java.io.IOException} instead.
 */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    /** What was wrong with the part. */
    public enum Reason {
        MISSING,
        CHECKSUM,
        WRONG_KEY,
        NOT_AUTHENTIC,
        NOT_THE_ONE_RECORDED,
        CONTENT_DIFFERS,
        /** It does not hold the instant that was asked for. */
        NOT_REACHED
    }

    private final Part part;
    private final Reason reason;

    public Refusal(Part part, Reason reason, String message) {
        super("%s refused, %s: %s".formatted(part, reason, message));
        this.part = part;
        this.reason = reason;
    }

    public Part part() {
        return part;
    }

    public Reason reason() {
        return reason;
    }
}
