package com.orocloud.failover.automation;

import com.orocloud.events.FailoverPauseRequested;
import com.orocloud.events.FailoverPolicyRequested;
import com.orocloud.events.FailoverResumeRequested;
import com.orocloud.events.LossPolicy;
import com.orocloud.testkit.Meta;
import java.time.Instant;

/** What a portal asks for about fail-over. */
public final class TestingRequests {

    private TestingRequests() {}

    public static FailoverPauseRequested pause(String environmentId, Instant until, String reason) {
        return new FailoverPauseRequested(Meta.of("portal", "acme", environmentId), environmentId, until, reason);
    }

    public static FailoverResumeRequested resume(String environmentId) {
        return new FailoverResumeRequested(Meta.of("portal", "acme", environmentId), environmentId, "done");
    }

    public static FailoverPolicyRequested policy(
            String environmentId, LossPolicy lossPolicy, long lagLimitBytes, long restartInPlaceSeconds) {
        return new FailoverPolicyRequested(
                Meta.of("portal", "acme", environmentId),
                environmentId,
                lossPolicy,
                lagLimitBytes,
                restartInPlaceSeconds,
                "agreed with the customer");
    }
}
