package com.orocloud.dr;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Cancelled;
import com.orocloud.dr.Recovery.Declined;
import com.orocloud.dr.Recovery.Expired;
import com.orocloud.dr.Recovery.Failed;
import com.orocloud.dr.Recovery.Open;
import com.orocloud.dr.Recovery.Watching;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an approval link is good for at this moment. Only {@link #OPEN} can be answered. */
enum Standing {
    OPEN,
    APPROVED,
    DECLINED,
    EXPIRED,
    /** A newer question was asked, or the case is another one now. */
    SUPERSEDED,
    CANCELLED,
    /** What was shown is not what would be done. */
    PLAN_CHANGED,
    /** The person who was asked is no technical contact any more. */
    NOT_A_CONTACT,
    /** The outage ended; the case is about to be cancelled. */
    REGION_BACK;

    /**
     * @param contacts those in force now, which need not be those in force when the link was mailed
     * @param outageLasts false once failover-service said that the region is back
     */
    static Standing of(
            @Nullable Recovery current,
            Approvals.Link link,
            ContactBook.@Nullable Known contacts,
            boolean outageLasts,
            Instant now) {
        return switch (current) {
            case null -> SUPERSEDED;
            case Recovery r when !r.drCase().id().equals(link.caseId()) -> SUPERSEDED;
            case Open _, Watching _, Failed _ -> SUPERSEDED;
            case AwaitingApproval a -> ofAwaiting(a.request(), link, contacts, outageLasts, now);
            case Declined d -> d.request().approvalId().equals(link.approvalId()) ? DECLINED : SUPERSEDED;
            case Expired e -> e.request().approvalId().equals(link.approvalId()) ? EXPIRED : SUPERSEDED;
            case Cancelled _ -> CANCELLED;
            case AfterApproval a -> a.run().approval().approvalId().equals(link.approvalId()) ? APPROVED : SUPERSEDED;
        };
    }

    private static Standing ofAwaiting(
            Recovery.Request request,
            Approvals.Link link,
            ContactBook.@Nullable Known contacts,
            boolean outageLasts,
            Instant now) {
        if (!request.approvalId().equals(link.approvalId())) {
            return SUPERSEDED;
        }
        if (!request.planHash().equals(link.planHash())
                || !request.plan().hash().equals(link.planHash())) {
            return PLAN_CHANGED;
        }
        if (!request.expiresAt().isAfter(now)) {
            return EXPIRED;
        }
        if (contacts == null || !contacts.names(request.askedHash())) {
            return NOT_A_CONTACT;
        }
        return outageLasts ? OPEN : REGION_BACK;
    }
}
