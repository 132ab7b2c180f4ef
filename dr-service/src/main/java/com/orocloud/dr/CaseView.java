package com.orocloud.dr;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Blocked;
import com.orocloud.dr.Recovery.Cancelled;
import com.orocloud.dr.Recovery.Declined;
import com.orocloud.dr.Recovery.Expired;
import com.orocloud.dr.Recovery.Failed;
import com.orocloud.dr.Recovery.Open;
import com.orocloud.dr.Recovery.Recovered;
import com.orocloud.dr.Recovery.Watching;
import com.orocloud.events.DrCaseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One case as operators and tools see it over HTTP; what is not known yet is left out. Says the same as the snapshot
 * topic, with the plan and the steps.
 *
 * @param waitingFor why it does not go on by itself
 * @param approvalUntil when the present question expires
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CaseView(
        DrCase drCase,
        DrCaseStatus state,
        Instant since,
        @Nullable String waitingFor,
        @Nullable Instant expectedRegionRecoveryAt,
        @Nullable Instant recheckAt,
        @Nullable Plan plan,
        @Nullable String planHash,
        @Nullable Instant approvalUntil,
        @Nullable Progress progress) {

    /** After the approval. Durations are whole seconds, final once recovered. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Progress(
            Instant approvedAt,
            String approverHash,
            long siteEpoch,
            List<Run.Took> steps,
            @Nullable Instant estimatedRecoveryAt,
            @Nullable Instant recoveredAt,
            @Nullable Long recoverySecondsSinceApproval,
            @Nullable Long outageSeconds,
            long dataLossSeconds,
            boolean oldSiteFenced) {}

    static CaseView of(Recovery recovery) {
        return switch (recovery) {
            case Open o -> before(o, o.obstacle(), null, null);
            case Watching w -> before(w, w.obstacle(), w.expectedRecoveryAt(), w.recheckAt());
            case AwaitingApproval a -> asked(a, a.request(), "the technical contact's answer");
            case Declined d -> asked(d, d.request(), d.reason() == null ? "declined" : "declined: " + d.reason());
            case Expired e -> asked(e, e.request(), "nobody answered in time");
            case Cancelled c -> before(c, c.reason(), null, null);
            case Failed f -> before(f, "given up in " + f.step() + ": " + f.reason(), null, null);
            case Blocked b -> after(b, b.step() + " " + b.code() + ": " + b.message(), b.retryAt());
            case Recovery.AwaitingDomainOwner a -> after(a, "the owner of the domain to change its record", null);
            case AfterApproval a -> after(a, null, null);
        };
    }

    private static CaseView before(
            Recovery state, @Nullable String waitingFor, @Nullable Instant expected, @Nullable Instant recheckAt) {
        return new CaseView(
                state.drCase(),
                DrFacts.status(state),
                state.since(),
                waitingFor,
                expected,
                recheckAt,
                null,
                null,
                null,
                null);
    }

    private static CaseView asked(Recovery state, Recovery.Request request, String waitingFor) {
        return new CaseView(
                state.drCase(),
                DrFacts.status(state),
                state.since(),
                waitingFor,
                request.expectedRecoveryAt(),
                null,
                request.plan(),
                request.planHash(),
                request.expiresAt(),
                null);
    }

    private static CaseView after(AfterApproval state, @Nullable String waitingFor, @Nullable Instant retryAt) {
        var run = state.run();
        return new CaseView(
                state.drCase(),
                DrFacts.status(state),
                state.since(),
                waitingFor,
                null,
                retryAt,
                run.plan(),
                run.approval().planHash(),
                null,
                progress(state, run));
    }

    private static Progress progress(AfterApproval state, Run run) {
        var recoveredAt = state instanceof Recovered recovered ? recovered.since() : null;
        return new Progress(
                run.approval().approvedAt(),
                run.approval().approverHash(),
                run.plan().epoch(),
                run.steps(),
                DrFacts.estimatedRecoveryAt(state),
                recoveredAt,
                recoveredAt == null ? null : seconds(run.approval().approvedAt(), recoveredAt),
                recoveredAt == null ? null : seconds(state.drCase().outageStartedAt(), recoveredAt),
                run.plan().dataLossSeconds(),
                run.oldSiteFenced());
    }

    private static Long seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }
}
