package com.orocloud.dr;

import com.orocloud.messaging.EffectId;
import java.time.Instant;
import java.util.UUID;

/** What never changes in a case: one environment, one outage, from where to where. */
record DrCase(
        UUID id,
        String environmentId,
        Region lost,
        Region target,
        UUID outageId,
        Instant outageStartedAt,
        Instant openedAt) {

    /** The same environment and outage are the same case, however often it is opened. */
    static UUID idOf(String environmentId, UUID outageId) {
        return EffectId.of("dr-case", environmentId, outageId);
    }
}
