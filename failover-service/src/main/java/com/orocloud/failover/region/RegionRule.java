package com.orocloud.failover.region;

import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Source;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.failover.region.RegionHealth.Up;
import com.orocloud.failover.region.Sighting.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges a region by what the vantage points saw. Pure: time comes in.
 *
 * <p>A vantage point that reaches no other region is itself cut off and judges nothing; one that has not reported lately
 * is not heard, which is how a control plane that is itself cut off comes to no verdict. The others must agree by a
 * majority of all there are, on two networks at least, that everything watched in the region is silent: its ingresses,
 * the provider's own API for it, its object storage. A target that a vantage point never reached is not missed by it.
 */
public final class RegionRule {

    /** Silence after the suspicion that confirms it without an operator. */
    static final Duration CONFIRM_AFTER = Duration.ofMinutes(5);

    /** What was seen longer ago than this says nothing about now. */
    static final Duration FRESH = Duration.ofSeconds(20);

    private static final int FEWEST_NETWORKS = 2;
    private static final int FEWEST_KINDS = 2;
    /** A failed probe in the hold-down moves its end, but is not stored again for less than this. */
    private static final Duration HOLD_STEP = Duration.ofMinutes(1);

    private RegionRule() {}

    /**
     * As {@link #judge(RegionHealth, List, List, Instant)}, and once a region is lost and nothing changes, whether the
     * provider says so too.
     *
     * @param incidentId the open incident that the provider's status page names; null for none
     */
    static Judgement judge(
            RegionHealth health,
            List<VantagePoint> vantagePoints,
            List<Trace> all,
            @Nullable String incidentId,
            Instant now) {
        Judgement judgement = judge(health, vantagePoints, all, now);
        return judgement instanceof Judgement.Nothing
                        && health instanceof Down down
                        && incidentId != null
                        && !incidentId.equals(down.outage().providerIncidentId())
                ? new Judgement.ProviderAgrees(down, incidentId)
                : judgement;
    }

    static Judgement judge(RegionHealth health, List<VantagePoint> vantagePoints, List<Trace> all, Instant now) {
        List<Trace> fresh = all.stream()
                .filter(trace -> trace.observedAt().plus(FRESH).isAfter(now))
                .toList();
        View view = new View(health.region().id(), vantagePoints, fresh, now);
        return switch (health) {
            case Up state ->
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

    /** The vantage points that can tell a lost region from a line of their own that is cut. */
    static List<VantagePoint> judges(String regionId, List<VantagePoint> vantagePoints, List<Trace> all, Instant now) {
        List<Trace> fresh = all.stream()
                .filter(trace -> trace.observedAt().plus(FRESH).isAfter(now))
                .toList();
        View view = new View(regionId, vantagePoints, fresh, now);
        return vantagePoints.stream().filter(view::canJudge).toList();
    }

    /** The fresh sightings of one region, and what a majority makes of them. */
    private record View(String regionId, List<VantagePoint> vantagePoints, List<Trace> fresh, Instant now) {

        private List<Trace> of(VantagePoint from) {
            return fresh.stream()
                    .filter(trace -> trace.vantagePoint().equals(from.name())
                            && trace.regionId().equals(regionId))
                    .toList();
        }

        /** It reaches another region, so silence is not its own. */
        private boolean canJudge(VantagePoint from) {
            return fresh.stream()
                    .anyMatch(trace -> trace.vantagePoint().equals(from.name())
                            && trace.kind() != Kind.INGRESS
                            && !trace.regionId().equals(regionId)
                            && trace.reachable());
        }

        private boolean seesSilence(VantagePoint from) {
            List<Trace> known = of(from).stream().filter(Trace::known).toList();
            return known.stream().map(Trace::kind).distinct().count() >= FEWEST_KINDS
                    && known.stream().allMatch(Trace::suspected);
        }

        /** @param apiSuffices when no ingress is left to look at */
        private boolean seesWell(VantagePoint from, boolean apiSuffices) {
            List<Trace> targets = of(from);
            boolean api = targets.stream().anyMatch(target -> target.kind() == Kind.API && target.reachable());
            List<Trace> ingresses = targets.stream()
                    .filter(target -> target.kind() == Kind.INGRESS)
                    .toList();
            return api
                    && (ingresses.isEmpty() ? apiSuffices : ingresses.stream().anyMatch(Trace::reachable));
        }

        private boolean majority(Predicate<VantagePoint> agrees) {
            List<VantagePoint> agreeing =
                    vantagePoints.stream().filter(this::canJudge).filter(agrees).toList();
            return agreeing.size() > vantagePoints.size() / 2
                    && agreeing.stream().map(VantagePoint::network).distinct().count() >= FEWEST_NETWORKS;
        }

        boolean silent() {
            return majority(this::seesSilence);
        }

        boolean answers() {
            return majority(from -> of(from).stream().anyMatch(Trace::reachable));
        }

        boolean well(boolean apiSuffices) {
            return majority(from -> seesWell(from, apiSuffices));
        }

        /** For each vantage point that sees silence: when the last of its targets fell silent. The earliest of those. */
        Instant silentSince() {
            return vantagePoints.stream()
                    .filter(from -> canJudge(from) && seesSilence(from))
                    .map(from -> of(from).stream()
                            .filter(Trace::known)
                            .map(Trace::silentSince)
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder())
                            .orElse(now))
                    .min(Comparator.naturalOrder())
                    .orElse(now);
        }

        /** What was seen of the region, and of the other regions' APIs, which shows who could judge. */
        List<Sighting> evidence() {
            return fresh.stream()
                    .filter(trace -> trace.regionId().equals(regionId) || trace.kind() == Kind.API)
                    .sorted(Comparator.comparing(Trace::vantagePoint).thenComparing(Trace::target))
                    .map(Trace::sighting)
                    .toList();
        }

        String why() {
            long judging = vantagePoints.stream().filter(this::canJudge).count();
            long silent = vantagePoints.stream()
                    .filter(from -> canJudge(from) && seesSilence(from))
                    .count();
            return judging + " of " + vantagePoints.size() + " vantage points can judge, " + silent
                    + " have heard nothing for " + Trace.SUSPECT_AFTER.toSeconds() + " s";
        }
    }
}
