package com.orocloud.failover.region;

import com.orocloud.events.Evidence;
import com.orocloud.events.RegionDegradationEnded;
import com.orocloud.events.RegionDegraded;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionEstimateChanged;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRecovering;
import com.orocloud.events.RegionSnapshot;
import com.orocloud.events.RegionStatus;
import com.orocloud.events.RegionSuspectedDown;
import com.orocloud.events.SignalSource;
import com.orocloud.failover.region.RegionHealth.Degraded;
import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Outage;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.messaging.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said about regions, in the contract's words. */
final class RegionFacts {

    private RegionFacts() {}

    static RegionDegraded degraded(Degraded state, String why) {
        return new RegionDegraded(Events.unstamped(), state.region().ref(), state.zones(), state.since(), why);
    }

    static RegionDegradationEnded degradationEnded(Degraded state, Instant at) {
        return new RegionDegradationEnded(
                Events.unstamped(), state.region().ref(), state.zones(), state.since(), seconds(state.since(), at));
    }

    static RegionSuspectedDown suspected(Region region, UUID outageId, Instant startedAt, List<Sighting> evidence) {
        return new RegionSuspectedDown(Events.unstamped(), region.ref(), outageId, startedAt, evidence(evidence));
    }

    static RegionDown down(Region region, Outage outage) {
        return new RegionDown(
                Events.unstamped(),
                region.ref(),
                outage.id(),
                outage.startedAt(),
                outage.confirmedAt(),
                outage.expectedRecoveryAt(),
                outage.confirmedBy().stream()
                        .map(source -> SignalSource.valueOf(source.name()))
                        .toList(),
                evidence(outage.evidence()),
                outage.reason(),
                outage.providerIncidentId());
    }

    static RegionEstimateChanged estimateChanged(
            Region region, Outage outage, @Nullable Instant previous, RegionHealth.Source source) {
        return new RegionEstimateChanged(
                Events.unstamped(),
                region.ref(),
                outage.id(),
                previous,
                outage.expectedRecoveryAt(),
                SignalSource.valueOf(source.name()),
                outage.reason() == null ? "" : outage.reason());
    }

    static RegionRecovering recovering(Region region, Outage outage, Instant until) {
        return new RegionRecovering(Events.unstamped(), region.ref(), outage.id(), until);
    }

    static RegionRecovered recovered(Recovering state, Instant at) {
        return new RegionRecovered(
                Events.unstamped(),
                state.region().ref(),
                state.outage().id(),
                seconds(state.outage().startedAt(), at),
                false);
    }

    static RegionRecovered falseAlarm(Suspected state, Instant at) {
        return new RegionRecovered(
                Events.unstamped(), state.region().ref(), state.outageId(), seconds(state.startedAt(), at), true);
    }

    /** How a region is, now. */
    static RegionSnapshot snapshot(RegionHealth health) {
        RegionSnapshot.Builder snapshot = RegionSnapshot.newBuilder()
                .setMeta(Events.unstamped())
                .setRegion(health.region().ref())
                .setStatus(status(health))
                .setSince(since(health).truncatedTo(ChronoUnit.MILLIS));
        return switch (health) {
            case Healthy _ -> snapshot.build();
            case Degraded degraded ->
                snapshot.setAffectedZones(degraded.zones()).build();
            case Suspected suspected ->
                snapshot.setOutageId(suspected.outageId())
                        .setOutageStartedAt(suspected.startedAt())
                        .build();
            case Down(var _, var outage) -> of(snapshot, outage).build();
            case Recovering(var _, var outage, var until, var _) ->
                of(snapshot, outage).setHoldDownUntil(until).build();
        };
    }

    /** When it came to be so. */
    static Instant since(RegionHealth health) {
        return switch (health) {
            case Healthy(var _, var since) -> since;
            case Degraded degraded -> degraded.since();
            case Suspected suspected -> suspected.suspectedAt();
            case Down(var _, var outage) -> outage.confirmedAt();
            case Recovering(var _, var _, var _, var since) -> since;
        };
    }

    static RegionStatus status(RegionHealth health) {
        return switch (health) {
            case Healthy _ -> RegionStatus.HEALTHY;
            case Degraded _ -> RegionStatus.DEGRADED;
            case Suspected _ -> RegionStatus.SUSPECTED;
            case Down _ -> RegionStatus.DOWN;
            case Recovering _ -> RegionStatus.RECOVERING;
        };
    }

    private static RegionSnapshot.Builder of(RegionSnapshot.Builder snapshot, Outage outage) {
        return snapshot.setOutageId(outage.id())
                .setOutageStartedAt(outage.startedAt())
                .setExpectedRecoveryAt(outage.expectedRecoveryAt())
                .setReason(outage.reason());
    }

    private static long seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }

    static List<Evidence> evidence(List<Sighting> sightings) {
        return sightings.stream().map(Sighting::evidence).toList();
    }
}
