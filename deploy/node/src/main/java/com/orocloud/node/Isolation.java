package com.orocloud.node;

import java.time.Duration;

/**
 * Whether a main is cut off from everybody: it waits for a standby that is gone, and nobody who could release it looks
 * at it any more. No commit is acknowledged there, so another node may lead by now, and what clients read here may be
 * old; the main shuts them out until either is back.
 *
 * <p>Losing the control plane alone is not isolation, and neither is losing the standby: the one releases the main from
 * waiting for the other. A main that does not wait for a standby was released by somebody and is never isolated.
 */
final class Isolation {

    /** Longer than anything short: a controller that starts anew, a standby that is rebooted with it. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private boolean alone;
    private long aloneSinceNanos;

    /** Takes in what the database says of itself; returns whether clients are to be shut out. */
    boolean after(Postgres.Facts facts, long nanos) {
        boolean aloneNow =
                !facts.inRecovery() && facts.waitsForStandby() && !facts.hasStandby() && !facts.isLookedAfter();
        if (aloneNow && !alone) {
            aloneSinceNanos = nanos;
        }
        alone = aloneNow;
        return alone && nanos - aloneSinceNanos >= PATIENCE.toNanos();
    }
}
