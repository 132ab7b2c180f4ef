package com.orocloud.provisioning.maintenance;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.InProgress;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Verifying;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins work when it is due and nothing is in its way, and tells when its time is over. */
public final class MaintenanceSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceSweep.class);

    private static final String OWNER = "maintenance-sweep";

    private static final int BATCH = 100;

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final StateTable<MaintenanceWindow> table;
    private final StateTable<Conditions> conditions;
    private final StateTable<Environment> environments;
    private final MaintenanceWindows windows;
    private final Transitions transitions;
    private final Clock clock;

    public MaintenanceSweep(
            StateTable<MaintenanceWindow> table,
            StateTable<Conditions> conditions,
            StateTable<Environment> environments,
            MaintenanceWindows windows,
            Transitions transitions,
            Clock clock) {
        this.table = table;
        this.conditions = conditions;
        this.environments = environments;
        this.windows = windows;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public void run() {
        for (Stored<MaintenanceWindow> stored :
                table.claim(OWNER, LEASE, BATCH, Scheduled.class, InProgress.class, Verifying.class)) {
            if (stored.state() instanceof MaintenanceWindow.Agreed window) {
                look(stored, window);
            }
        }
    }

    private void look(Stored<MaintenanceWindow> stored, MaintenanceWindow.Agreed window) {
        Surroundings surroundings = surroundings(window.work());
        hit("provisioning.maintenance.before-change");
        Outcome<MaintenanceWindow> outcome = transitions.apply(
                table,
                stored.id(),
                Cause.of(stored),
                current -> MaintenanceTime.passed(current, surroundings, clock.instant()));
        hit("provisioning.maintenance.after-change");
        if (outcome instanceof Outcome.Applied<MaintenanceWindow>(var state, var said)) {
            LOG.info("maintenance {} is {}, {} said", stored.id(), state.getClass().getSimpleName(), said.size());
        } else {
            table.release(stored.id(), OWNER, MaintenanceTime.nextLook(window, clock.instant()));
        }
    }

    private Surroundings surroundings(Work work) {
        return new Surroundings(
                conditions.find(work.environmentId()).map(Stored::state).orElse(Conditions.CALM),
                environments
                        .find(work.environmentId())
                        .flatMap(HostedEnvironment::of)
                        .map(HostedEnvironment::isInService)
                        .orElse(false),
                windows.anotherGoesOn(work.environmentId(), work.windowId()));
    }
}
