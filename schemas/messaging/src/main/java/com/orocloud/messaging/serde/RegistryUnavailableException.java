package com.orocloud.messaging.serde;

import org.apache.kafka.common.errors.RetriableException;

/** The registry could not be asked; the same call may succeed later. */
public final class RegistryUnavailableException extends RetriableException {

    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
