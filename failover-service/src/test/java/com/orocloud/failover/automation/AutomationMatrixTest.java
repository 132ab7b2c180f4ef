package com.orocloud.failover.automation;

import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.LossPolicy;
import com.orocloud.failover.Matrix;
import com.orocloud.failover.automation.Automation.Automatic;
import com.orocloud.failover.automation.Automation.Paused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Keeps the table of pauses in README.md true. */
class AutomationMatrixTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void theReadmeShowsWhatAutomationMakesOfEverything() throws IOException {
        var pause = TestingRequests.pause("acme-prod", Instant.EPOCH, "moving");
        pause.put("until", pause.getMeta().getOccurredAt().plus(Duration.ofHours(1)));
        var policy = TestingRequests.policy("acme-prod", LossPolicy.TIME_FIRST, 0, 0);
        new Matrix<Automation>(
                        new Automatic(Policy.DEFAULT),
                        new Paused(Policy.DEFAULT, AT, AT.plus(Duration.ofHours(3)), "moving", 0))
                .when("EnvironmentProvisioned", state -> Automation.on(state, new EnvironmentProvisioned()))
                .when("FailoverPauseRequested", state -> Automation.on(state, pause))
                .when("FailoverResumeRequested", state -> Automation.on(state, TestingRequests.resume("acme-prod")))
                .when("FailoverPolicyRequested", state -> Automation.on(state, policy))
                .when("an hour passes", state -> Automation.timePasses(state, "acme-prod", AT.plusSeconds(3600)))
                .when("its time is over", state -> Automation.timePasses(state, "acme-prod", AT.plusSeconds(10800)))
                .assertShown("automation");
    }
}
