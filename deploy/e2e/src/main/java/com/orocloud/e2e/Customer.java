package com.orocloud.e2e;

import com.orocloud.events.DomainMode;
import java.util.List;

/** One customer of the demo and the environment it orders. */
public record Customer(String tenant, String environment, String hostname, DomainMode domainMode) {

    static final String PRIMARY = "europe-west4";
    static final String RECOVERY = "europe-west1";

    /** One whose name we manage, one who manages its own. */
    public static final List<Customer> ALL = List.of(
            new Customer("acme", "acme-prod", "shop.acme-prod.orocloud.test", DomainMode.PLATFORM_ZONE),
            new Customer("globex", "globex-prod", "shop.globex.test", DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT));

    String project() {
        return "ocom-" + tenant;
    }

    String mail(String who) {
        return who + "@" + tenant + ".example";
    }

    boolean ownsItsDomain() {
        return domainMode != DomainMode.PLATFORM_ZONE;
    }
}
