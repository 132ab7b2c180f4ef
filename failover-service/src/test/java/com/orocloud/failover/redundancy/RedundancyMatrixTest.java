package com.orocloud.failover.redundancy;

import static com.orocloud.failover.redundancy.TestingMembers.AT;

import com.orocloud.failover.Matrix;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.Redundancy.Withdrawn;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the table of all other nodes in README.md true. */
class RedundancyMatrixTest {

    @Test
    void theReadmeShowsWhatASitesRedundancyMakesOfEverything() throws IOException {
        var whole = new Whole(TestingMembers.members());
        var reduced = (Reduced) ((Applied<Redundancy>) seen(whole, "queue-2")).state();
        new Matrix<Redundancy>(whole, reduced, new Withdrawn(TestingMembers.ID, 1))
                .when("EnvironmentProvisioned", state -> Redundancy.on(state, TestingMembers.provisioned()))
                .when("a node is lost", state -> seen(state, "queue-2"))
                .when("another one is lost, too", state -> seen(state, "queue-1", "queue-2"))
                .when("a database node is lost", state -> seen(state, "queue-2", "database-1"))
                .when("all work", state -> seen(state))
                .when("EnvironmentScaled", state -> Redundancy.on(state, TestingMembers.scaled("queue-2")))
                .when("EnvironmentFenced", state -> Redundancy.on(state, TestingMembers.fenced()))
                .when("EnvironmentDismantlingStarted", state -> Redundancy.on(state, TestingMembers.dismantled()))
                .assertShown("redundancy");
    }

    private static Outcome<Redundancy> seen(@Nullable Redundancy state, String... lost) {
        Redundancy judged = state == null ? new Whole(TestingMembers.members()) : state;
        return Redundancy.on(state, new Finding(judged, TestingMembers.lost(AT, lost), AT));
    }
}
