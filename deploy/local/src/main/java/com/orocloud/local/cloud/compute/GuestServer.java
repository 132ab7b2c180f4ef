package com.orocloud.local.cloud.compute;

/** Where one node learns about itself, in the dialect of its provider. */
interface GuestServer extends AutoCloseable {

    /** The environment variable that tells the node's supervisor where it is. */
    String variable();

    /** Lets those who wait for a change look again. */
    void wake();

    @Override
    void close();
}
