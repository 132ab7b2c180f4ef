package com.orocloud.failover.region;

import com.orocloud.events.Evidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one vantage point saw of one target when something was decided: evidence.
 *
 * @param target in the words of the contract: ingress:acme-prod, api:europe-west4, store:europe-west4
 * @param silentSince the first probe without an answer since the last one with; null if the last one was answered
 * @param observedAt the last probe
 */
public record Sighting(
        String vantagePoint,
        Kind kind,
        String regionId,
        String target,
        @Nullable Instant silentSince,
        Instant observedAt,
        String detail) {

    /** Kinds of target that fail for different reasons, so that all of them silent together mean the region. */
    public enum Kind {
        INGRESS,
        API,
        OBJECT_STORE
    }

    boolean reachable() {
        return silentSince == null;
    }

    Evidence evidence() {
        return new Evidence(vantagePoint, target, reachable(), observedAt, detail);
    }
}
