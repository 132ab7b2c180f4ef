package com.orocloud.provisioning.inventory;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeDriftKind;
import com.orocloud.events.OrphanKind;
import com.orocloud.events.SiteRole;
import com.orocloud.provisioning.Matrix;
import com.orocloud.provisioning.cloud.Place;
import java.time.Instant;

/** One of each kind of finding, in each of its states. */
public final class TestingFindings {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private static final Place PLACE = new Place(IaasProvider.GCP, "europe-west4");

    private TestingFindings() {}

    /** What a drift makes of what a look finds. */
    public static Matrix<Drift> driftMatrix() {
        var difference = new Drift.Difference(
                "acme-prod",
                1,
                SiteRole.PRIMARY,
                PLACE,
                "europe-west4-a",
                "acme-prod-1-web-1",
                NodeDriftKind.STOPPED,
                "running",
                "TERMINATED");
        return new Matrix<Drift>()
                .state(new Drift.Standing(difference, NOW))
                .state(new Drift.Ended(difference, NOW, NOW))
                .event("*node differs*", drift -> Drift.found(drift, difference, NOW))
                .event("*node is as built*", drift -> Drift.notFound(drift, NOW));
    }

    /** What an orphan makes of what a look finds. */
    public static Matrix<Orphan> orphanMatrix() {
        var thing =
                new Orphan.Thing(OrphanKind.INSTANCE, PLACE, "europe-west4-a", "acme-old-1-web-1", "acme-old", false);
        return new Matrix<Orphan>()
                .state(new Orphan.Standing(thing, NOW))
                .state(new Orphan.Gone(thing, NOW, NOW))
                .event("*belongs to nobody*", orphan -> Orphan.found(orphan, thing, NOW))
                .event("*not there, or known*", orphan -> Orphan.notFound(orphan, NOW));
    }
}
