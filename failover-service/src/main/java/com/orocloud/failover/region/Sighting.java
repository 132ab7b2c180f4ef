package com.orocloud.failover.region;

import com.orocloud.events.Evidence;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one vantage point knows of one target.
 *
 * @param target in the words of the contract: ingress:acme-prod, api:europe-west4
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

    /** Two kinds of target that fail for different reasons, so that both silent together mean the region. */
    public enum Kind {
        INGRESS,
        API
    }

    boolean reachable() {
        return silentSince == null;
    }

    boolean silentFor(Duration time, Instant now) {
        return silentSince != null && !now.isBefore(silentSince.plus(time));
    }

    /** The same target, probed again. */
    Sighting again(boolean reachable, Instant at, String what) {
        Instant since = reachable ? null : silentSince != null ? silentSince : at;
        return new Sighting(vantagePoint, kind, regionId, target, since, at, what);
    }

    Evidence evidence() {
        return new Evidence(vantagePoint, target, reachable(), observedAt, detail);
    }
}
