package com.orocloud.failover.region;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/**
 * Something in which a provider says how its regions are: a page for everybody, or what it tells those who rent there.
 * It may be late, silent or wrong.
 */
public interface ProviderFeed {

    /** Stands for all regions. */
    String EVERYWHERE = "global";

    /** In the order in which they are believed: what is told to this account is about what it rents. */
    enum Kind {
        SERVICE_HEALTH,
        ANNOUNCEMENTS,
        STATUS_PAGE;

        /** Where what it says of a region is kept. */
        String idFor(String regionId) {
            return this == STATUS_PAGE ? regionId : regionId + "/" + name();
        }
    }

    /** An incident that goes on, as the provider has it. */
    record Incident(String id, String summary) {}

    Kind kind();

    /** Whose regions it is about, in the contract's words. */
    String provider();

    /** Whether there is anything to read. */
    boolean isConfigured();

    /**
     * The open incident of every region that has one, by the region's name.
     *
     * @param regions those that matter
     * @throws IOException if it cannot be read, or not be understood, now
     */
    Map<String, Incident> read(Collection<String> regions) throws IOException, InterruptedException;
}
