package com.orocloud.provisioning.decommission;

import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentDecommissionWithdrawn;
import com.orocloud.events.EventMeta;
import java.util.UUID;

/**
 * What every request about the end of an environment has.
 *
 * @param record the request's name in the contract
 */
record Wished(String record, EventMeta meta, String environmentId, UUID requestId) {

    static Wished of(EnvironmentDecommissionRequested request) {
        return new Wished(
                "EnvironmentDecommissionRequested",
                request.getMeta(),
                request.getEnvironmentId(),
                request.getRequestId());
    }

    static Wished of(EnvironmentDecommissionConfirmed request) {
        return new Wished(
                "EnvironmentDecommissionConfirmed",
                request.getMeta(),
                request.getEnvironmentId(),
                request.getRequestId());
    }

    static Wished of(EnvironmentDecommissionWithdrawn request) {
        return new Wished(
                "EnvironmentDecommissionWithdrawn",
                request.getMeta(),
                request.getEnvironmentId(),
                request.getRequestId());
    }
}
