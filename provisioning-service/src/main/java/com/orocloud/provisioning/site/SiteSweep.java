package com.orocloud.provisioning.site;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.site.Site.Building;
import com.orocloud.provisioning.site.Site.Fencing;
import com.orocloud.provisioning.site.Site.Releasing;
import com.orocloud.provisioning.site.Site.Requested;
import com.orocloud.provisioning.site.Site.Scaling;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Brings every site to what it should be: built, of the size wanted, fenced, or gone. */
public final class SiteSweep implements Sweep {

    /** Sites worked on in one run. */
    private static final int BATCH = 20;

    /** Longer than the calls about all nodes of one site can take; prolonged between nodes. */
    static final Duration LEASE = Duration.ofMinutes(2);

    static final String OWNER = "site-sweep";

    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final SiteBuilder builder;
    private final SiteScaler scaler;
    private final SiteStopper stopper;
    private final Clock clock;

    public SiteSweep(
            StateTable<Site> sites,
            Transitions transitions,
            SiteBuilder builder,
            SiteScaler scaler,
            SiteStopper stopper,
            Clock clock) {
        this.sites = sites;
        this.transitions = transitions;
        this.builder = builder;
        this.scaler = scaler;
        this.stopper = stopper;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(250);
    }

    @Override
    public void run() throws InterruptedException {
        Together.each(
                sites.claim(
                        OWNER,
                        LEASE,
                        BATCH,
                        Requested.class,
                        Building.class,
                        Scaling.class,
                        Fencing.class,
                        Releasing.class),
                this::work);
    }

    private void work(Stored<Site> stored) {
        Duration rest = switch (stored.state()) {
            case Requested _ -> begin(stored);
            case Building building -> build(stored, building);
            case Scaling scaling -> scaler.scale(stored, scaling);
            case Fencing fencing -> stopper.fence(stored, fencing);
            case Releasing releasing -> stopper.release(stored, releasing);
            case Site.Complete _, Site.Failed _, Site.Fenced _, Site.Released _ -> Duration.ZERO;
        };
        Instant again = clock.instant().plus(rest);
        sites.release(stored.id(), OWNER, again);
    }

    private Duration build(Stored<Site> stored, Building building) {
        try {
            return builder.build(stored, building);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Duration.ZERO;
        }
    }

    private Duration begin(Stored<Site> stored) {
        transitions.apply(sites, stored.id(), Cause.of(stored), Site::begin);
        return Duration.ZERO;
    }
}
