package com.orocloud.provisioning.site;

import com.orocloud.events.AddressSet;
import java.util.List;

/** A site's public addresses, reserved long before the site is built. */
public record SiteAddresses(String ingress, String egress) {

    public int count() {
        return 2;
    }

    public AddressSet toSet() {
        return AddressSet.newBuilder()
                .setIngress(List.of(ingress))
                .setEgress(List.of(egress))
                .build();
    }
}
