package com.orocloud.provisioning.cloud;

/** Where an environment's credentials are kept. They are made once and never read back by us. */
public interface Secrets {

    /**
     * Makes the environment's credentials, or finds those made before: they are never replaced here, because running
     * nodes use them.
     *
     * @return their reference
     */
    Answer<String> ensure(String environmentId);

    /** Destroys the environment's credentials for good. Nothing there is as good. */
    Answer<Boolean> release(String environmentId);

    /** By which nodes and services find them. */
    String reference(String environmentId);
}
