package com.orocloud.dr;

import com.orocloud.dr.Recovery.Approved;
import com.orocloud.dr.Recovery.AwaitingDomainOwner;
import com.orocloud.dr.Recovery.Blocked;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Begins what was approved, tries failed steps again when they are due, and ends waits that took too long. */
@Component
class StepSweep implements Sweep {

    private static final int BATCH = 100;

    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(2);

    private final StateTable<Recovery> recoveries;
    private final Transitions transitions;
    private final Situations situations;
    private final String owner;

    StepSweep(
            StateTable<Recovery> recoveries,
            Transitions transitions,
            Situations situations,
            @Value("steps@${server.address:}:${server.port:}") String owner) {
        this.recoveries = recoveries;
        this.transitions = transitions;
        this.situations = situations;
        this.owner = owner;
    }

    @Override
    public String name() {
        return "steps";
    }

    @Override
    public void run() {
        recoveries
                .claim(owner, LEASE, BATCH, Approved.class, Blocked.class, AwaitingDomainOwner.class)
                .forEach(this::goOn);
    }

    private void goOn(Stored<Recovery> stored) {
        CrashPoint.hit("dr.step.before-begin");
        var outcome = transitions.apply(recoveries, stored.id(), Cause.of(stored), current -> {
            var decided = Steps.goOn(current, situations.now());
            CrashPoint.hit("dr.step.begin.before-commit");
            return decided;
        });
        if (!(outcome instanceof Applied<Recovery>)) {
            recoveries.release(stored.id(), owner, situations.now().plus(LOOK_AGAIN_AFTER));
        }
        CrashPoint.hit("dr.step.after-begin");
    }
}
