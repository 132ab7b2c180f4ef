package com.orocloud.e2e;

import com.orocloud.events.DomainMode;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.events.catalogue.EventKey;
import java.util.List;

/** One customer of the demo and the environment it orders. */
public record Customer(
        String tenant,
        String environment,
        String hostname,
        DomainMode domainMode,
        RegionRef primary,
        RegionRef recovery) {

    /** One on Google Cloud whose name we manage, one on Oracle Cloud who manages its own. */
    public static final List<Customer> ALL = List.of(
            new Customer(
                    "acme",
                    "acme-prod",
                    "shop.acme-prod.orocloud.test",
                    DomainMode.PLATFORM_ZONE,
                    new RegionRef(IaasProvider.GCP, "europe-west4"),
                    new RegionRef(IaasProvider.GCP, "europe-west1")),
            new Customer(
                    "globex",
                    "globex-prod",
                    "shop.globex.test",
                    DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT,
                    new RegionRef(IaasProvider.OCI, "us-ashburn-1"),
                    new RegionRef(IaasProvider.OCI, "us-phoenix-1")));

    String project() {
        return "ocom-" + tenant;
    }

    String mail(String who) {
        return who + "@" + tenant + ".example";
    }

    boolean ownsItsDomain() {
        return domainMode != DomainMode.PLATFORM_ZONE;
    }

    /** The key of facts about the region that it lives in, for example GCP:europe-west4. */
    String primaryKey() {
        return EventKey.of(primary);
    }
}
