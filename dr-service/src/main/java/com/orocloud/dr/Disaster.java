package com.orocloud.dr;

import com.orocloud.events.DrCause;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Why an environment cannot serve where it is: its region is lost, or the way to it. */
sealed interface Disaster permits Outage.Down, Reach.CutOff {

    /** Of all that follows from it. */
    UUID outageId();

    /** That the environment has to leave. */
    Region region();

    Instant startedAt();

    /** Null if nobody knows. */
    @Nullable
    Instant expectedRecoveryAt();

    DrCause cause();

    /** How likely it lasts an hour more, as failover-service forecasts it; null if it does not. Decides nothing. */
    @Nullable
    Double stillDownInAnHour();
}
