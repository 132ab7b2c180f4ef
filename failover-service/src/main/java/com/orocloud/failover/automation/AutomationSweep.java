package com.orocloud.failover.automation;

import com.orocloud.failover.automation.Automation.Paused;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Reminds people of pauses, and ends those whose time is over. */
@Component
class AutomationSweep implements Sweep {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int AT_ONCE = 100;

    private final Automations automations;
    private final Transitions transitions;
    private final FailoverSettings settings;
    private final Clock clock;

    AutomationSweep(Automations automations, Transitions transitions, FailoverSettings settings, Clock clock) {
        this.automations = automations;
        this.transitions = transitions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "automation";
    }

    @Override
    public void run() {
        for (Stored<Automation> row : automations.table().claim(settings.instance(), LEASE, AT_ONCE, Paused.class)) {
            transitions.apply(
                    automations.table(),
                    row.id(),
                    Cause.of(row),
                    current -> Automation.timePasses(current, row.id(), clock.instant()));
            CrashPoint.hit("failover.automation.after-time");
            // after a change the row was given back already, and is looked at again at once
            if (row.state() instanceof Paused paused) {
                automations.table().release(row.id(), settings.instance(), paused.dueAt());
            }
        }
    }
}
