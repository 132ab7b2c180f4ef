package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.DrCause;
import com.orocloud.events.EnvironmentReachable;
import com.orocloud.events.EnvironmentUnreachable;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether one environment can be reached from outside while its region is there, as last told.
 *
 * <pre>
 *   (nothing) --EnvironmentUnreachable--> CutOff --EnvironmentReachable--> Within --EnvironmentUnreachable--> CutOff
 * </pre>
 *
 * With its inside well that is the contract's second criterion of a disaster. Otherwise it is an incident of the
 * environment's own, which no other region cures.
 */
sealed interface Reach {

    long siteEpoch();

    /** When it was missed first; of what is over, too, so that a late word about it is known. */
    Instant startedAt();

    record CutOff(UUID outageId, long siteEpoch, Region region, Instant startedAt, boolean insideIsWell)
            implements Reach, Disaster {

        /** Nobody announces the end of trouble with the network. */
        @Override
        public @Nullable Instant expectedRecoveryAt() {
            return null;
        }

        @Override
        public @Nullable Double stillDownInAnHour() {
            return null;
        }

        @Override
        public DrCause cause() {
            return DrCause.ENVIRONMENT_UNREACHABLE;
        }
    }

    record Within(long siteEpoch, Instant startedAt) implements Reach {}

    static Outcome<Reach> on(@Nullable Reach current, EnvironmentUnreachable event) {
        var cutOff = new CutOff(
                EffectId.of("cut-off", event.getEnvironmentId(), event.getSiteEpoch(), event.getSince()),
                event.getSiteEpoch(),
                Region.of(event.getRegion()),
                event.getSince(),
                event.getInsideIsWell());
        return switch (current) {
            case null -> applied(cutOff);
            case CutOff known when known.equals(cutOff) -> ignored("known");
            case CutOff known when isBefore(cutOff, known) -> ignored("overtaken");
            case CutOff _ -> applied(cutOff);
            case Within over when !isBefore(over, cutOff) -> ignored("that is over");
            case Within _ -> applied(cutOff);
        };
    }

    static Outcome<Reach> on(@Nullable Reach current, EnvironmentReachable event) {
        var within = new Within(event.getSiteEpoch(), event.getUnreachableSince());
        return switch (current) {
            case null -> applied(within);
            case CutOff known when isBefore(within, known) -> ignored("the end of an earlier one");
            case CutOff _ -> applied(within);
            case Within known when isBefore(known, within) -> applied(within);
            case Within _ -> ignored("known");
        };
    }

    private static boolean isBefore(Reach one, Reach other) {
        return one.siteEpoch() == other.siteEpoch()
                ? one.startedAt().isBefore(other.startedAt())
                : one.siteEpoch() < other.siteEpoch();
    }
}
