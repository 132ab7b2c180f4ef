package com.orocloud.dr;

import com.orocloud.events.DrStep;
import com.orocloud.messaging.EffectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an approved recovery has done so far.
 *
 * @param site where the new site answers; null until it is built
 * @param oldSiteFenced true once provisioning-service has seen the old site stopped
 * @param edge true once the names were said to lead to the new site by way of an edge; null, as earlier releases stored,
 *     if not
 */
record Run(
        Approval approval,
        List<Took> steps,
        @Nullable Target site,
        boolean oldSiteFenced,
        @Nullable Boolean edge) {

    /**
     * One yes: whose, to what, and for which epoch.
     *
     * @param timeZone in which the approver is shown times; null if not given
     */
    record Approval(
            UUID approvalId,
            String jti,
            Instant approvedAt,
            String approverHash,
            @Nullable String timeZone,
            String planHash,
            Plan plan) {}

    /** @param completedAt null while it is under way, and for an attempt that failed */
    record Took(
            DrStep step,
            int attempt,
            Instant startedAt,
            @Nullable Instant completedAt) {}

    record Target(String ingress, int port) {}

    static Run of(Approval approval) {
        return new Run(approval, List.of(), null, false, null);
    }

    Plan plan() {
        return approval.plan();
    }

    int attempts(DrStep step) {
        return (int) steps.stream().filter(took -> took.step() == step).count();
    }

    /** When the newest attempt of this step began. */
    Instant startedAt(DrStep step) {
        return steps.stream()
                .filter(took -> took.step() == step)
                .reduce((_, later) -> later)
                .map(Took::startedAt)
                .orElse(approval.approvedAt());
    }

    Run started(DrStep step, Instant at) {
        var next = new ArrayList<>(steps);
        next.add(new Took(step, attempts(step) + 1, at, null));
        return new Run(approval, List.copyOf(next), site, oldSiteFenced, edge);
    }

    Run completed(DrStep step, Instant at) {
        var next = new ArrayList<>(steps);
        for (int i = next.size() - 1; i >= 0; i--) {
            var took = next.get(i);
            if (took.step() == step) {
                next.set(i, new Took(step, took.attempt(), took.startedAt(), at));
                break;
            }
        }
        return new Run(approval, List.copyOf(next), site, oldSiteFenced, edge);
    }

    Run at(Target target) {
        return new Run(approval, steps, target, oldSiteFenced, edge);
    }

    Run fenced() {
        return new Run(approval, steps, site, true, edge);
    }

    Run behindEdge(boolean edge) {
        return new Run(approval, steps, site, oldSiteFenced, edge ? Boolean.TRUE : null);
    }

    boolean isBehindEdge() {
        return edge != null && edge;
    }

    /** Built of what it still has to do; never earlier than an hour after the approval. */
    Instant estimatedRecoveryAt(DrStep from, Instant at) {
        var byWork = at.plus(Estimate.remaining(from, plan().backupBytes()));
        var floor = approval.approvedAt().plus(Estimate.FLOOR);
        return byWork.isAfter(floor) ? byWork : floor;
    }

    Duration took(DrStep step, Instant until) {
        var took = Duration.between(startedAt(step), until);
        return took.isNegative() ? Duration.ZERO : took;
    }

    /** The newest restore that was asked for; an answer to an earlier one is late. */
    UUID restoreId() {
        return EffectId.of("dr-restore", plan().caseId(), plan().epoch(), attempts(DrStep.RESTORE));
    }

    /** The newest change of names that was asked for. */
    UUID changeId() {
        return EffectId.of("dr-names", plan().caseId(), plan().epoch(), attempts(DrStep.CUTOVER));
    }
}
