package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Cancelled;
import com.orocloud.dr.Recovery.Declined;
import com.orocloud.dr.Recovery.Expired;
import com.orocloud.dr.Recovery.Failed;
import com.orocloud.dr.Recovery.Open;
import com.orocloud.dr.Recovery.Recovered;
import com.orocloud.dr.Recovery.Request;
import com.orocloud.dr.Recovery.Watching;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.DrCause;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decisions up to the approval: opening, asking, watching, and the answer. */
final class Proposal {

    /**
     * An unanswered question is asked this often in all, of the next technical contact each time. After that, and after
     * a no, only a new estimate of the region's return leads to another question.
     */
    static final int ASKINGS_MAX = 3;

    private Proposal() {}

    static Outcome<Recovery> open(@Nullable Recovery current, Situation situation) {
        var environment = situation.environment();
        var outage = situation.outage();
        var target = Objects.requireNonNull(environment.description().disasterRecovery(), "no recovery region");
        var environmentId = environment.description().environmentId();
        var drCase = new DrCase(
                DrCase.idOf(environmentId, outage.outageId()),
                environmentId,
                outage.region(),
                target,
                outage.outageId(),
                outage.startedAt(),
                situation.now(),
                current == null ? null : current.drCase().lastEpoch(),
                outage.cause());
        return switch (current) {
            case null -> opened(drCase);
            case Recovery r when r.drCase().id().equals(drCase.id()) -> ignored("this case is open, or was");
            case Open _, Watching _, AwaitingApproval _ -> ignored("another case is open");
            case Declined _, Expired _, Cancelled _, Failed _ -> opened(drCase);
            case Recovered r
            when r.run().plan().epoch() > environment.active().epoch() ->
                ignored("recovered elsewhere already; the move is not known here yet");
            case Recovered _ -> opened(drCase);
            case AfterApproval _ -> ignored("another case is under way");
        };
    }

    private static Outcome<Recovery> opened(DrCase drCase) {
        var open = new Open(drCase, drCase.openedAt(), null);
        return applied(open, DrFacts.opened(drCase), DrFacts.snapshot(open));
    }

    /** Looks at the case again: asks, watches, or says what is missing. Safe to repeat. */
    static Outcome<Recovery> evaluate(
            @Nullable Recovery current, Situation situation, ApprovalLink link, DrSettings settings) {
        return switch (current) {
            case null -> impossible("evaluated a case that was never opened");
            case Recovery r
            when !r.drCase().outageId().equals(situation.outage().outageId()) -> ignored("about another outage");
            case Open open -> judge(open, 0, situation, link, settings);
            case Watching watching -> judge(watching, 0, situation, link, settings);
            case AwaitingApproval a
            when !a.request().expiresAt().isAfter(situation.now()) -> expire(a, situation.now());
            case AwaitingApproval a
            when isVoid(a, situation) -> judge(a, a.request().asking(), situation, link, settings);
            case AwaitingApproval _ -> ignored("waiting for the answer");
            case Declined d
            when isNews(d.request(), situation.outage()) -> judge(d, d.request().asking(), situation, link, settings);
            case Declined _ -> ignored("declined, and nothing new is known of the region");
            case Expired e
            when e.request().asking() < ASKINGS_MAX -> judge(e, e.request().asking(), situation, link, settings);
            case Expired _ -> ignored("asked often enough");
            case Failed failed -> judge(failed, 0, situation, link, settings);
            case Cancelled _ -> ignored("cancelled");
            case AfterApproval _ -> ignored("approved");
        };
    }

    private static Outcome<Recovery> judge(
            Recovery current, int asked, Situation situation, ApprovalLink link, DrSettings settings) {
        var criterion = Criterion.judge(
                situation.outage(), situation.now(), settings.criterionHorizon(), settings.unknownEstimateAfter());
        var obstacle = situation.obstacle(current.drCase(), asked + 1);
        return switch (criterion) {
            case Criterion.Met _ when obstacle.isPresent() -> blockedBy(current, obstacle.get());
            case Criterion.Met _ -> ask(current.drCase(), asked + 1, situation, link, settings);
            case Criterion.NotYet notYet -> watch(current, notYet, situation.now());
        };
    }

    /** What was asked cannot be agreed to any more: the person is no contact now, or the backup turned out bad. */
    private static boolean isVoid(AwaitingApproval awaiting, Situation situation) {
        var request = awaiting.request();
        var contacts = situation.contacts();
        var point = situation.environment().points().find(request.plan().backupId());
        return contacts == null
                || !contacts.names(request.askedHash())
                || point.filter(p -> p.usableWithout(awaiting.drCase().lost())).isEmpty();
    }

    private static boolean isNews(Request request, Disaster outage) {
        return !Objects.equals(outage.expectedRecoveryAt(), request.expectedRecoveryAt());
    }

    private static Outcome<Recovery> blockedBy(Recovery current, String obstacle) {
        return switch (current) {
            case Open open when obstacle.equals(open.obstacle()) -> ignored(obstacle);
            case Open open -> applied(new Open(open.drCase(), open.since(), obstacle));
            case Watching w when obstacle.equals(w.obstacle()) -> ignored(obstacle);
            case Watching w ->
                applied(new Watching(w.drCase(), w.since(), w.expectedRecoveryAt(), w.recheckAt(), obstacle));
            case AwaitingApproval _, Declined _, Expired _, Cancelled _, Failed _ -> ignored(obstacle);
            case AfterApproval _ -> ignored(obstacle);
        };
    }

    private static Outcome<Recovery> watch(Recovery current, Criterion.NotYet notYet, Instant now) {
        return switch (current) {
            case Watching w when isSame(w, notYet) -> ignored("still expected back in time");
            case AwaitingApproval _, Declined _, Expired _, Cancelled _, Failed _, AfterApproval _ ->
                ignored("the region is expected back in time now");
            case Open _ -> watching(current.drCase(), now, notYet);
            case Watching w -> watching(w.drCase(), w.since(), notYet);
        };
    }

    private static boolean isSame(Watching watching, Criterion.NotYet notYet) {
        return Objects.equals(watching.expectedRecoveryAt(), notYet.expectedRecoveryAt())
                && watching.recheckAt().equals(notYet.recheckAt());
    }

    private static Outcome<Recovery> watching(DrCase drCase, Instant since, Criterion.NotYet notYet) {
        var next = new Watching(drCase, since, notYet.expectedRecoveryAt(), notYet.recheckAt(), null);
        return applied(next, DrFacts.criteriaNotMet(next), DrFacts.snapshot(next));
    }

    private static Outcome<Recovery> ask(
            DrCase drCase, int asking, Situation situation, ApprovalLink link, DrSettings settings) {
        var contacts = Objects.requireNonNull(situation.contacts(), "nobody to ask");
        var asked = contacts.asked(asking).orElseThrow();
        var point = situation
                .environment()
                .points()
                .newestUsableWithout(drCase.lost())
                .orElseThrow();
        var plan = Plan.of(drCase, situation, point);
        var request = new Request(
                drCase.approvalId(asking),
                asking,
                plan,
                plan.hash(),
                asked.hash(),
                asked.timeZone(),
                situation.outage().expectedRecoveryAt(),
                situation.now().plus(settings.approvalLifetime()));
        var next = new AwaitingApproval(drCase, situation.now(), request);
        return applied(
                next,
                DrFacts.approvalRequested(next),
                DrCommands.approvalMail(next, asked, link),
                DrFacts.snapshot(next));
    }

    private static Outcome<Recovery> expire(AwaitingApproval awaiting, Instant now) {
        var next = new Expired(awaiting.drCase(), now, awaiting.request());
        return applied(next, DrFacts.approvalExpired(next), DrFacts.snapshot(next));
    }

    /** The region is healthy again, or the way to it. After an approval the recovery goes on: half a move helps nobody. */
    static Outcome<Recovery> cancel(@Nullable Recovery current, UUID outageId, Instant now) {
        return switch (current) {
            case null -> impossible("cancelled a case that was never opened");
            case Recovery r when !r.drCase().outageId().equals(outageId) -> ignored("about another outage");
            case Open _, Watching _, AwaitingApproval _ ->
                cancelled(current.drCase(), back(current.drCase()) + " before an approval", now);
            case Declined _, Expired _, Cancelled _, Failed _ -> ignored("nobody is waiting");
            case AfterApproval _ -> ignored("approved: it is carried through");
        };
    }

    private static String back(DrCase drCase) {
        return drCase.cause() == DrCause.ENVIRONMENT_UNREACHABLE
                ? "it could be reached again where it is"
                : "the region recovered";
    }

    static Outcome<Recovery> cancelled(DrCase drCase, String reason, Instant now) {
        var next = new Cancelled(drCase, now, reason);
        return applied(next, DrFacts.cancelled(next), DrFacts.snapshot(next));
    }

    /** The answer yes, after {@link Standing} said that it may be given. */
    static Outcome<Recovery> approve(
            AwaitingApproval awaiting, String jti, String proof, ApprovalMethod method, Instant now) {
        var request = awaiting.request();
        var approval = new Run.Approval(
                request.approvalId(),
                jti,
                now,
                request.askedHash(),
                request.timeZone(),
                request.planHash(),
                request.plan());
        var next = new Recovery.Approved(awaiting.drCase(), now, Run.of(approval));
        return applied(next, DrFacts.approved(next, proof, method), DrFacts.snapshot(next));
    }

    /** The answer no. */
    static Outcome<Recovery> decline(AwaitingApproval awaiting, @Nullable String reason, Instant now) {
        var next = new Declined(awaiting.drCase(), now, awaiting.request(), reason);
        return applied(next, DrFacts.declined(next), DrFacts.snapshot(next));
    }
}
