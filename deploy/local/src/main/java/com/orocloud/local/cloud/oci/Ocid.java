package com.orocloud.local.cloud.oci;

import java.util.UUID;

/** Oracle's identifiers: kind, region and something unique. */
final class Ocid {

    private Ocid() {}

    static String fresh(String kind, String region) {
        return of(kind, region, UUID.randomUUID().toString().replace("-", ""));
    }

    /** The identifier of something that exists exactly with another thing, such as a machine's network card. */
    static String sibling(String kind, String ocid) {
        String[] parts = ocid.split("\\.", -1);
        if (parts.length != 5) {
            throw OciRefusal.notFound();
        }
        return of(kind, parts[3], parts[4]);
    }

    private static String of(String kind, String region, String unique) {
        return "ocid1." + kind + ".oc1." + region + "." + unique;
    }

    static String unique(String ocid) {
        return ocid.substring(ocid.lastIndexOf('.') + 1);
    }
}
