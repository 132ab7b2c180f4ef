package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.environment.Environment.Accepted;
import com.orocloud.provisioning.environment.Environment.Progress;
import com.orocloud.provisioning.environment.Environment.Provisioned;
import com.orocloud.provisioning.environment.Environment.Provisioning;
import com.orocloud.provisioning.environment.Environment.Recovering;
import com.orocloud.provisioning.environment.Environment.Unavailable;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SitePlan;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gets every environment what it needs next, and tells it what became of its region and its sites. */
public final class EnvironmentSweep implements Sweep {

    private static final String OWNER = "environment-sweep";

    private static final int BATCH = 50;

    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration SOON = Duration.ofMillis(250);

    /** Whatever changes the environment makes it due at once. */
    private static final Duration UNTIL_TOLD = Duration.ofMinutes(1);

    private final StateTable<Environment> table;
    private final StateTable<Site> sites;
    private final Environments environments;
    private final Transitions transitions;
    private final Reservations reservations;
    private final SitePlans plans;
    private final Clock clock;

    public EnvironmentSweep(
            StateTable<Environment> table,
            StateTable<Site> sites,
            Environments environments,
            Transitions transitions,
            Reservations reservations,
            SitePlans plans,
            Clock clock) {
        this.table = table;
        this.sites = sites;
        this.environments = environments;
        this.transitions = transitions;
        this.reservations = reservations;
        this.plans = plans;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public Duration interval() {
        return SOON;
    }

    @Override
    public void run() throws InterruptedException {
        Together.each(
                table.claim(
                        OWNER, LEASE, BATCH, Accepted.class, Provisioning.class, Provisioned.class, Recovering.class),
                this::work);
        followRegions();
        releaseAbandonedSites();
    }

    private void work(Stored<Environment> stored) {
        Duration rest = switch (stored.state()) {
            case Accepted accepted -> reserve(stored, accepted);
            case Provisioning(var agreement, var addresses, var _) -> follow(stored, plans.first(agreement, addresses));
            case Recovering recovering ->
                recovering.progress() == Progress.BUILDING
                        ? follow(stored, plans.recovery(recovering.standing(), recovering.approval()))
                        : SOON;
            case Provisioned provisioned -> name(stored, provisioned);
            case Environment.Active _, Unavailable _, Environment.ActiveOnDr _ -> SOON;
            case Environment.ProvisioningFailed _, Environment.Rejected _ -> SOON;
            case Environment.Decommissioning _, Environment.Decommissioned _ -> SOON;
        };
        table.release(stored.id(), OWNER, clock.instant().plus(rest));
    }

    private Duration reserve(Stored<Environment> stored, Accepted accepted) {
        try {
            return reserved(stored, accepted);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Duration.ZERO;
        }
    }

    private Duration reserved(Stored<Environment> stored, Accepted accepted) throws InterruptedException {
        return switch (reservations.make(accepted.agreement())) {
            case Reservations.Made(var addresses, var idleMonthlyUsd) -> {
                hit("provisioning.environment.before-reserved");
                change(
                        stored,
                        current -> Environment.addressesReserved(current, addresses, idleMonthlyUsd, clock.instant()));
                yield SOON;
            }
            case Reservations.NotYet(var rest) -> rest;
            case Reservations.Impossible(var code, var message) -> {
                change(stored, current -> Environment.cannotBuild(current, code, message, clock.instant()));
                yield SOON;
            }
        };
    }

    /** Asks for the site if nobody did, and hears what became of it. */
    private Duration follow(Stored<Environment> stored, SitePlan plan) {
        Site site = sites.find(plan.id()).map(Stored::state).orElse(null);
        switch (site) {
            case null -> {
                hit("provisioning.environment.before-site");
                transitions.apply(
                        sites, plan.id(), Cause.of(stored), current -> Site.request(current, plan, clock.instant()));
            }
            case Site.Complete complete -> {
                hit("provisioning.environment.before-built");
                change(
                        stored,
                        current -> Environment.siteComplete(
                                current, complete, plans.timeToLiveSeconds(), clock.instant()));
            }
            case Site.Failed failed
            when isAskedForAgain(stored, failed) -> {
                hit("provisioning.environment.before-again");
                transitions.apply(sites, plan.id(), Cause.of(stored), current -> Site.again(current, clock.instant()));
            }
            case Site.Failed(var _, var _, var code, var message, var failedAt) -> {
                hit("provisioning.environment.before-failed");
                change(stored, current -> Environment.cannotBuild(current, code, message, failedAt));
            }
            case Site.Requested _, Site.Building _, Site.Scaling _ -> {}
            case Site.Fencing _, Site.Fenced _, Site.Releasing _, Site.Released _ ->
                change(
                        stored,
                        current -> Environment.cannotBuild(
                                current, "SITE_TAKEN_AWAY", "The site was taken out of service.", clock.instant()));
        }
        return SOON;
    }

    /** This failure was told, and the request to build came once more. */
    private static boolean isAskedForAgain(Stored<Environment> stored, Site.Failed failed) {
        return stored.state() instanceof Recovering recovering
                && recovering.asked() != null
                && failed.failedAt().equals(recovering.asked().failedAt());
    }

    private Duration name(Stored<Environment> stored, Provisioned provisioned) {
        var unnamed = provisioned.unnamed();
        if (unnamed == null || unnamed.retryAt() == null) {
            return UNTIL_TOLD;
        }
        if (unnamed.retryAt().isAfter(clock.instant())) {
            return SOON;
        }
        hit("provisioning.environment.before-names-again");
        change(stored, current -> Unnamed.askAgain(current, plans.timeToLiveSeconds(), clock.instant()));
        return SOON;
    }

    private void followRegions() {
        for (Environments.Hit hit : environments.servedFromLostRegions(BATCH)) {
            table.find(hit.environmentId())
                    .ifPresent(stored -> change(
                            stored, current -> DisasterRecovery.regionLost(current, hit.place(), clock.instant())));
        }
        for (Environments.Hit hit : environments.waitingForHealthyRegions(BATCH)) {
            table.find(hit.environmentId())
                    .ifPresent(stored -> change(
                            stored,
                            current -> DisasterRecovery.regionRecovered(current, hit.place(), clock.instant())));
        }
    }

    private void releaseAbandonedSites() {
        List<String> abandoned = environments.abandonedSites(BATCH);
        for (String id : abandoned) {
            sites.find(id).ifPresent(stored -> transitions.apply(sites, id, Cause.of(stored), Site::release));
        }
    }

    private void change(Stored<Environment> stored, Function<@Nullable Environment, Outcome<Environment>> decide) {
        transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }
}
