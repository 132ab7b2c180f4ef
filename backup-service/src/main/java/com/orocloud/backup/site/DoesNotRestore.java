package com.orocloud.backup.site;

import java.io.IOException;

/** A dump was read to its end and PostgreSQL could not restore it. */
public final class DoesNotRestore extends IOException {

    private static final long serialVersionUID = 1L;

    DoesNotRestore(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
