package com.orocloud.failover.automation;

import com.orocloud.events.FailoverPauseReminded;
import com.orocloud.events.FailoverPauseRequested;
import com.orocloud.events.FailoverPaused;
import com.orocloud.events.FailoverPolicyChanged;
import com.orocloud.events.FailoverPolicyRequested;
import com.orocloud.events.FailoverRequestRejected;
import com.orocloud.events.FailoverResumeRequested;
import com.orocloud.events.FailoverResumed;
import com.orocloud.failover.automation.Automation.Paused;
import com.orocloud.messaging.Events;
import java.util.List;
import java.util.UUID;

/** What is said about pauses and policies, in the contract's words. */
final class AutomationFacts {

    private AutomationFacts() {}

    static FailoverPaused paused(String environmentId, Paused state) {
        return new FailoverPaused(Events.unstamped(), environmentId, state.pausedAt(), state.until(), state.reason());
    }

    static FailoverPauseReminded reminded(String environmentId, Paused state) {
        return new FailoverPauseReminded(
                Events.unstamped(), environmentId, state.pausedAt(), state.until(), state.reason(), state.reminders());
    }

    static FailoverResumed resumed(String environmentId, Paused state, String reason) {
        return new FailoverResumed(Events.unstamped(), environmentId, state.pausedAt(), reason);
    }

    static FailoverPolicyChanged policyChanged(FailoverPolicyRequested request, Policy policy) {
        return new FailoverPolicyChanged(
                Events.unstamped(),
                request.getEnvironmentId(),
                policy.lossPolicy(),
                policy.lagLimitBytes(),
                policy.restartInPlace().toSeconds(),
                request.getReason());
    }

    static FailoverRequestRejected rejected(FailoverPauseRequested request, List<String> reasons) {
        return rejected(request.getEnvironmentId(), request.getMeta().getEventId(), "FailoverPauseRequested", reasons);
    }

    static FailoverRequestRejected rejected(FailoverResumeRequested request, List<String> reasons) {
        return rejected(request.getEnvironmentId(), request.getMeta().getEventId(), "FailoverResumeRequested", reasons);
    }

    static FailoverRequestRejected rejected(FailoverPolicyRequested request, List<String> reasons) {
        return rejected(request.getEnvironmentId(), request.getMeta().getEventId(), "FailoverPolicyRequested", reasons);
    }

    private static FailoverRequestRejected rejected(
            String environmentId, UUID requestEventId, String request, List<String> reasons) {
        return new FailoverRequestRejected(Events.unstamped(), environmentId, requestEventId, request, reasons);
    }
}
