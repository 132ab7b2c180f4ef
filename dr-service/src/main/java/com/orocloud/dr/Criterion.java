package com.orocloud.dr;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The contract's two criteria of a disaster: the region is not expected back within the next hour, counted from now; or
 * the environment cannot be reached there, though it is well, because of the network.
 *
 * <p>Nobody's machine knows when a region returns. Somebody's estimate counts until it has passed; without one, an
 * outage that has been confirmed for a while is taken as one that will not end soon. A wrong guess costs a question,
 * not a move.
 */
sealed interface Criterion {

    record Met() implements Criterion {}

    /**
     * No disaster as things stand.
     *
     * @param recheckAt when the answer can change without anybody saying anything
     */
    record NotYet(@Nullable Instant expectedRecoveryAt, Instant recheckAt) implements Criterion {}

    static Criterion judge(Disaster disaster, Instant now, Duration horizon, Duration unknownAfter) {
        return switch (disaster) {
            case Outage.Down outage -> judge(outage, now, horizon, unknownAfter);
            // ten minutes of it were waited for before it was said
            case Reach.CutOff _ -> new Met();
        };
    }

    private static Criterion judge(Outage.Down outage, Instant now, Duration horizon, Duration unknownAfter) {
        var expected = outage.expectedRecoveryAt();
        if (expected != null && expected.isAfter(now)) {
            return expected.isAfter(now.plus(horizon)) ? new Met() : new NotYet(expected, expected);
        }
        var enough = outage.confirmedAt().plus(unknownAfter);
        return enough.isAfter(now) ? new NotYet(null, enough) : new Met();
    }
}
