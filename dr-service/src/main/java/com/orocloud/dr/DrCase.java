package com.orocloud.dr;

import com.orocloud.events.DrCause;
import com.orocloud.messaging.EffectId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a case is about: one environment, one disaster, from where to where.
 *
 * @param lost where the environment cannot serve from: the region is lost, or the way to it
 * @param lastEpoch of the newest site that was approved for the environment and given up; null if none was. It is never
 *     used again, so that nothing that was meant for that site can be taken for the next one
 * @param cause not stored by earlier releases, which knew lost regions only
 */
record DrCase(
        UUID id,
        String environmentId,
        Region lost,
        Region target,
        UUID outageId,
        Instant outageStartedAt,
        Instant openedAt,
        @Nullable Long lastEpoch,
        DrCause cause) {

    DrCase {
        cause = Objects.requireNonNullElse(cause, DrCause.REGION_UNAVAILABLE);
    }

    /** After the recovery to this site was given up. */
    DrCase withoutSite(long epoch) {
        return new DrCase(id, environmentId, lost, target, outageId, outageStartedAt, openedAt, epoch, cause);
    }

    /** The same question, however often it is put together. */
    UUID approvalId(int asking) {
        return lastEpoch == null
                ? EffectId.of("dr-approval", id, asking)
                : EffectId.of("dr-approval", id, lastEpoch, asking);
    }

    /** The same environment and outage are the same case, however often it is opened. */
    static UUID idOf(String environmentId, UUID outageId) {
        return EffectId.of("dr-case", environmentId, outageId);
    }
}
