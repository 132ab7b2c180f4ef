package com.orocloud.failover.leadership;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One simultaneous look at both database nodes of a site. */
public record Look(Instant at, Sight<MainView> main, Sight<StandbyView> standby) {

    /**
     * A main that just committed a write of its own.
     *
     * @param position of that write
     * @param waitsFor its synchronous_standby_names
     * @param replica the standby as the main sees it; null if it is not connected
     * @param takesWrites false while it is told to hand over, or was and nobody told it otherwise
     * @param rejoinable the standby's slot exists and the main's timeline has a checkpoint, which pg_rewind needs
     */
    public record MainView(
            WalPosition position,
            String waitsFor,
            @Nullable Replica replica,
            boolean takesWrites,
            boolean rejoinable) {}

    /** A standby as its main sees it. */
    public record Replica(boolean streaming, boolean synchronous, WalPosition flushed) {}

    /**
     * A standby as it sees itself.
     *
     * @param received how far it has the main's log; null if it never received any
     * @param silentFor since its receiver last heard the main, by its own clock; null if it has no receiver at all
     */
    public record StandbyView(
            boolean inRecovery,
            @Nullable WalPosition received,
            @Nullable Duration silentFor) {}
}
