package com.orocloud.local.cloud.oci;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.web.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Availability domains and the fault domains in them. */
final class Domains {

    /** Names of availability domains begin with letters that differ between tenancies. */
    private static final String TENANCY_PREFIX = "LcCl:";

    static final List<String> FAULT_DOMAINS = List.of("FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3");

    private final Regions regions;

    Domains(Regions regions) {
        this.regions = regions;
    }

    static String name(String zone) {
        return TENANCY_PREFIX + zone.toUpperCase(Locale.ROOT);
    }

    /** The zone of the catalogue that a tenancy knows by this name. */
    String zone(String region, String availabilityDomain) {
        return regions.region(region).zones().stream()
                .filter(zone -> name(zone).equals(availabilityDomain))
                .findFirst()
                .orElseThrow(() -> OciRefusal.invalid("There is no availability domain " + availabilityDomain));
    }

    List<JsonObject> availabilityDomains(String region, String compartment) {
        return regions.region(region).zones().stream()
                .map(zone -> Json.object(
                        "id",
                        "ocid1.availabilitydomain.oc1.." + zone,
                        "name",
                        name(zone),
                        "compartmentId",
                        compartment))
                .toList();
    }

    List<JsonObject> faultDomains(String region, String availabilityDomain, String compartment) {
        String zone = zone(region, availabilityDomain);
        return FAULT_DOMAINS.stream()
                .map(name -> Json.object(
                        "id",
                        "ocid1.faultdomain.oc1.." + zone + "." + name.toLowerCase(Locale.ROOT),
                        "name",
                        name,
                        "availabilityDomain",
                        availabilityDomain,
                        "compartmentId",
                        compartment))
                .toList();
    }

    Stream<JsonObject> subscriptions() {
        return regions.of(Regions.Provider.OCI).stream()
                .map(region -> Json.object(
                        "regionKey",
                        region.name(),
                        "regionName",
                        region.name(),
                        "status",
                        "READY",
                        "isHomeRegion",
                        false));
    }
}
