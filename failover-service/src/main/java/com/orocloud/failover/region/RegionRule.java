package com.orocloud.failover.region;

import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Source;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.failover.region.Sighting.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Judges a region by what the vantage points saw. Pure: time comes in.
 *
 * <p>A vantage point that cannot reach another region's API is itself cut off and judges nothing. The others must agree
 * by a majority, never fewer than two, that everything watched in the region is silent: its ingresses and the
 * provider's own API for it.
 */
public final class RegionRule {

    /** Silence after which a region is suspected. */
    static final Duration SUSPECT_AFTER = Duration.ofSeconds(60);

    /** Silence after the suspicion that confirms it without an operator. */
    static final Duration CONFIRM_AFTER = Duration.ofMinutes(5);

    /** A sighting older than this says nothing about now. */
    static final Duration FRESH = Duration.ofSeconds(20);

    private static final int FEWEST_VANTAGE_POINTS = 2;
    /** A failed probe in the hold-down moves its end, but is not stored again for less than this. */
    private static final Duration HOLD_STEP = Duration.ofMinutes(1);

    private RegionRule() {}

    public static Judgement judge(RegionHealth health, List<String> vantagePoints, List<Sighting> all, Instant now) {
        List<Sighting> fresh = all.stream()
                .filter(sighting -> sighting.observedAt().plus(FRESH).isAfter(now))
                .toList();
        View view = new View(health.region().id(), vantagePoints, fresh, now);
        return switch (health) {
            case Healthy state ->
                view.silent()
                        ? new Judgement.Suspect(state, view.silentSince(), view.evidence(), now)
                        : new Judgement.Nothing(state, view.why());
            case Suspected state -> suspected(state, view, now);
            case Down state -> down(state, view, now);
            case Recovering state -> recovering(state, view, now);
        };
    }

    private static Judgement suspected(Suspected state, View view, Instant now) {
        if (view.silent()) {
            return now.isBefore(state.suspectedAt().plus(CONFIRM_AFTER))
                    ? new Judgement.Nothing(
                            state, "silent; confirmed if that lasts " + CONFIRM_AFTER.toMinutes() + " min")
                    : new Judgement.Confirm(state, view.evidence(), now);
        }
        return view.answers()
                ? new Judgement.FalseAlarm(state, now)
                : new Judgement.Nothing(state, "too few vantage points can judge");
    }

    private static Judgement down(Down state, View view, Instant now) {
        boolean probed = state.outage().confirmedBy().contains(Source.PROBE);
        if (view.silent()) {
            return probed ? new Judgement.Nothing(state, "silent") : new Judgement.Corroborate(state, view.evidence());
        }
        return view.well(probed)
                ? new Judgement.Recover(state, now)
                : new Judgement.Nothing(state, "not everything that was lost answers");
    }

    private static Judgement recovering(Recovering state, View view, Instant now) {
        if (view.silent()) {
            return new Judgement.Relapse(state, view.evidence());
        }
        if (view.well(true)) {
            return now.isBefore(state.holdDownUntil())
                    ? new Judgement.Nothing(state, "well; the hold-down runs until " + state.holdDownUntil())
                    : new Judgement.Recovered(state, now);
        }
        Instant until = now.plus(RegionHealth.HOLD_DOWN);
        return until.isAfter(state.holdDownUntil().plus(HOLD_STEP))
                ? new Judgement.HoldLonger(state, until)
                : new Judgement.Nothing(state, "not everything answers; the hold-down begins anew");
    }

    /** The fresh sightings of one region, and what a majority makes of them. */
    private record View(String regionId, List<String> vantagePoints, List<Sighting> fresh, Instant now) {

        private List<Sighting> of(String vantagePoint) {
            return fresh.stream()
                    .filter(sighting -> sighting.vantagePoint().equals(vantagePoint)
                            && sighting.regionId().equals(regionId))
                    .toList();
        }

        /** It reaches another region's API, so silence is not its own. */
        private boolean canJudge(String vantagePoint) {
            return fresh.stream()
                    .anyMatch(sighting -> sighting.vantagePoint().equals(vantagePoint)
                            && sighting.kind() == Kind.API
                            && !sighting.regionId().equals(regionId)
                            && sighting.reachable());
        }

        private boolean seesSilence(String vantagePoint) {
            List<Sighting> targets = of(vantagePoint);
            return targets.stream().map(Sighting::kind).distinct().count() == Kind.values().length
                    && targets.stream().allMatch(sighting -> sighting.silentFor(SUSPECT_AFTER, now));
        }

        /** @param apiSuffices when no ingress is left to look at */
        private boolean seesWell(String vantagePoint, boolean apiSuffices) {
            List<Sighting> targets = of(vantagePoint);
            boolean api = targets.stream().anyMatch(target -> target.kind() == Kind.API && target.reachable());
            List<Sighting> ingresses = targets.stream()
                    .filter(target -> target.kind() == Kind.INGRESS)
                    .toList();
            return api
                    && (ingresses.isEmpty() ? apiSuffices : ingresses.stream().anyMatch(Sighting::reachable));
        }

        private boolean majority(java.util.function.Predicate<String> agrees) {
            long agreeing =
                    vantagePoints.stream().filter(this::canJudge).filter(agrees).count();
            return agreeing >= Math.max(FEWEST_VANTAGE_POINTS, vantagePoints.size() / 2 + 1);
        }

        boolean silent() {
            return majority(this::seesSilence);
        }

        boolean answers() {
            return majority(vantagePoint -> of(vantagePoint).stream().anyMatch(Sighting::reachable));
        }

        boolean well(boolean apiSuffices) {
            return majority(vantagePoint -> seesWell(vantagePoint, apiSuffices));
        }

        /** For each vantage point that sees silence: when the last of its targets fell silent. The earliest of those. */
        Instant silentSince() {
            return vantagePoints.stream()
                    .filter(vantagePoint -> canJudge(vantagePoint) && seesSilence(vantagePoint))
                    .map(vantagePoint -> of(vantagePoint).stream()
                            .map(Sighting::silentSince)
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .orElse(now))
                    .min(Comparator.naturalOrder())
                    .orElse(now);
        }

        /** What was seen of the region, and of the other regions' APIs, which shows who could judge. */
        List<Sighting> evidence() {
            return fresh.stream()
                    .filter(sighting -> sighting.regionId().equals(regionId) || sighting.kind() == Kind.API)
                    .sorted(Comparator.comparing(Sighting::vantagePoint).thenComparing(Sighting::target))
                    .toList();
        }

        String why() {
            long judging = vantagePoints.stream().filter(this::canJudge).count();
            long silent = vantagePoints.stream()
                    .filter(vantagePoint -> canJudge(vantagePoint) && seesSilence(vantagePoint))
                    .count();
            return judging + " of " + vantagePoints.size() + " vantage points can judge, " + silent
                    + " have heard nothing for " + SUSPECT_AFTER.toSeconds() + " s";
        }
    }
}
