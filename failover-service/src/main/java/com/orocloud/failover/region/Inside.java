package com.orocloud.failover.region;

/** What is known of an environment from inside its region, by another way than its visitors'. */
@FunctionalInterface
public interface Inside {

    /** Its main database takes writes. */
    boolean isWell(String environmentId, long siteEpoch);
}
