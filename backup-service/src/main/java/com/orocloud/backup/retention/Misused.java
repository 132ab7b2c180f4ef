package com.orocloud.backup.retention;

/** The command was called in a way that means nothing; the message says what to do. */
final class Misused extends Exception {

    private static final long serialVersionUID = 1L;

    Misused(String message) {
        super(message);
    }
}
