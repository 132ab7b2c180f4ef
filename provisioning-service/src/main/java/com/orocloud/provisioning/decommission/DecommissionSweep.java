package com.orocloud.provisioning.decommission;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.decommission.Decommission.Agreed;
import com.orocloud.provisioning.decommission.Decommission.Pending;
import com.orocloud.provisioning.environment.EndOfLife;
import com.orocloud.provisioning.environment.Environment;
import java.time.Clock;
import java.time.Duration;

/** Ends environments whose end is agreed, and lets go of requests that nobody confirmed. */
public final class DecommissionSweep implements Sweep {

    private static final String OWNER = "decommission-sweep";

    private static final int BATCH = 50;

    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final StateTable<Decommission> table;
    private final StateTable<Environment> environments;
    private final Transitions transitions;
    private final Clock clock;

    public DecommissionSweep(
            StateTable<Decommission> table,
            StateTable<Environment> environments,
            Transitions transitions,
            Clock clock) {
        this.table = table;
        this.environments = environments;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public void run() {
        for (Stored<Decommission> stored : table.claim(OWNER, LEASE, BATCH, Pending.class, Agreed.class)) {
            String environmentId = Decommission.environmentOf(stored.id());
            if (stored.state() instanceof Agreed(var wish)) {
                begin(stored, environmentId, wish);
            } else {
                transitions.apply(
                        table,
                        stored.id(),
                        Cause.of(stored),
                        current -> Decommission.passed(current, environmentId, clock.instant()));
            }
            table.release(stored.id(), OWNER, clock.instant().plus(LOOK_AGAIN));
        }
    }

    /** The environment first: if this dies in between, it finds the environment ending and notes that. */
    private void begin(Stored<Decommission> stored, String environmentId, EndOfLife.Wish wish) {
        Outcome<Environment> ending = transitions.apply(
                environments,
                environmentId,
                Cause.of(stored),
                current -> EndOfLife.begin(current, wish, clock.instant()));
        hit("provisioning.decommission.after-begin");
        boolean begun = environments
                .find(environmentId)
                .filter(found -> found.state() instanceof Environment.Decommissioning
                        || found.state() instanceof Environment.Decommissioned)
                .isPresent();
        String why = ending instanceof Outcome.Ignored<Environment>(var reason) ? reason : "it cannot end now";
        transitions.apply(
                table,
                stored.id(),
                Cause.of(stored),
                current -> begun ? Decommission.begun(current) : Decommission.impossible(current, environmentId, why));
        hit("provisioning.decommission.after-noted");
    }
}
