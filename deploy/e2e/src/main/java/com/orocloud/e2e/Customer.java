package com.orocloud.e2e;

import com.orocloud.events.DomainMode;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import java.util.List;

/** One customer of the demo and the environment it orders. */
public record Customer(
        String tenant,
        String environment,
        String hostname,
        DomainMode domainMode,
        RegionRef primary,
        RegionRef recovery) {

    static final String PRIMARY = "europe-west4";
    static final String RECOVERY = "europe-west1";

    /** One whose name we manage, one who manages its own. */
    public static final List<Customer> ALL = List.of(
            inEurope("acme", "acme-prod", "shop.acme-prod.orocloud.test", DomainMode.PLATFORM_ZONE),
            inEurope("globex", "globex-prod", "shop.globex.test", DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT));

    private static Customer inEurope(String tenant, String environment, String hostname, DomainMode domainMode) {
        return new Customer(
                tenant,
                environment,
                hostname,
                domainMode,
                new RegionRef(IaasProvider.GCP, PRIMARY),
                new RegionRef(IaasProvider.GCP, RECOVERY));
    }

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
