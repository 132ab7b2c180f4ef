package com.orocloud.dr;

import com.orocloud.events.DomainMode;
import com.orocloud.events.DrStep;
import java.time.Duration;
import java.util.Arrays;

/**
 * How long a recovery takes, from the approval. Never promised as less than an hour, however fast it may be: building
 * and restoring depend on a region that others are fleeing to as well.
 */
record Estimate(Duration min, Duration max) {

    static final Duration FLOOR = Duration.ofHours(1);

    private static final long RESTORED_BYTES_PER_SECOND = 20_000_000;

    /** A customer's own name changes when its owner changes it, usually within two hours of being asked. */
    private static final Duration DOMAIN_OWNER = Duration.ofHours(2);

    static Estimate of(long bytes, DomainMode domainMode) {
        var sum = remaining(DrStep.PROVISION, bytes);
        var min = longer(FLOOR, sum);
        var max = min.multipliedBy(2);
        return new Estimate(min, domainMode == DomainMode.PLATFORM_ZONE ? max : max.plus(DOMAIN_OWNER));
    }

    /** From the start of this step to the end of the last. */
    static Duration remaining(DrStep from, long bytes) {
        return Arrays.stream(DrStep.values())
                .filter(step -> step.compareTo(from) >= 0)
                .map(step -> typical(step, bytes))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration typical(DrStep step, long bytes) {
        return switch (step) {
            case PROVISION -> Duration.ofMinutes(20);
            case RESTORE -> Duration.ofMinutes(10).plusSeconds(bytes / RESTORED_BYTES_PER_SECOND);
            case VERIFY, CUTOVER, CONFIRM -> Duration.ofMinutes(5);
            case UNKNOWN -> Duration.ZERO;
        };
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
