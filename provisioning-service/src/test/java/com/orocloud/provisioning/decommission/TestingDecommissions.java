package com.orocloud.provisioning.decommission;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentDecommissionWithdrawn;
import com.orocloud.events.EventMeta;
import com.orocloud.provisioning.Matrix;
import com.orocloud.provisioning.decommission.Decommission.Agreed;
import com.orocloud.provisioning.decommission.Decommission.Begun;
import com.orocloud.provisioning.decommission.Decommission.Lapsed;
import com.orocloud.provisioning.decommission.Decommission.Pending;
import com.orocloud.provisioning.environment.EndOfLife.Wish;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The end of an environment, asked for by grace and confirmed by alan. */
public final class TestingDecommissions {

    static final String ID = "acme-prod";
    static final UUID REQUEST = new UUID(11, 1);
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    static final Wish WISH = new Wish(REQUEST, "the contract ended", true);
    static final Pending PENDING = new Pending(WISH, "grace", NOW.plus(Decommission.CONFIRM_WITHIN));

    private TestingDecommissions() {}

    static EventMeta operator(String environmentId, String tenantId, String name) {
        EventMeta meta = Meta.of("portal", tenantId, environmentId);
        return EventMeta.newBuilder()
                .setEventId(meta.getEventId())
                .setOccurredAt(meta.getOccurredAt())
                .setSource(meta.getSource())
                .setTenantId(meta.getTenantId())
                .setAggregateId(meta.getAggregateId())
                .setCorrelationId(meta.getCorrelationId())
                .setActor(Actor.newBuilder()
                        .setKind(ActorKind.OPERATOR)
                        .setId(name)
                        .build())
                .build();
    }

    public static EnvironmentDecommissionRequested.Builder requested(String environmentId, UUID requestId) {
        return EnvironmentDecommissionRequested.newBuilder()
                .setMeta(operator(environmentId, "acme", "grace"))
                .setEnvironmentId(environmentId)
                .setRequestId(requestId)
                .setReason("the contract ended");
    }

    public static EnvironmentDecommissionConfirmed confirmed(String environmentId, UUID requestId, String operator) {
        return EnvironmentDecommissionConfirmed.newBuilder()
                .setMeta(operator(environmentId, "acme", operator))
                .setEnvironmentId(environmentId)
                .setRequestId(requestId)
                .build();
    }

    public static EnvironmentDecommissionWithdrawn withdrawn(String environmentId, UUID requestId) {
        return EnvironmentDecommissionWithdrawn.newBuilder()
                .setMeta(operator(environmentId, "acme", "grace"))
                .setEnvironmentId(environmentId)
                .setRequestId(requestId)
                .setReason("the customer stays")
                .build();
    }

    /** What the decision makes of what it hears and of time. */
    public static Matrix<Decommission> matrix() {
        var another = new UUID(11, 2);
        return new Matrix<Decommission>()
                .state(PENDING)
                .state(new Agreed(WISH))
                .state(new Begun(WISH))
                .state(new Lapsed(WISH, "WITHDRAWN"))
                .event(
                        "EnvironmentDecommissionRequested, PRODUCTION",
                        d -> Decommission.on(d, requested(ID, another).build(), List.of(), true, NOW))
                .event(
                        "EnvironmentDecommissionRequested, other type",
                        d -> Decommission.on(d, requested(ID, another).build(), List.of(), false, NOW))
                .event(
                        "EnvironmentDecommissionRequested, invalid",
                        d -> Decommission.on(d, requested(ID, another).build(), DecommissionRules.unknown(), true, NOW))
                .event(
                        "EnvironmentDecommissionConfirmed, by another",
                        d -> Decommission.on(d, confirmed(ID, REQUEST, "alan"), List.of(), NOW))
                .event(
                        "EnvironmentDecommissionConfirmed, by the same",
                        d -> Decommission.on(d, confirmed(ID, REQUEST, "grace"), List.of(), NOW))
                .event("EnvironmentDecommissionWithdrawn", d -> Decommission.on(d, withdrawn(ID, REQUEST), List.of()))
                .event(
                        "*not confirmed in time*",
                        d -> Decommission.passed(d, ID, NOW.plus(Decommission.CONFIRM_WITHIN)))
                .event("*the environment ends*", Decommission::begun)
                .event("*the environment cannot end*", d -> Decommission.impossible(d, ID, "a disaster"));
    }
}
