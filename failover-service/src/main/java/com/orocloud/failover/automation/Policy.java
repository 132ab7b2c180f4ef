package com.orocloud.failover.automation;

import com.orocloud.events.LossPolicy;
import java.time.Duration;

/**
 * How an environment's databases are failed over.
 *
 * @param lagLimitBytes an asynchronous standby further behind than this is too far behind
 * @param restartInPlace how long a main whose process ended, while its machine answers, is given to start again there
 */
public record Policy(LossPolicy lossPolicy, long lagLimitBytes, Duration restartInPlace) {

    /** For environments for which nobody asked for anything else. */
    public static final Policy DEFAULT = new Policy(LossPolicy.LOSS_FIRST, 1 << 20, Duration.ZERO);
}
