package com.orocloud.dr;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.Confirming;
import com.orocloud.dr.Recovery.Verifying;
import com.orocloud.events.Check;
import com.orocloud.events.DrStep;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Looks at the recovered shop from outside: before the names move at its address, afterwards by its names. Only looking
 * ends these steps; nobody's word does.
 */
@Component
class CheckSweep implements Sweep {

    private static final int BATCH = 20;

    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(2);

    private final StateTable<Recovery> recoveries;
    private final Transitions transitions;
    private final Situations situations;
    private final ShopChecks checks;
    private final DrSettings settings;
    private final String owner;

    CheckSweep(
            StateTable<Recovery> recoveries,
            Transitions transitions,
            Situations situations,
            ShopChecks checks,
            DrSettings settings,
            @Value("checks@${server.address:}:${server.port:}") String owner) {
        this.recoveries = recoveries;
        this.transitions = transitions;
        this.situations = situations;
        this.checks = checks;
        this.settings = settings;
        this.owner = owner;
    }

    @Override
    public String name() {
        return "checks";
    }

    @Override
    public void run() throws InterruptedException, ExecutionException {
        var claimed = recoveries.claim(owner, LEASE, BATCH, Verifying.class, Confirming.class);
        try (var visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            var visits = claimed.stream()
                    .map(stored -> Executors.callable(() -> look(stored)))
                    .toList();
            for (var visit : visitors.invokeAll(visits)) {
                visit.get();
            }
        }
    }

    private void look(Stored<Recovery> stored) {
        switch (stored.state()) {
            case Verifying verifying -> {
                var seen = checks.atAddress(verifying.run());
                CrashPoint.hit("dr.verify.after-checks");
                conclude(stored, verifying, DrStep.VERIFY, seen);
            }
            case Confirming confirming -> {
                var seen = checks.byName(confirming.run());
                CrashPoint.hit("dr.confirm.after-checks");
                conclude(stored, confirming, DrStep.CONFIRM, seen);
            }
            case Recovery.BeforeApproval _, AfterApproval _ ->
                throw new IllegalStateException("not claimed: " + stored);
        }
    }

    private void conclude(Stored<Recovery> stored, AfterApproval state, DrStep step, List<Check> seen) {
        var now = situations.now();
        if (seen.stream().allMatch(Check::getPassed)) {
            transitions.apply(recoveries, stored.id(), Cause.of(stored), current -> passed(current, step, seen));
        } else if (state.run().startedAt(step).plus(settings.checksPatience()).isBefore(now)) {
            transitions.apply(
                    recoveries, stored.id(), Cause.of(stored), current -> Steps.checksFailed(current, seen, now));
        } else {
            recoveries.release(stored.id(), owner, now.plus(LOOK_AGAIN_AFTER));
        }
    }

    private Outcome<Recovery> passed(@Nullable Recovery current, DrStep step, List<Check> seen) {
        var outcome = step == DrStep.VERIFY
                ? Steps.verified(current, seen, situations.now())
                : Steps.confirmed(current, seen, situations.now());
        CrashPoint.hit("dr.checks.before-commit");
        return outcome;
    }
}
