package com.orocloud.backup.site;

/**
 * What this service may use of an environment's credentials.
 *
 * @param backup password of the database role {@code backup}
 * @param replicator password of the role that may read the write-ahead log
 * @param files bearer token of the files node
 */
public record Credentials(String backup, String replicator, String files) {

    /** Never tells what it holds: records end up in logs. */
    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
