package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider's region is there.
 *
 * <pre>
 *   Healthy --silence--> Suspected --5 min more, or declared--> Down --probes pass--> Recovering --30 min--> Healthy
 *      |                     |                                   ^                        |
 *      |                     +--false alarm--> Healthy           +-------- relapse -------+
 *      +----------------------- declared ------------------------+
 *
 *   Healthy <--a zone is lost, its nodes work again--> Degraded, which can be lost like Healthy
 * </pre>
 *
 * <p>An outage keeps its id from suspicion to recovery, relapses included, so that recovery cases do not double. One
 * zone never is a region: only the silence of everything that is watched in it counts.
 */
public sealed interface RegionHealth {

    /** How long a region must stay well after an outage before it counts as recovered. */
    Duration HOLD_DOWN = Duration.ofMinutes(30);

    Region region();

    /** Not lost as a whole, as far as is known. */
    sealed interface Up extends RegionHealth {}

    record Healthy(Region region, Instant since) implements Up {}

    /**
     * Only part of it is lost.
     *
     * @param zones none of whose nodes work, while others of the region do
     */
    record Degraded(Region region, Instant since, List<String> zones) implements Up {}

    /** Silent for a majority of vantage points; being confirmed. */
    record Suspected(Region region, UUID outageId, Instant startedAt, Instant suspectedAt, List<Sighting> evidence)
            implements RegionHealth {}

    /** Lost. */
    record Down(Region region, Outage outage) implements RegionHealth {}

    /** Answers again; may relapse. */
    record Recovering(Region region, Outage outage, Instant holdDownUntil, Instant since) implements RegionHealth {}

    /** Who said so. */
    enum Source {
        PROBE,
        OPERATOR,
        PROVIDER
    }

    /** One down period. */
    record Outage(
            UUID id,
            Instant startedAt,
            Instant confirmedAt,
            @Nullable Instant expectedRecoveryAt,
            List<Source> confirmedBy,
            List<Sighting> evidence,
            @Nullable String reason,
            @Nullable String providerIncidentId) {

        Outage also(Source source, List<Sighting> newEvidence) {
            List<Source> sources = confirmedBy.contains(source)
                    ? confirmedBy
                    : Stream.concat(confirmedBy.stream(), Stream.of(source)).toList();
            return new Outage(
                    id, startedAt, confirmedAt, expectedRecoveryAt, sources, newEvidence, reason, providerIncidentId);
        }

        /** Said by its status page; the evidence stays our own. */
        Outage known(String incidentId) {
            List<Source> sources = also(Source.PROVIDER, evidence).confirmedBy();
            return new Outage(id, startedAt, confirmedAt, expectedRecoveryAt, sources, evidence, reason, incidentId);
        }

        /** What an operator says replaces what was said before. */
        Outage declared(RegionDeclared event) {
            return new Outage(
                    id,
                    startedAt,
                    confirmedAt,
                    event.getExpectedRecoveryAt(),
                    also(Source.OPERATOR, evidence).confirmedBy(),
                    evidence,
                    event.getReason(),
                    providerIncidentId);
        }
    }

    static String id(RegionRef region) {
        return Region.of(region).id();
    }

    /** Somebody lives in the region, or would be recovered there. */
    static Outcome<RegionHealth> watched(@Nullable RegionHealth current, Region region, Instant at) {
        return switch (current) {
            case null -> said(new Healthy(region, at));
            case Healthy _, Degraded _, Suspected _, Down _, Recovering _ -> ignored("watched already");
        };
    }

    static Outcome<RegionHealth> on(@Nullable RegionHealth current, RegionDeclared event) {
        return switch (event.getVerdict()) {
            case DOWN -> declaredDown(current, event);
            case UP -> declaredUp(current, event);
            case UNKNOWN -> impossible("a declaration without a verdict");
        };
    }

    private static Outcome<RegionHealth> declaredDown(@Nullable RegionHealth current, RegionDeclared event) {
        Instant at = event.getMeta().getOccurredAt();
        return switch (current) {
            case null -> deferred("nothing lives in this region, as far as is known yet");
            case Up state ->
                down(
                        state.region(),
                        declared(
                                EffectId.of(
                                        "outage",
                                        state.region().id(),
                                        event.getMeta().getEventId()),
                                at,
                                event));
            case Suspected state ->
                down(
                        state.region(),
                        declared(state.outageId(), state.startedAt(), event).also(Source.PROBE, state.evidence()));
            case Down(var region, var outage) ->
                Objects.equals(outage.declared(event), outage)
                        ? ignored("declared so already")
                        : declaredAnew(region, outage, outage.declared(event));
            case Recovering state -> down(state.region(), state.outage().declared(event));
        };
    }

    /** Lost as before, but somebody says something new about it. */
    private static Outcome<RegionHealth> declaredAnew(Region region, Outage before, Outage outage) {
        return Objects.equals(before.expectedRecoveryAt(), outage.expectedRecoveryAt())
                ? down(region, outage)
                : said(
                        new Down(region, outage),
                        RegionFacts.down(region, outage),
                        RegionFacts.estimateChanged(region, outage, before.expectedRecoveryAt(), Source.OPERATOR));
    }

    private static Outage declared(UUID outageId, Instant startedAt, RegionDeclared event) {
        return new Outage(
                outageId,
                startedAt,
                event.getMeta().getOccurredAt(),
                event.getExpectedRecoveryAt(),
                List.of(Source.OPERATOR),
                List.of(),
                event.getReason(),
                null);
    }

    private static Outcome<RegionHealth> declaredUp(@Nullable RegionHealth current, RegionDeclared event) {
        Instant at = event.getMeta().getOccurredAt();
        return switch (current) {
            case null -> deferred("nothing lives in this region, as far as is known yet");
            case Healthy _ -> ignored("it is healthy");
            case Degraded _ -> ignored("it is not lost, and its zones are looked at");
            case Suspected state -> falseAlarm(state, at);
            case Down(var region, var outage) -> holdDown(region, outage, at.plus(HOLD_DOWN), at);
            case Recovering _ -> ignored("it is recovering already");
        };
    }

    /** What the probes show, applied if the health is still as it was when they were judged. */
    static Outcome<RegionHealth> on(@Nullable RegionHealth current, Judgement judgement) {
        if (current == null || !current.equals(judgement.of())) {
            return ignored("overtaken: the region's health has changed since the probes were judged");
        }
        return switch (judgement) {
            case Judgement.Nothing nothing -> ignored(nothing.why());
            case Judgement.Suspect(var of, var startedAt, var evidence, var at) -> {
                UUID outageId = EffectId.of("outage", of.region().id(), startedAt);
                yield said(
                        new Suspected(of.region(), outageId, startedAt, at, evidence),
                        RegionFacts.suspected(of.region(), outageId, startedAt, evidence));
            }
            case Judgement.Confirm(var of, var evidence, var at) ->
                down(
                        of.region(),
                        new Outage(
                                of.outageId(), of.startedAt(), at, null, List.of(Source.PROBE), evidence, null, null));
            case Judgement.FalseAlarm(var of, var at) -> falseAlarm(of, at);
            case Judgement.Corroborate(var of, var evidence) ->
                applied(new Down(of.region(), of.outage().also(Source.PROBE, evidence)));
            case Judgement.ProviderAgrees(var of, var incidentId) ->
                down(of.region(), of.outage().known(incidentId));
            case Judgement.Recover(var of, var at) -> holdDown(of.region(), of.outage(), at.plus(HOLD_DOWN), at);
            case Judgement.Relapse(var of, var evidence) ->
                down(of.region(), of.outage().also(Source.PROBE, evidence));
            case Judgement.HoldLonger(var of, var until) -> holdDown(of.region(), of.outage(), until, of.since());
            case Judgement.Recovered(var of, var at) ->
                said(new Healthy(of.region(), at), RegionFacts.recovered(of, at));
        };
    }

    /** What the nodes in it show, applied if the health is still as it was when they were judged. */
    static Outcome<RegionHealth> on(@Nullable RegionHealth current, ZoneFinding finding) {
        if (current == null || !current.equals(finding.of())) {
            return ignored("overtaken: the region's health has changed since its zones were judged");
        }
        return switch (current) {
            case Healthy _ when finding.lost().isEmpty() -> ignored("no zone is lost");
            case Healthy _ -> degraded(finding.since(), finding);
            case Degraded state when finding.lost().equals(state.zones()) -> ignored("known already");
            case Degraded state
            when finding.lost().isEmpty() ->
                said(new Healthy(state.region(), finding.at()), RegionFacts.degradationEnded(state, finding.at()));
            case Degraded state -> degraded(state.since(), finding);
            case Suspected _, Down _, Recovering _ -> ignored("the region as a whole is in question");
        };
    }

    private static Outcome<RegionHealth> degraded(Instant since, ZoneFinding finding) {
        var next = new Degraded(finding.of().region(), since, finding.lost());
        return said(next, RegionFacts.degraded(next, finding.why()));
    }

    private static Outcome<RegionHealth> falseAlarm(Suspected state, Instant at) {
        return said(new Healthy(state.region(), at), RegionFacts.falseAlarm(state, at));
    }

    private static Outcome<RegionHealth> down(Region region, Outage outage) {
        return said(new Down(region, outage), RegionFacts.down(region, outage));
    }

    private static Outcome<RegionHealth> holdDown(Region region, Outage outage, Instant until, Instant since) {
        return said(new Recovering(region, outage, until, since), RegionFacts.recovering(region, outage, until));
    }

    /** With what the region is now, for those who do not read its history. */
    private static Outcome<RegionHealth> said(RegionHealth next, SpecificRecord... facts) {
        return applied(
                next,
                Stream.concat(Stream.of(facts), Stream.of(RegionFacts.snapshot(next)))
                        .toList());
    }
}
