package com.orocloud.e2e.provisioning;

import java.time.Duration;
import java.util.List;

/**
 * One environment that was asked for.
 *
 * @param outcome PROVISIONED, or the code of the failure
 * @param nodes that it says it has; none if it failed
 */
record Built(String environment, Provider provider, String outcome, Duration took, List<String> nodes) {

    static final String PROVISIONED = "PROVISIONED";

    boolean isComplete() {
        return outcome.equals(PROVISIONED);
    }
}
