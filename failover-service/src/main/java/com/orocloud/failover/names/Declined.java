package com.orocloud.failover.names;

import java.io.IOException;

/** The host of a zone said no, and would say so again. */
public final class Declined extends IOException {

    private static final long serialVersionUID = 1L;

    public Declined(String message) {
        super(message);
    }
}
