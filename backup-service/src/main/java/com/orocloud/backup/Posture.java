package com.orocloud.backup;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How well an environment is protected now.
 *
 * @param verified newest point that was proved by a restore
 * @param offRegion newest proved point that has a checked copy outside the region
 */
record Posture(@Nullable Restorable verified, @Nullable Restorable offRegion, int consecutiveFailures) {

    static final Posture NONE = new Posture(null, null, 0);

    /** A backup that can be restored, and to which instant. */
    record Restorable(UUID backupId, Instant recoveryPointAt) {}

    Posture afterRun(boolean stored) {
        return new Posture(verified, offRegion, stored ? 0 : consecutiveFailures + 1);
    }

    Posture showing(@Nullable Restorable newestVerified, @Nullable Restorable newestOffRegion) {
        return new Posture(newestVerified, newestOffRegion, consecutiveFailures);
    }
}
