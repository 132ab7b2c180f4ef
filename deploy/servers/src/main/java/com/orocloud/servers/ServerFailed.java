package com.orocloud.servers;

/** A server did not do what it was asked to; the message says which, why, and what its log said last. */
public final class ServerFailed extends RuntimeException {

    public ServerFailed(String message) {
        super(message);
    }

    public ServerFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
