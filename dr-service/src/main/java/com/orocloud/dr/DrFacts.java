package com.orocloud.dr;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.BeforeApproval;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.Check;
import com.orocloud.events.CheckPhase;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrActionRequested;
import com.orocloud.events.DrApprovalExpired;
import com.orocloud.events.DrApprovalRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrCaseSnapshot;
import com.orocloud.events.DrCaseStatus;
import com.orocloud.events.DrCriteriaNotMet;
import com.orocloud.events.DrDecisionRejected;
import com.orocloud.events.DrDecisionSubmitted;
import com.orocloud.events.DrDeclined;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrHealthCheckPassed;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.DrStep;
import com.orocloud.events.DrStepCompleted;
import com.orocloud.events.DrStepFailed;
import com.orocloud.events.DrStepStarted;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The facts of a case, in the words of the contract. No personal data stands in any of them. */
final class DrFacts {

    private DrFacts() {}

    static DrCaseOpened opened(DrCase drCase) {
        return DrCaseOpened.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setDrCaseId(drCase.id())
                .setCause(drCase.cause())
                .setLostRegion(drCase.lost().toRef())
                .setTargetRegion(drCase.target().toRef())
                .setOutageId(drCase.outageId())
                .setOutageStartedAt(drCase.outageStartedAt())
                .build();
    }

    static DrCriteriaNotMet criteriaNotMet(Recovery.Watching watching) {
        return DrCriteriaNotMet.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(watching.drCase().environmentId())
                .setDrCaseId(watching.drCase().id())
                .setExpectedRecoveryAt(watching.expectedRecoveryAt())
                .setRecheckAt(watching.recheckAt())
                .build();
    }

    static DrApprovalRequested approvalRequested(AwaitingApproval awaiting) {
        var request = awaiting.request();
        var plan = request.plan();
        return DrApprovalRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(plan.environmentId())
                .setDrCaseId(plan.caseId())
                .setApprovalId(request.approvalId())
                .setPlanHash(request.planHash())
                .setAskedRole(ContactRole.TECHNICAL_CONTACT)
                .setAskedHash(request.askedHash())
                .setTargetRegion(plan.to().toRef())
                .setRecoveryPoint(plan.recoveryPoint())
                .setDataLossSeconds(plan.dataLossSeconds())
                .setEstimateMinSeconds(plan.estimateMinSeconds())
                .setEstimateMaxSeconds(plan.estimateMaxSeconds())
                .setExpiresAt(request.expiresAt())
                .build();
    }

    static DrApproved approved(Recovery.Approved approved, String proof, ApprovalMethod method) {
        var approval = approved.run().approval();
        var plan = approval.plan();
        return DrApproved.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(plan.environmentId())
                .setDrCaseId(plan.caseId())
                .setApprovalId(approval.approvalId())
                .setSiteEpoch(plan.epoch())
                .setPlanHash(approval.planHash())
                .setJti(approval.jti())
                .setProof(proof)
                .setApprovedAt(approval.approvedAt())
                .setApproverHash(approval.approverHash())
                .setApproverRole(ContactRole.TECHNICAL_CONTACT)
                .setMethod(method)
                .setTargetRegion(plan.to().toRef())
                .setRecoveryPoint(plan.recoveryPoint())
                .setAcceptedDataLossSeconds(plan.dataLossSeconds())
                .build();
    }

    static DrDeclined declined(Recovery.Declined declined) {
        return DrDeclined.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(declined.drCase().environmentId())
                .setDrCaseId(declined.drCase().id())
                .setApprovalId(declined.request().approvalId())
                .setApproverHash(declined.request().askedHash())
                .setReason(declined.reason())
                .build();
    }

    static DrApprovalExpired approvalExpired(Recovery.Expired expired) {
        return DrApprovalExpired.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(expired.drCase().environmentId())
                .setDrCaseId(expired.drCase().id())
                .setApprovalId(expired.request().approvalId())
                .build();
    }

    static DrCancelled cancelled(Recovery.Cancelled cancelled) {
        return DrCancelled.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(cancelled.drCase().environmentId())
                .setDrCaseId(cancelled.drCase().id())
                .setReason(cancelled.reason())
                .build();
    }

    static DrFailed failed(Recovery.Failed failed) {
        return DrFailed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(failed.drCase().environmentId())
                .setDrCaseId(failed.drCase().id())
                .setSiteEpoch(Objects.requireNonNull(failed.drCase().lastEpoch(), "given up without a site"))
                .setStep(failed.step())
                .setReason(failed.reason())
                .build();
    }

    static DrActionRejected actionRejected(DrActionRequested request, String code, String why) {
        return DrActionRejected.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(request.getEnvironmentId())
                .setDrCaseId(request.getDrCaseId())
                .setRequestEventId(request.getMeta().getEventId())
                .setReasons(List.of(reason(request.getAction().name(), code, why)))
                .build();
    }

    static DrDecisionRejected decisionRejected(DrDecisionSubmitted request, String code, String why) {
        return DrDecisionRejected.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(request.getEnvironmentId())
                .setDrCaseId(request.getDrCaseId())
                .setRequestEventId(request.getMeta().getEventId())
                .setReasons(List.of(reason(request.getDecision().name(), code, why)))
                .build();
    }

    private static Failure reason(String step, String code, String why) {
        return Failure.newBuilder().setStep(step).setCode(code).setMessage(why).build();
    }

    static DrStepStarted stepStarted(DrCase drCase, Run run, DrStep step, Instant at) {
        return DrStepStarted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setDrCaseId(drCase.id())
                .setStep(step)
                .setAttempt(run.attempts(step))
                .setEstimatedRecoveryAt(run.estimatedRecoveryAt(step, at))
                .build();
    }

    static DrStepCompleted stepCompleted(DrCase drCase, Run run, DrStep step, Instant at, Instant estimate) {
        return DrStepCompleted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setDrCaseId(drCase.id())
                .setStep(step)
                .setDurationMs(run.took(step, at).toMillis())
                .setEstimatedRecoveryAt(estimate)
                .build();
    }

    static DrStepFailed stepFailed(Recovery.Blocked blocked) {
        var failure = Failure.newBuilder()
                .setStep(blocked.step().name())
                .setCode(blocked.code())
                .setMessage(blocked.message())
                .setRetryable(blocked.retryAt() != null)
                .setAttempt(blocked.run().attempts(blocked.step()))
                .build();
        return DrStepFailed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(blocked.drCase().environmentId())
                .setDrCaseId(blocked.drCase().id())
                .setStep(blocked.step())
                .setFailure(failure)
                .build();
    }

    static DrHealthCheckPassed checksPassed(DrCase drCase, CheckPhase phase, List<Check> checks) {
        return DrHealthCheckPassed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setDrCaseId(drCase.id())
                .setPhase(phase)
                .setChecks(checks)
                .build();
    }

    static DrRecovered recovered(Recovery.Recovered recovered) {
        var run = recovered.run();
        var at = recovered.since();
        return DrRecovered.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(recovered.drCase().environmentId())
                .setDrCaseId(recovered.drCase().id())
                .setSiteEpoch(run.plan().epoch())
                .setRecoveredAt(at)
                .setRecoverySecondsSinceApproval(seconds(run.approval().approvedAt(), at))
                .setOutageSeconds(seconds(recovered.drCase().outageStartedAt(), at))
                .setRecoveryPoint(run.plan().recoveryPoint())
                .setDataLossSeconds(run.plan().dataLossSeconds())
                .setOldSiteFenced(run.oldSiteFenced())
                .build();
    }

    static DrCaseSnapshot snapshot(Recovery recovery) {
        var drCase = recovery.drCase();
        return DrCaseSnapshot.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(drCase.environmentId())
                .setDrCaseId(drCase.id())
                .setStatus(status(recovery))
                .setLostRegion(drCase.lost().toRef())
                .setTargetRegion(drCase.target().toRef())
                .setSince(recovery.since())
                .setEstimatedRecoveryAt(estimatedRecoveryAt(recovery))
                .build();
    }

    static DrCaseStatus status(Recovery recovery) {
        return switch (recovery) {
            case Recovery.Open _ -> DrCaseStatus.OPEN;
            case Recovery.Watching _ -> DrCaseStatus.WATCHING;
            case AwaitingApproval _ -> DrCaseStatus.AWAITING_APPROVAL;
            case Recovery.Declined _ -> DrCaseStatus.DECLINED;
            case Recovery.Expired _ -> DrCaseStatus.EXPIRED;
            case Recovery.Cancelled _ -> DrCaseStatus.CANCELLED;
            case Recovery.Failed _ -> DrCaseStatus.FAILED;
            case Recovery.Approved _ -> DrCaseStatus.APPROVED;
            case Recovery.Provisioning _ -> DrCaseStatus.PROVISIONING;
            case Recovery.Restoring _ -> DrCaseStatus.RESTORING;
            case Recovery.Verifying _ -> DrCaseStatus.VERIFYING;
            case Recovery.CuttingOver _ -> DrCaseStatus.CUTTING_OVER;
            case Recovery.AwaitingDomainOwner _ -> DrCaseStatus.AWAITING_DOMAIN_OWNER;
            case Recovery.Confirming _ -> DrCaseStatus.CONFIRMING;
            case Recovery.Blocked _ -> DrCaseStatus.BLOCKED;
            case Recovery.Recovered _ -> DrCaseStatus.RECOVERED;
        };
    }

    /** Null while it cannot be said: before the approval, and while blocked. */
    static @Nullable Instant estimatedRecoveryAt(Recovery recovery) {
        return switch (recovery) {
            case BeforeApproval _, Recovery.Blocked _ -> null;
            case Recovery.Recovered recovered -> recovered.since();
            case Recovery.Approved a -> estimate(a, DrStep.PROVISION);
            case Recovery.Provisioning p -> estimate(p, DrStep.PROVISION);
            case Recovery.Restoring r -> estimate(r, DrStep.RESTORE);
            case Recovery.Verifying v -> estimate(v, DrStep.VERIFY);
            case Recovery.CuttingOver c -> estimate(c, DrStep.CUTOVER);
            case Recovery.AwaitingDomainOwner a -> estimate(a, DrStep.CUTOVER);
            case Recovery.Confirming c -> estimate(c, DrStep.CONFIRM);
        };
    }

    private static Instant estimate(AfterApproval state, DrStep step) {
        return state.run().estimatedRecoveryAt(step, state.since());
    }

    private static long seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }
}
