package com.orocloud.dr;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.AwaitingDomainOwner;
import com.orocloud.dr.Recovery.Blocked;
import com.orocloud.dr.Recovery.Recovered;
import com.orocloud.events.DomainMode;
import com.orocloud.events.DrCause;
import com.orocloud.events.DrStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the approval page shows, in words. */
record ApprovalView(
        String title,
        String lead,
        Tone tone,
        @Nullable PlanWords plan,
        @Nullable Progress progress) {

    /** Decides the colour of the banner. */
    enum Tone {
        ALARM,
        GOOD,
        QUIET
    }

    /** Everything that the approver agrees to. */
    record PlanWords(
            String environmentId,
            List<String> names,
            boolean cutOff,
            String from,
            String to,
            String downSince,
            String downFor,
            String expectedBack,
            String recoveryPoint,
            String loss,
            String duration,
            List<String> ingress,
            List<String> egress,
            boolean domainOwnerMoves,
            String expires,
            String zone,
            String planHash) {}

    /** How far an approved recovery is. */
    record Progress(List<StepWords> steps, boolean done, String expected) {}

    record StepWords(String name, String state, String when) {}

    private static ApprovalView question(AwaitingApproval awaiting, @Nullable Double forecast, Instant now) {
        var request = awaiting.request();
        var plan = request.plan();
        var words = Words.in(request.timeZone());
        var drCase = awaiting.drCase();
        var expected = request.expectedRecoveryAt();
        var planWords = new PlanWords(
                plan.environmentId(),
                plan.hostnames(),
                drCase.cause() == DrCause.ENVIRONMENT_UNREACHABLE,
                plan.from().inWords(),
                plan.to().inWords(),
                words.at(drCase.outageStartedAt()),
                Words.lasting(Duration.between(drCase.outageStartedAt(), now)),
                (expected == null
                                ? "Nobody can say when it will be back."
                                : "It is not expected back before " + words.at(expected) + ".")
                        + chance(forecast),
                words.at(plan.recoveryPointAt()),
                Words.lasting(Duration.ofSeconds(plan.dataLossSeconds())),
                Words.between(
                        Duration.ofSeconds(plan.estimateMinSeconds()), Duration.ofSeconds(plan.estimateMaxSeconds())),
                plan.ingress(),
                plan.egress(),
                plan.domainMode() != DomainMode.PLATFORM_ZONE,
                words.at(request.expiresAt()),
                words.zoneName(),
                request.planHash());
        return new ApprovalView(
                "Your shop is down. Recover it elsewhere?",
                "It needs your decision: nothing is built before you approve.",
                Tone.ALARM,
                planWords,
                null);
    }

    /** @param forecast how likely the disaster lasts an hour more; null if nobody says */
    static ApprovalView of(Approvals.Question question, @Nullable Double forecast, Instant now) {
        return switch (question.standing()) {
            case OPEN ->
                question.recovery() instanceof AwaitingApproval awaiting
                        ? question(awaiting, forecast, now)
                        : closed("This question was answered", "Open the link again to see how it stands.");
            case APPROVED -> approved(question.recovery());
            case DECLINED ->
                closed(
                        "The recovery was declined",
                        "Nothing is built. The shop stays down until its region is back, or until you are asked again."
                                + " If this was a mistake, call our support: they can have the question asked again.");
            case EXPIRED ->
                closed(
                        "This link has expired",
                        "It was not answered in time, and the facts may have changed since. While the region is lost you are"
                                + " asked again by mail. If no mail came, call our support.");
            case SUPERSEDED ->
                closed(
                        "This link is no longer the current one",
                        "A newer question about this shop was mailed, or its case has ended. Please use the newest mail.");
            case CANCELLED, REGION_BACK ->
                closed(
                        "No recovery is needed any more",
                        "The shop can be reached where it is again, before an answer. Nothing was built and nothing was lost by"
                                + " it.");
            case PLAN_CHANGED ->
                closed(
                        "The plan is not the one you were shown",
                        "Nothing was started. Please open the link in the mail again, read the plan and decide then.");
            case NOT_A_CONTACT ->
                closed(
                        "This link can no longer approve",
                        "The person it was mailed to is not a technical contact of this shop any more. The present"
                                + " contact is asked by a mail of their own.");
        };
    }

    /** Never certain: the numbers of the forecast are assumed. */
    private static String chance(@Nullable Double forecast) {
        return forecast == null
                ? ""
                : " The chance that it lasts another hour is about " + Math.clamp(Math.round(100 * forecast), 1, 99)
                        + " %.";
    }

    static ApprovalView closed(String title, String lead) {
        return new ApprovalView(title, lead, Tone.QUIET, null, null);
    }

    private static ApprovalView approved(Recovery recovery) {
        if (!(recovery instanceof AfterApproval state)) {
            return closed("This link is no longer the current one", "Its case has ended.");
        }
        var progress = progress(state);
        return switch (state) {
            case Recovered _ ->
                new ApprovalView(
                        "Your shop is back", "You approved this recovery, and it is done.", Tone.GOOD, null, progress);
            case Blocked b ->
                new ApprovalView(
                        "Approved. We are working on a difficulty",
                        b.retryAt() == null
                                ? "A step failed several times; our engineers take over. You need not do anything."
                                : "A step failed and is tried again by itself. You need not do anything.",
                        Tone.ALARM,
                        null,
                        progress);
            case AwaitingDomainOwner _ ->
                new ApprovalView(
                        "Approved. Your domain has to be pointed to the new site",
                        "The owner of the domain was told the exact change. It goes on by itself once the change is seen.",
                        Tone.GOOD,
                        null,
                        progress);
            case Recovery.Approved _,
                    Recovery.Provisioning _,
                    Recovery.Restoring _,
                    Recovery.Verifying _,
                    Recovery.CuttingOver _,
                    Recovery.Confirming _ ->
                new ApprovalView(
                        "Approved. The recovery is under way",
                        "You need not do anything. You are told by mail when the shop is back.",
                        Tone.GOOD,
                        null,
                        progress);
        };
    }

    private static Progress progress(AfterApproval state) {
        var words = Words.in(state.run().approval().timeZone());
        var steps = new ArrayList<StepWords>();
        steps.add(new StepWords(
                "You approved", "done", words.at(state.run().approval().approvedAt())));
        for (var step : List.of(DrStep.PROVISION, DrStep.RESTORE, DrStep.VERIFY, DrStep.CUTOVER, DrStep.CONFIRM)) {
            steps.add(step(state.run(), step, words));
        }
        var estimate = DrFacts.estimatedRecoveryAt(state);
        var expected =
                estimate == null ? "not known at the moment" : words.at(estimate) + " (" + words.zoneName() + ")";
        return new Progress(steps, state instanceof Recovered, expected);
    }

    private static StepWords step(Run run, DrStep step, Words words) {
        var last = run.steps().stream().filter(took -> took.step() == step).reduce((_, later) -> later);
        if (last.isEmpty()) {
            return new StepWords(inWords(step), "later", "");
        }
        var completedAt = last.get().completedAt();
        return completedAt == null
                ? new StepWords(
                        inWords(step), "now", "since " + words.at(last.get().startedAt()))
                : new StepWords(inWords(step), "done", words.at(completedAt));
    }

    private static String inWords(DrStep step) {
        return switch (step) {
            case PROVISION -> "Building the new site";
            case RESTORE -> "Restoring your data";
            case VERIFY -> "Checking the shop";
            case CUTOVER -> "Pointing your names to it";
            case CONFIRM -> "Checking it under its names";
            case UNKNOWN -> throw new IllegalArgumentException("no such step");
        };
    }
}
