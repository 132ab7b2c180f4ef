package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.failover.Matrix;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Loss;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.Redundancy.Withdrawn;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the table of the other components in README.md true. */
class RedundancyMatrixTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void theReadmeShowsWhatASitesRedundancyMakesOfEverything() throws IOException {
        Members members = Members.of(TestingMembers.provisioned());
        var reduced = new Reduced(members, List.of(new Loss(Component.QUEUE, List.of("queue-2"), AT)));
        new Matrix<Redundancy>(new Whole(members), reduced, new Withdrawn(TestingMembers.ID, 1))
                .when("EnvironmentProvisioned", state -> Redundancy.on(state, TestingMembers.provisioned()))
                .when("a node is missing", state -> Redundancy.on(state, queueLacks("queue-2"), AT))
                .when("another is missing too", state -> Redundancy.on(state, queueLacks("queue-1", "queue-2"), AT))
                .when("all nodes work", state -> Redundancy.on(state, queueLacks(), AT))
                .when(
                        "EnvironmentDismantlingStarted",
                        state -> Redundancy.on(state, TestingMembers.dismantled()))
                .when("EnvironmentFenced", state -> Redundancy.on(state, TestingMembers.fenced()))
                .assertShown("redundancy");
    }

    private static Finding queueLacks(String... nodes) {
        return new Finding(Component.QUEUE, List.of(nodes), "no answer");
    }
}
