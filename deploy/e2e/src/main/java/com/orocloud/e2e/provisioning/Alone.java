package com.orocloud.e2e.provisioning;

import java.time.Duration;

/**
 * One environment built while nothing else was going on, and no fault.
 *
 * @param took from the request to EnvironmentProvisioned
 * @param cloudTook how long of that the cloud was working on it; the rest is ours
 */
record Alone(Provider provider, Duration took, Duration cloudTook, int calls) {

    Duration overhead() {
        return took.minus(cloudTook);
    }
}
