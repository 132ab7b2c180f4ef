package com.orocloud.backup.site;

import java.io.IOException;

/** Where environments' credentials are kept. */
@FunctionalInterface
public interface Secrets {

    /**
     * @param reference for example {@code gcpsm://project/secret}
     * @throws IOException the store does not answer, or not yet
     */
    Credentials read(String reference) throws IOException, InterruptedException;
}
