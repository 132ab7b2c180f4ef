package com.orocloud.messaging.serde;

import org.apache.avro.util.ClassSecurityValidator;

/** What both directions share. */
final class WireFormat {

    static final byte MAGIC = 0;

    /** Magic byte and schema id. */
    static final int HEADER = 1 + Integer.BYTES;

    private WireFormat() {}

    /** Avro instantiates only classes that it is told to trust: here, the contract's. */
    static void trustEvents() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith("com.orocloud.events.")));
    }
}
