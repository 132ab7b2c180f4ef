package com.orocloud.e2e.provisioning;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;

/** One provider as the benchmark uses it. */
enum Provider {
    /**
     * A secret: made and given a version, 2. Each of four addresses: asked for and read, 8. Each of six machines: created,
     * seen running, told its peers, heard to be ready, 24.
     */
    GCP(
            IaasProvider.GCP,
            "europe-west4",
            "europe-west1",
            "POST /compute/v1/projects/[^/]+/zones/[^/]+/instances(\\?.*)?",
            34),
    /**
     * As above, but a machine's address takes two calls more, and so does the place where it reports (one to make it); and
     * the balancer's public address three: its card's private address, the reserved one, and the two put together.
     */
    OCI(IaasProvider.OCI, "us-ashburn-1", "us-phoenix-1", "POST /oci/[^/]+/20160918/instances/?", 55);

    private final IaasProvider provider;
    private final String one;
    private final String other;
    private final String creation;
    private final int minimumCalls;

    Provider(IaasProvider provider, String one, String other, String creation, int minimumCalls) {
        this.provider = provider;
        this.one = one;
        this.other = other;
        this.creation = creation;
        this.minimumCalls = minimumCalls;
    }

    /** Two regions, by turns, that recover each other. */
    RegionRef region(int index) {
        return new RegionRef(provider, index % 2 == 0 ? one : other);
    }

    /** A call that creates a machine, as the local cloud's faults match it. */
    String creation() {
        return creation;
    }

    /** For one environment of six nodes with a recovery region, if everything went well at once: as counted above. */
    int minimumCalls() {
        return minimumCalls;
    }

    /** An error as this provider words it. */
    String error(int status, String code, String message) {
        return switch (this) {
            case GCP ->
                "{\"error\":{\"code\":%d,\"message\":\"%s\",\"errors\":[{\"reason\":\"%s\",\"message\":\"%s\"}]}}"
                        .formatted(status, message, code, message);
            case OCI -> "{\"code\":\"%s\",\"message\":\"%s\"}".formatted(code, message);
        };
    }
}
