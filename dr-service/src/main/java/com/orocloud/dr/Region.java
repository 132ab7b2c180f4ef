package com.orocloud.dr;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;

/** A provider's region, for example GCP europe-west4. */
record Region(IaasProvider provider, String name) {

    static Region of(RegionRef ref) {
        return new Region(ref.getProvider(), ref.getRegion());
    }

    RegionRef toRef() {
        return new RegionRef(provider, name);
    }

    /** As it stands in Kafka keys and in the proof of an approval. */
    String key() {
        return provider + ":" + name;
    }

    String inWords() {
        return switch (provider) {
            case GCP -> "Google Cloud " + name;
            case OCI -> "Oracle Cloud " + name;
            case UNKNOWN -> name;
        };
    }
}
