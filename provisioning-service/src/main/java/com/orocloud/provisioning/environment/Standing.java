package com.orocloud.provisioning.environment;

import com.orocloud.events.SiteRole;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.site.Size;

/**
 * An environment that has been built: where it is served from.
 *
 * @param lastEpoch the newest epoch that was ever approved for it; an approval that does not exceed it is stale
 */
record Standing(Agreement agreement, Reserved addresses, ActiveSite active, long lastEpoch) {

    static final long FIRST_EPOCH = 1;

    /** The site that visitors reach. */
    record ActiveSite(SiteRole role, long epoch, Place place) {}

    static Standing first(Agreement agreement, Reserved addresses) {
        return new Standing(
                agreement, addresses, new ActiveSite(SiteRole.PRIMARY, FIRST_EPOCH, agreement.primary()), FIRST_EPOCH);
    }

    String environmentId() {
        return agreement.environmentId();
    }

    Standing sized(Size size) {
        return new Standing(agreement.sized(size), addresses, active, lastEpoch);
    }

    Standing approved(long epoch) {
        return new Standing(agreement, addresses, active, epoch);
    }

    Standing servedFrom(ActiveSite site) {
        return new Standing(agreement, addresses, site, lastEpoch);
    }
}
