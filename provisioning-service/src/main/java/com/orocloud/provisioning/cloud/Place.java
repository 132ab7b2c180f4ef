package com.orocloud.provisioning.cloud;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;

/** A provider's region. */
public record Place(IaasProvider provider, String region) {

    public static Place of(RegionRef ref) {
        return new Place(ref.getProvider(), ref.getRegion());
    }

    public RegionRef ref() {
        return new RegionRef(provider, region);
    }

    /** As in Kafka keys and approvals, for example GCP:europe-west4. */
    @Override
    public String toString() {
        return provider + ":" + region;
    }
}
