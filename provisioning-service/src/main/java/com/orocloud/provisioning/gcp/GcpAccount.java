package com.orocloud.provisioning.gcp;

import java.net.URI;

/**
 * The project that everything is built in, and how its machines are made.
 *
 * @param endpoint of the Compute Engine API
 * @param machineType of every node
 * @param image that nodes boot from
 */
public record GcpAccount(URI endpoint, String project, Credentials credentials, String machineType, String image) {

    /** NONE: for an endpoint that asks for none. DEFAULT: what the machine that we run on is given. */
    public enum Credentials {
        NONE,
        DEFAULT
    }
}
