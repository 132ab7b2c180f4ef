package com.orocloud.failover.leadership;

import com.orocloud.events.CandidateView;
import com.orocloud.events.FailoverDecided;
import com.orocloud.events.FailoverRequestRejected;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.ObservedSignal;
import com.orocloud.events.PhaseInstant;
import com.orocloud.events.StandbyRebuilt;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverFailed;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.events.ZoneSwitchoverAborted;
import com.orocloud.events.ZoneSwitchoverCompleted;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.events.ZoneSwitchoverStarted;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.messaging.Events;
import java.time.Duration;
import java.util.List;

/** What is said about leadership, in the contract's words. */
final class Facts {

    private Facts() {}

    static SynchronousReplicationChanged synchronous(Roles roles) {
        return new SynchronousReplicationChanged(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                true,
                roles.standby(),
                "a witness commit came back after the standby was named, reported synchronous and caught up");
    }

    static SynchronousReplicationChanged asynchronous(Roles roles, String why) {
        return new SynchronousReplicationChanged(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                false,
                roles.standby(),
                why);
    }

    static StandbyRebuilt rebuilt(Roles roles, Duration reduced) {
        return new StandbyRebuilt(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                roles.standby(),
                Math.max(0, reduced.toSeconds()));
    }

    static ZoneFailoverStarted started(FailingOver state, List<Candidate> candidates, String rule) {
        return new ZoneFailoverStarted(
                Events.unstamped(),
                state.roles().site().environmentId(),
                state.roles().site().siteEpoch(),
                state.roles().term(),
                state.lost(),
                state.lastHealthyAt(),
                state.detectedAt(),
                state.synchronousInForce(),
                views(candidates),
                rule,
                state.handover() != null);
    }

    static NodeFenceRequested fenceRequested(Roles roles) {
        return new NodeFenceRequested(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                roles.standby(),
                roles.leader());
    }

    static ZoneFailoverCompleted completed(FailingOver state, Promotion promotion) {
        return new ZoneFailoverCompleted(
                Events.unstamped(),
                state.roles().site().environmentId(),
                state.roles().site().siteEpoch(),
                state.roles().term(),
                state.lost(),
                state.candidate(),
                Duration.between(state.lastHealthyAt(), promotion.writableAt()).toMillis(),
                lost(state, promotion),
                promotion.fencedBefore(),
                state.handover() != null,
                phases(state, promotion));
    }

    private static List<PhaseInstant> phases(FailingOver state, Promotion promotion) {
        return phases(promotion.after(state));
    }

    private static List<PhaseInstant> phases(List<Reached> reached) {
        return reached.stream()
                .map(each -> new PhaseInstant(each.phase(), each.at()))
                .toList();
    }

    static ZoneSwitchoverStarted switchoverStarted(Roles roles, String reason) {
        return new ZoneSwitchoverStarted(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                roles.leader(),
                roles.standby(),
                reason);
    }

    static ZoneSwitchoverAborted switchoverAborted(Roles roles, String reason) {
        return new ZoneSwitchoverAborted(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                roles.leader(),
                roles.standby(),
                reason);
    }

    static ZoneSwitchoverCompleted switchedOver(FailingOver state, Handover handover, Promotion promotion) {
        return new ZoneSwitchoverCompleted(
                Events.unstamped(),
                state.roles().site().environmentId(),
                state.roles().site().siteEpoch(),
                state.roles().term(),
                state.lost(),
                state.candidate(),
                handover.stoppedAt().toString(),
                handover.replayed().toString(),
                Duration.between(handover.readOnlySince(), promotion.writableAt())
                        .toMillis(),
                phases(state, promotion));
    }

    static FailoverRequestRejected rejected(ZoneSwitchoverRequested request, List<String> reasons) {
        return new FailoverRequestRejected(
                Events.unstamped(),
                request.getEnvironmentId(),
                request.getMeta().getEventId(),
                request.getSchema().getName(),
                reasons);
    }

    /** Nothing, if the candidate was waited for; and what is not known is not claimed. */
    private static long lost(FailingOver state, Promotion promotion) {
        WalPosition last = state.lastPosition();
        WalPosition received = promotion.received();
        return state.synchronousInForce() || last == null || received == null ? 0 : last.beyond(received);
    }

    static ZoneFailoverFailed failed(Roles roles, String lost, List<Candidate> candidates, String why) {
        return new ZoneFailoverFailed(
                Events.unstamped(),
                roles.site().environmentId(),
                roles.site().siteEpoch(),
                roles.term(),
                lost,
                views(candidates),
                why);
    }

    static FailoverDecided decided(Site site, Explanation.Decided decided) {
        return new FailoverDecided(
                Events.unstamped(),
                site.environmentId(),
                site.siteEpoch(),
                decided.term(),
                decided.verdict(),
                decided.rule(),
                decided.signals().stream()
                        .map(signal -> new ObservedSignal(signal.name(), signal.value()))
                        .toList(),
                views(decided.candidates()),
                decided.at(),
                phases(decided.reached()));
    }

    private static List<CandidateView> views(List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> new CandidateView(
                        candidate.nodeId(),
                        candidate.reachable(),
                        candidate.position() == null
                                ? null
                                : candidate.position().toString(),
                        candidate.verdict(),
                        candidate.behindBytes()))
                .toList();
    }
}
