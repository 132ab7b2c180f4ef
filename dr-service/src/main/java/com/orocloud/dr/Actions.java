package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.Approved;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.AwaitingDomainOwner;
import com.orocloud.dr.Recovery.Blocked;
import com.orocloud.dr.Recovery.Cancelled;
import com.orocloud.dr.Recovery.Confirming;
import com.orocloud.dr.Recovery.CuttingOver;
import com.orocloud.dr.Recovery.Declined;
import com.orocloud.dr.Recovery.Expired;
import com.orocloud.dr.Recovery.Failed;
import com.orocloud.dr.Recovery.Open;
import com.orocloud.dr.Recovery.Provisioning;
import com.orocloud.dr.Recovery.Recovered;
import com.orocloud.dr.Recovery.Restoring;
import com.orocloud.dr.Recovery.Verifying;
import com.orocloud.dr.Recovery.Watching;
import com.orocloud.events.DrActionRequested;
import com.orocloud.events.DrStep;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators may do about a case that does not go on by itself, or is about an environment that they end.
 *
 * <p>Nothing is taken back once names may have moved: two sites would be live. What cannot be done is answered with the
 * reason, whatever state the case is in.
 */
final class Actions {

    private Actions() {}

    static Outcome<Recovery> on(@Nullable Recovery current, DrActionRequested event) {
        var at = event.getMeta().getOccurredAt();
        if (current == null) {
            return impossible("no case was ever opened for this environment");
        }
        if (!current.drCase().id().equals(event.getDrCaseId())) {
            return no(
                    current,
                    event,
                    "OTHER_CASE",
                    "The newest case of this environment is " + current.drCase().id() + ".");
        }
        if (event.getReason().isBlank()) {
            return no(current, event, "REASON_MISSING", "Say why, for the record.");
        }
        return switch (event.getAction()) {
            case RETRY -> retry(current, event, at);
            case GIVE_UP -> giveUp(current, event, at);
            case CANCEL -> cancel(current, event, at);
            case UNKNOWN -> no(current, event, "UNKNOWN_ACTION", "This release does not know what is asked for.");
        };
    }

    /** One more attempt, at once; if it fails too, the case waits for an operator again. */
    private static Outcome<Recovery> retry(Recovery current, DrActionRequested event, Instant at) {
        return current instanceof Blocked blocked ? Steps.retry(blocked, at) : notBlocked(current, event);
    }

    private static Outcome<Recovery> giveUp(Recovery current, DrActionRequested event, Instant at) {
        if (!(current instanceof Blocked blocked)) {
            return notBlocked(current, event);
        }
        if (namesMayHaveMoved(blocked.step())) {
            return namesMoved(current, event);
        }
        var next = new Failed(
                blocked.drCase().withoutSite(blocked.run().plan().epoch()), at, blocked.step(), event.getReason());
        return applied(next, DrFacts.failed(next), DrFacts.snapshot(next));
    }

    private static Outcome<Recovery> cancel(Recovery current, DrActionRequested event, Instant at) {
        return switch (current) {
            case Open _, Watching _, AwaitingApproval _, Declined _, Expired _, Failed _ ->
                Proposal.cancelled(current.drCase(), event.getReason(), at);
            case Approved a -> withSite(a, event.getReason(), at);
            case Provisioning p -> withSite(p, event.getReason(), at);
            case Restoring r -> withSite(r, event.getReason(), at);
            case Verifying v -> withSite(v, event.getReason(), at);
            case Blocked b when !namesMayHaveMoved(b.step()) -> withSite(b, event.getReason(), at);
            case Blocked _, CuttingOver _, AwaitingDomainOwner _, Confirming _ -> namesMoved(current, event);
            case Recovered _ -> no(current, event, "OVER", "The case is over: recovered.");
            case Cancelled _ -> no(current, event, "OVER", "The case is over: cancelled.");
        };
    }

    /** Operators end the environment: nothing of it is to be recovered. */
    static Outcome<Recovery> on(@Nullable Recovery current, EnvironmentDecommissionStarted event) {
        String why = "its environment ends: " + event.getReason();
        Instant at = event.getMeta().getOccurredAt();
        return switch (current) {
            case null -> ignored("no case was ever opened for it");
            case Recovered _, Cancelled _ -> ignored("the case is over");
            case Open _, Watching _, AwaitingApproval _, Declined _, Expired _, Failed _ ->
                Proposal.cancelled(current.drCase(), why, at);
            case Approved a -> withSite(a, why, at);
            case Provisioning p -> withSite(p, why, at);
            case Restoring r -> withSite(r, why, at);
            case Verifying v -> withSite(v, why, at);
            case Blocked b when !namesMayHaveMoved(b.step()) -> withSite(b, why, at);
            case Blocked _, CuttingOver _, AwaitingDomainOwner _, Confirming _ ->
                impossible("it ends while visitors may reach its new site already");
        };
    }

    /** Its site is taken down, and its epoch never used again. */
    private static Outcome<Recovery> withSite(AfterApproval current, String why, Instant at) {
        return Proposal.cancelled(
                current.drCase().withoutSite(current.run().plan().epoch()), why, at);
    }

    private static boolean namesMayHaveMoved(DrStep step) {
        return switch (step) {
            case PROVISION, RESTORE, VERIFY -> false;
            case CUTOVER, CONFIRM, UNKNOWN -> true;
        };
    }

    private static Outcome<Recovery> namesMoved(Recovery current, DrActionRequested event) {
        return no(
                current,
                event,
                "NAMES_MAY_HAVE_MOVED",
                "Visitors may reach the new site already: let the recovery end, or retry its step.");
    }

    private static Outcome<Recovery> notBlocked(Recovery current, DrActionRequested event) {
        return no(current, event, "NOT_BLOCKED", "The case is " + DrFacts.status(current) + ", no step of it failed.");
    }

    private static Outcome<Recovery> no(Recovery current, DrActionRequested event, String code, String why) {
        return applied(current, DrFacts.actionRejected(event, code, why));
    }
}
