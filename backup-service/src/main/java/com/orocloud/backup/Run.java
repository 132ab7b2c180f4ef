package com.orocloud.backup;

import com.orocloud.backup.archive.Owner;
import com.orocloud.events.BackupTrigger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One intended backup: everything about it that is fixed before the work begins.
 *
 * @param slot the persisted hour it fills; null unless scheduled
 * @param siteEpoch epoch of the site it reads; a newer epoch voids it
 * @param copyTo where the copy outside the region goes; null when the environment has no second region
 */
record Run(
        UUID backupId,
        String environmentId,
        String tenantId,
        BackupTrigger trigger,
        @Nullable Instant slot,
        @Nullable String label,
        String commitHash,
        long siteEpoch,
        Region storeIn,
        @Nullable Region copyTo,
        Instant openedAt) {

    Owner owner() {
        return new Owner(tenantId, environmentId, backupId);
    }
}
