package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.Approved;
import com.orocloud.dr.Recovery.AwaitingDomainOwner;
import com.orocloud.dr.Recovery.BeforeApproval;
import com.orocloud.dr.Recovery.Blocked;
import com.orocloud.dr.Recovery.Confirming;
import com.orocloud.dr.Recovery.CuttingOver;
import com.orocloud.dr.Recovery.Provisioning;
import com.orocloud.dr.Recovery.Recovered;
import com.orocloud.dr.Recovery.Restoring;
import com.orocloud.dr.Recovery.Verifying;
import com.orocloud.events.Check;
import com.orocloud.events.CheckPhase;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DrStep;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decisions after the approval: one step after the other, each begun with its command and ended by somebody's fact.
 *
 * <p>A failed step is tried again by itself, at most {@link #ATTEMPTS_MAX} times, later each time; then it stays
 * blocked for an operator. A late success still counts.
 */
final class Steps {

    static final int ATTEMPTS_MAX = 3;

    private static final Duration FIRST_RETRY_AFTER = Duration.ofSeconds(30);

    /** How long a domain owner is given before the case is shown as blocked; their change still ends it. */
    static final Duration DOMAIN_OWNER_LIMIT = Duration.ofHours(24);

    private Steps() {}

    /** What the sweep does next about a case by itself: begin, try again, or call a wait too long. Safe to repeat. */
    static Outcome<Recovery> goOn(@Nullable Recovery current, Instant now) {
        return switch (current) {
            case null -> ignored("no case");
            case BeforeApproval _ -> ignored("not approved");
            case Approved a -> begin(a.drCase(), a.run(), DrStep.PROVISION, now, List.of());
            case Blocked b
            when b.retryAt() != null && !b.retryAt().isAfter(now) ->
                begin(b.drCase(), b.run(), b.step(), now, List.of());
            case Blocked _ -> ignored("not due, or for an operator");
            case AwaitingDomainOwner a
            when !a.since().plus(DOMAIN_OWNER_LIMIT).isAfter(now) ->
                blocked(a, DrStep.CUTOVER, "DOMAIN_OWNER_SILENT", "no change of the name within 24 hours", now, null);
            case AwaitingDomainOwner _ -> ignored("the domain owner has time");
            case Provisioning _, Restoring _, Verifying _, CuttingOver _, Confirming _ -> ignored("under way");
            case Recovered _ -> ignored("done");
        };
    }

    /** An operator wants the failed step to begin again now. */
    static Outcome<Recovery> retry(Blocked blocked, Instant now) {
        return begin(blocked.drCase(), blocked.run(), blocked.step(), now, List.of());
    }

    static Outcome<Recovery> provisioned(AfterApproval current, EnvironmentProvisioned event) {
        var run = current.run();
        var at = event.getMeta().getOccurredAt();
        if (event.getSiteEpoch() != run.plan().epoch()) {
            return ignored("a site of epoch " + event.getSiteEpoch());
        }
        var ingress = event.getAddresses().getIngress();
        if (ingress.isEmpty() || !run.plan().ingress().contains(ingress.getFirst())) {
            return failed(
                    current,
                    DrStep.PROVISION,
                    "OTHER_ADDRESSES",
                    "the site answers at " + ingress + ", approved was "
                            + run.plan().ingress(),
                    at);
        }
        var target = new Run.Target(ingress.getFirst(), event.getIngressPort());
        return complete(current, run.at(target), DrStep.PROVISION, at, List.of());
    }

    static Outcome<Recovery> restored(AfterApproval current, RestoreCompleted event) {
        var run = current.run();
        var at = event.getMeta().getOccurredAt();
        if (!event.getRestoreId().equals(run.restoreId())) {
            return ignored("an earlier restore");
        }
        if (!event.getRecoveryPoint().getBackupId().equals(run.plan().backupId())) {
            return failed(current, DrStep.RESTORE, "OTHER_BACKUP", "not the approved recovery point was restored", at);
        }
        var bad = event.getChecks().stream().filter(check -> !check.getPassed()).toList();
        return bad.isEmpty()
                ? complete(current, run, DrStep.RESTORE, at, List.of())
                : failed(current, DrStep.RESTORE, "RESTORE_DIFFERS", inWords(bad), at);
    }

    /** All of the shop answered under its names at the new site's address. */
    static Outcome<Recovery> verified(@Nullable Recovery current, List<Check> checks, Instant now) {
        return current instanceof Verifying v
                ? complete(
                        v,
                        v.run(),
                        DrStep.VERIFY,
                        now,
                        List.of(DrFacts.checksPassed(v.drCase(), CheckPhase.PRE_CUTOVER, checks)))
                : ignored("not verifying any more");
    }

    static Outcome<Recovery> waitsForDomainOwner(AfterApproval current, CustomerDnsActionRequired event) {
        if (!event.getChangeId().equals(current.run().changeId())) {
            return ignored("about an earlier change of names");
        }
        var next = new AwaitingDomainOwner(current.drCase(), event.getMeta().getOccurredAt(), current.run());
        return applied(next, DrFacts.snapshot(next));
    }

    /** True whichever attempt it answers: the names do point at the new site. */
    static Outcome<Recovery> namesMoved(AfterApproval current, DnsUpdated event) {
        return event.getSiteEpoch() == current.run().plan().epoch()
                ? complete(
                        current,
                        current.run().behindEdge(event.getEdge()),
                        DrStep.CUTOVER,
                        event.getMeta().getOccurredAt(),
                        List.of())
                : ignored("names of epoch " + event.getSiteEpoch());
    }

    /** The names lead to the new site, and the shop answers there. */
    static Outcome<Recovery> confirmed(@Nullable Recovery current, List<Check> checks, Instant now) {
        if (!(current instanceof Confirming c)) {
            return ignored("not confirming any more");
        }
        var run = c.run().completed(DrStep.CONFIRM, now);
        var next = new Recovered(c.drCase(), now, run);
        return applied(
                next,
                DrFacts.checksPassed(c.drCase(), CheckPhase.POST_CUTOVER, checks),
                DrFacts.stepCompleted(c.drCase(), run, DrStep.CONFIRM, now, now),
                DrFacts.recovered(next),
                DrFacts.snapshot(next));
    }

    /** The checks did not pass for too long. */
    static Outcome<Recovery> checksFailed(@Nullable Recovery current, List<Check> checks, Instant now) {
        var why = inWords(checks.stream().filter(check -> !check.getPassed()).toList());
        return switch (current) {
            case Verifying v -> failed(v, DrStep.VERIFY, "SITE_UNHEALTHY", why, now);
            case Confirming c -> failed(c, DrStep.CONFIRM, "NAMES_UNHEALTHY", why, now);
            case BeforeApproval _, Approved _, Provisioning _, Restoring _, CuttingOver _, AwaitingDomainOwner _ ->
                ignored("not checking any more");
            case Blocked _, Recovered _ -> ignored("not checking any more");
            case null -> ignored("no case");
        };
    }

    static Outcome<Recovery> fenced(AfterApproval current) {
        var run = current.run().fenced();
        return applied(with(current, run));
    }

    static Outcome<Recovery> failed(AfterApproval current, DrStep step, Failure failure, EventMeta meta) {
        return failed(current, step, failure.getCode(), failure.getMessage(), meta.getOccurredAt());
    }

    private static Outcome<Recovery> failed(
            AfterApproval current, DrStep step, String code, String message, Instant at) {
        int attempts = current.run().attempts(step);
        var retryAt = attempts < ATTEMPTS_MAX ? at.plus(FIRST_RETRY_AFTER.multipliedBy(1L << (attempts - 1))) : null;
        return blocked(current, step, code, message, at, retryAt);
    }

    private static Outcome<Recovery> blocked(
            AfterApproval current, DrStep step, String code, String message, Instant at, @Nullable Instant retryAt) {
        var next = new Blocked(current.drCase(), at, current.run(), step, code, message, retryAt);
        return applied(next, DrFacts.stepFailed(next), DrFacts.snapshot(next));
    }

    private static Outcome<Recovery> complete(
            AfterApproval current, Run run, DrStep step, Instant at, List<SpecificRecord> proofs) {
        var completed = run.completed(step, at);
        var next = following(step);
        var facts = new ArrayList<>(proofs);
        facts.add(
                DrFacts.stepCompleted(current.drCase(), completed, step, at, completed.estimatedRecoveryAt(next, at)));
        return begin(current.drCase(), completed, next, at, facts);
    }

    private static Outcome<Recovery> begin(
            DrCase drCase, Run run, DrStep step, Instant at, List<SpecificRecord> before) {
        var started = run.started(step, at);
        var next = inStep(drCase, started, step, at);
        var emitted = new ArrayList<>(before);
        emitted.add(DrFacts.stepStarted(drCase, started, step, at));
        emitted.addAll(DrCommands.of(step, drCase, started));
        emitted.add(DrFacts.snapshot(next));
        return applied(next, emitted);
    }

    private static DrStep following(DrStep step) {
        return switch (step) {
            case PROVISION -> DrStep.RESTORE;
            case RESTORE -> DrStep.VERIFY;
            case VERIFY -> DrStep.CUTOVER;
            case CUTOVER -> DrStep.CONFIRM;
            case CONFIRM, UNKNOWN -> throw new IllegalArgumentException("nothing follows " + step);
        };
    }

    private static Recovery inStep(DrCase drCase, Run run, DrStep step, Instant at) {
        return switch (step) {
            case PROVISION -> new Provisioning(drCase, at, run);
            case RESTORE -> new Restoring(drCase, at, run);
            case VERIFY -> new Verifying(drCase, at, run);
            case CUTOVER -> new CuttingOver(drCase, at, run);
            case CONFIRM -> new Confirming(drCase, at, run);
            case UNKNOWN -> throw new IllegalArgumentException("no such step");
        };
    }

    private static AfterApproval with(AfterApproval current, Run run) {
        return switch (current) {
            case Approved a -> new Approved(a.drCase(), a.since(), run);
            case Provisioning p -> new Provisioning(p.drCase(), p.since(), run);
            case Restoring r -> new Restoring(r.drCase(), r.since(), run);
            case Verifying v -> new Verifying(v.drCase(), v.since(), run);
            case CuttingOver c -> new CuttingOver(c.drCase(), c.since(), run);
            case AwaitingDomainOwner a -> new AwaitingDomainOwner(a.drCase(), a.since(), run);
            case Confirming c -> new Confirming(c.drCase(), c.since(), run);
            case Blocked b -> new Blocked(b.drCase(), b.since(), run, b.step(), b.code(), b.message(), b.retryAt());
            case Recovered r -> new Recovered(r.drCase(), r.since(), run);
        };
    }

    private static String inWords(List<Check> failed) {
        return String.join(
                "; ",
                failed.stream()
                        .map(check -> check.getName() + ": " + Objects.requireNonNullElse(check.getDetail(), "failed"))
                        .toList());
    }
}
