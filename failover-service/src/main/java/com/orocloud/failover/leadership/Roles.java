package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Site.DatabaseNode;
import org.jspecify.annotations.Nullable;

/**
 * Who leads a site's database, and who follows.
 *
 * @param term rises by one with every fail-over; whoever acts for an older one is refused
 * @param standby null if the site has one database node only
 */
public record Roles(
        Site site, long term, String leader, @Nullable String standby) {

    public DatabaseNode leaderNode() {
        return site.node(leader);
    }

    public @Nullable DatabaseNode standbyNode() {
        return standby == null ? null : site.node(standby);
    }

    /** The standby leads from now on, and the lost leader is to follow it. */
    Roles exchanged() {
        if (standby == null) {
            throw new IllegalStateException("nobody follows " + leader);
        }
        return new Roles(site, term + 1, /* leader= */ standby, /* standby= */ leader);
    }
}
