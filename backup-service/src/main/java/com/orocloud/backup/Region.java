package com.orocloud.backup;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;

/** A provider's region, in our own words. */
record Region(IaasProvider provider, String name) {

    static Region of(RegionRef reference) {
        return new Region(reference.getProvider(), reference.getRegion());
    }

    /** As in the keys of the region topics, for example {@code GCP:europe-west4}. */
    String id() {
        return provider + ":" + name;
    }

    RegionRef reference() {
        return new RegionRef(provider, name);
    }
}
