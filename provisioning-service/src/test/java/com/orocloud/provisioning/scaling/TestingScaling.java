package com.orocloud.provisioning.scaling;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EnvironmentScaleRequested;
import com.orocloud.events.EventMeta;
import com.orocloud.provisioning.Matrix;
import com.orocloud.provisioning.scaling.Scaling.Settled;
import com.orocloud.provisioning.scaling.Scaling.TakingBack;
import com.orocloud.provisioning.scaling.Scaling.Underway;
import com.orocloud.provisioning.scaling.Scaling.Wish;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.Size;
import com.orocloud.provisioning.site.TestingSites;
import com.orocloud.testkit.Meta;
import java.util.List;
import java.util.UUID;

/** Another size for an environment with two web nodes, asked for by grace. */
public final class TestingScaling {

    static final String ID = "acme-prod";
    static final Size SIZE = new Size(2, 0);
    static final Wish WISH = new Wish(new UUID(12, 1), SIZE, new Size(4, 0));

    private TestingScaling() {}

    static EventMeta said(String environmentId, String tenantId, ActorKind kind, String name) {
        EventMeta meta = Meta.of("portal", tenantId, environmentId);
        return EventMeta.newBuilder()
                .setEventId(meta.getEventId())
                .setOccurredAt(meta.getOccurredAt())
                .setSource(meta.getSource())
                .setTenantId(meta.getTenantId())
                .setAggregateId(meta.getAggregateId())
                .setCorrelationId(meta.getCorrelationId())
                .setActor(Actor.newBuilder().setKind(kind).setId(name).build())
                .build();
    }

    public static EnvironmentScaleRequested.Builder requested(String environmentId, UUID requestId) {
        return EnvironmentScaleRequested.newBuilder()
                .setMeta(said(environmentId, "acme", ActorKind.OPERATOR, "grace"))
                .setEnvironmentId(environmentId)
                .setRequestId(requestId)
                .setReason("the sale begins");
    }

    /** What the wish makes of what it hears and of what sweeps find. */
    public static Matrix<Scaling> matrix() {
        var site = TestingSites.complete(TestingSites.plan(ID, 1));
        var anew = requested(ID, new UUID(12, 2)).setWebNodes(3).build();
        return new Matrix<Scaling>()
                .state(new Underway(WISH))
                .state(new TakingBack(WISH, "NO_CAPACITY"))
                .state(new Settled(WISH, "SCALED"))
                .event("EnvironmentScaleRequested", s -> Scaling.on(s, anew, SIZE, List.of()))
                .event("EnvironmentScaleRequested, invalid", s -> Scaling.on(s, anew, SIZE, ScalingRules.usedBefore()))
                .event("*the site has the size*", s -> Scaling.reached(s, site))
                .event("*it cannot be had*", s -> Scaling.failed(s, ID, new Site.Trouble("NO_CAPACITY", "none left")))
                .event("*the environment ends*", s -> Scaling.overtaken(s, ID));
    }
}
