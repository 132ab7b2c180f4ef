package com.orocloud.provisioning.scaling;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.environment.Resized;
import com.orocloud.provisioning.scaling.Scaling.TakingBack;
import com.orocloud.provisioning.scaling.Scaling.Underway;
import com.orocloud.provisioning.site.Resizing;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SitePlan;
import com.orocloud.provisioning.site.Size;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Agrees with environments on the sizes wanted, asks their sites for them, and tells what became of it. */
public final class ScalingSweep implements Sweep {

    private static final String OWNER = "scaling-sweep";

    private static final int BATCH = 50;

    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofMillis(250);

    private static final Duration UNTIL_IN_SERVICE = Duration.ofSeconds(5);

    private final StateTable<Scaling> table;
    private final StateTable<Environment> environments;
    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final Clock clock;

    public ScalingSweep(
            StateTable<Scaling> table,
            StateTable<Environment> environments,
            StateTable<Site> sites,
            Transitions transitions,
            Clock clock) {
        this.table = table;
        this.environments = environments;
        this.sites = sites;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public void run() {
        for (Stored<Scaling> stored : table.claim(OWNER, LEASE, BATCH, Underway.class, TakingBack.class)) {
            Size size = stored.state() instanceof Underway(var wish)
                    ? wish.to()
                    : stored.state().wish().from();
            Duration rest = environments
                    .find(Scaling.environmentOf(stored.id()))
                    .flatMap(HostedEnvironment::of)
                    .map(environment -> follow(stored, environment, size))
                    .orElse(UNTIL_IN_SERVICE);
            table.release(stored.id(), OWNER, clock.instant().plus(rest));
        }
    }

    private Duration follow(Stored<Scaling> stored, HostedEnvironment environment, Size size) {
        String id = environment.environmentId();
        if (environment.ends()) {
            change(stored, current -> Scaling.overtaken(current, id));
            return SOON;
        }
        if (!environment.isInService()) {
            return UNTIL_IN_SERVICE;
        }
        // what is agreed first: a site that is built from now on has it
        transitions.apply(environments, id, Cause.of(stored), current -> Resized.to(current, size));
        hit("provisioning.scaling.after-agreed");
        String siteId = SitePlan.id(id, environment.siteEpoch());
        Site site = sites.find(siteId).map(Stored::state).orElse(null);
        if (site instanceof Site.Complete complete && complete.plan().size().equals(size)) {
            hit("provisioning.scaling.before-reached");
            change(stored, current -> Scaling.reached(current, complete));
        } else if (site instanceof Site.Scaling scaling
                && scaling.trouble() != null
                && stored.state() instanceof Underway) {
            Site.Trouble trouble = scaling.trouble();
            hit("provisioning.scaling.before-failed");
            change(stored, current -> Scaling.failed(current, id, trouble));
        } else {
            hit("provisioning.scaling.before-wanted");
            transitions.apply(
                    sites, siteId, Cause.of(stored), current -> Resizing.wanted(current, size, clock.instant()));
        }
        return SOON;
    }

    private void change(Stored<Scaling> stored, Function<@Nullable Scaling, Outcome<Scaling>> decide) {
        transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }
}
