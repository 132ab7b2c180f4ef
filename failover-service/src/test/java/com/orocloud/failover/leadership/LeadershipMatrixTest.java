package com.orocloud.failover.leadership;

import static com.orocloud.failover.leadership.TestingSite.AT;
import static com.orocloud.failover.leadership.TestingSite.ROLES;
import static com.orocloud.failover.leadership.TestingSite.fenced;
import static com.orocloud.failover.leadership.TestingSite.provisioned;

import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.SiteRole;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.failover.Matrix;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.Retired;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.SwitchingOver;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.testkit.Meta;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keeps the table of leadership in README.md true. */
class LeadershipMatrixTest {

    private static final Pairing PAIRING = new Pairing(ROLES, AT, AT);
    private static final Protected PROTECTED = new Protected(ROLES, AT);
    private static final SwitchingOver SWITCHING_OVER = new SwitchingOver(ROLES, AT, "maintenance");
    private static final FailingOver FAILING_OVER =
            new FailingOver(ROLES.exchanged(), true, false, AT, AT, null, null, List.of());
    private static final Leaderless LEADERLESS = new Leaderless(ROLES, "nobody", AT);

    static EnvironmentDismantlingStarted ends() {
        return EnvironmentDismantlingStarted.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", "acme-prod"))
                .setEnvironmentId("acme-prod")
                .setRequestId(new UUID(0, 1))
                .setSiteEpoch(1)
                .build();
    }

    @Test
    void theReadmeShowsWhatLeadershipMakesOfEverything() throws IOException {
        var site = new EnvironmentFenced(
                Meta.of("provisioning-service", "acme", "acme-prod"),
                "acme-prod",
                1L,
                SiteRole.PRIMARY,
                true,
                "stopped",
                null);
        var failOver = new Step.FailOver(List.of(), "rule", AT, null, List.of());
        var giveUp = new Step.GiveUp(List.of(), "nobody");
        var promotion = new Promotion(AT, null, false, List.of());
        var request = ZoneSwitchoverRequested.newBuilder()
                .setMeta(Meta.of("portal", "acme", "acme-prod"))
                .setEnvironmentId("acme-prod")
                .setSiteEpoch(1)
                .setReason("maintenance")
                .build();
        var handOver = new Step.HandOver(List.of(), "asked for");
        var handover = new Handover(AT, new WalPosition(1000), new WalPosition(1000));
        new Matrix<Leadership>(
                        new Unprotected(ROLES, null, ""),
                        PAIRING,
                        PROTECTED,
                        SWITCHING_OVER,
                        FAILING_OVER,
                        new Stuck(FAILING_OVER, "", AT),
                        LEADERLESS,
                        new Retired(ROLES, ""))
                .when("EnvironmentProvisioned", state -> Leadership.on(state, provisioned(true)))
                .when("the standby is steady", state -> Leadership.pairing(state, ROLES, AT))
                .when("a witness commit proves it", state -> Leadership.proved(state, PAIRING, AT))
                .when("the standby went before that", state -> Leadership.unpaired(state, PAIRING, ""))
                .when("the standby is lost", state -> Leadership.standbyLost(state, PROTECTED, "", AT))
                .when("ZoneSwitchoverRequested", state -> Leadership.on(state, request))
                .when(
                        "the standby replayed all",
                        state -> Switchover.handedOver(state, SWITCHING_OVER, handOver, handover, AT))
                .when("it cannot or takes 10 s", state -> Switchover.givenUp(state, SWITCHING_OVER, "", AT))
                .when("the main is lost", state -> Leadership.mainLost(state, ROLES, failOver, AT))
                .when("the main is lost, no candidate", state -> Leadership.noCandidate(state, ROLES, giveUp, AT))
                .when("the main is back by itself", state -> Leadership.mainReturned(state, LEADERLESS))
                .when("the candidate accepts writes", state -> Leadership.promoted(state, FAILING_OVER, promotion))
                .when("two minutes without progress", state -> Leadership.stuck(state, FAILING_OVER, giveUp, AT))
                .when("NodeFenced", state -> Leadership.on(state, fenced(5, "acme-prod-1-db-1")))
                .when("EnvironmentFenced", state -> Leadership.on(state, site))
                .when("EnvironmentDismantlingStarted", state -> Leadership.on(state, ends()))
                .assertShown("leadership");
    }
}
