package com.orocloud.failover.region;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;

/** A provider's region, in words that can be stored. */
public record Region(String provider, String name) {

    static Region of(RegionRef region) {
        return new Region(region.getProvider().name(), region.getRegion());
    }

    static Region ofId(String id) {
        int colon = id.indexOf(':');
        return new Region(id.substring(0, colon), id.substring(colon + 1));
    }

    public String id() {
        return provider + ":" + name;
    }

    RegionRef ref() {
        return new RegionRef(IaasProvider.valueOf(provider), name);
    }
}
