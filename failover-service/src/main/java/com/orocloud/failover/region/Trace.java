package com.orocloud.failover.region;

import com.orocloud.failover.region.Sighting.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one vantage point has seen of one target so far.
 *
 * @param answeredAt the last answer; null if there never was one, so that its silence says nothing
 * @param silentSince the first probe without an answer since the last one with; null if the last one was answered
 * @param observedAt the last probe, by the vantage point's clock as everything here
 */
record Trace(
        String vantagePoint,
        Kind kind,
        String regionId,
        String target,
        @Nullable Instant answeredAt,
        @Nullable Instant silentSince,
        Instant observedAt,
        String detail,
        Rhythm rhythm) {

    /** Silence after which a region is suspected, at least. */
    static final Duration SUSPECT_AFTER = Duration.ofSeconds(60);

    /** How odd that silence must be, given how regularly the target answered before. */
    static final double SUSPECT_ABOVE_PHI = 8;

    static Trace first(
            String vantagePoint,
            Kind kind,
            String regionId,
            String target,
            boolean reachable,
            Instant at,
            String detail) {
        return new Trace(
                vantagePoint,
                kind,
                regionId,
                target,
                reachable ? at : null,
                reachable ? null : at,
                at,
                detail,
                Rhythm.UNKNOWN);
    }

    /** The same target, probed again. */
    Trace again(boolean reachable, Instant at, String what) {
        if (!reachable) {
            Instant since = silentSince != null ? silentSince : at;
            return new Trace(vantagePoint, kind, regionId, target, answeredAt, since, at, what, rhythm);
        }
        // a gap longer than this is an outage, or a pause of the observer, and no rhythm
        boolean regular = answeredAt != null && at.isBefore(answeredAt.plus(SUSPECT_AFTER));
        Rhythm next = regular ? rhythm.after(Duration.between(answeredAt, at)) : rhythm;
        return new Trace(vantagePoint, kind, regionId, target, at, null, at, what, next);
    }

    boolean reachable() {
        return silentSince == null;
    }

    /** It has answered this vantage point before, so that it can be missed. */
    boolean known() {
        return answeredAt != null;
    }

    /** Missed for a minute, and for longer than its rhythm explains. */
    boolean suspected() {
        return answeredAt != null
                && silentSince != null
                && !observedAt.isBefore(silentSince.plus(SUSPECT_AFTER))
                && phi() > SUSPECT_ABOVE_PHI;
    }

    double phi() {
        return answeredAt == null ? 0 : rhythm.phi(Duration.between(answeredAt, observedAt));
    }

    Sighting sighting() {
        String odd = silentSince == null || answeredAt == null ? "" : ", phi " + Math.min(999, Math.round(phi()));
        return new Sighting(vantagePoint, kind, regionId, target, silentSince, observedAt, detail + odd);
    }
}
