package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DrStep;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One environment's way back from a lost region: the disaster recovery case.
 *
 * <pre>
 *   Open ---- not expected back within the hour ----> AwaitingApproval --POST--> Approved
 *    |                                                 ^   |      |                 |
 *    +--> Watching -- estimate slipped or passed ------+   |      +--> Declined     | (sweep)
 *                                       Expired <----------+                        v
 *   Open, Watching, AwaitingApproval --RegionRecovered--> Cancelled            Provisioning
 *                                                                                   | EnvironmentProvisioned
 *                                                                                   v
 *   Recovered <-- checks -- Confirming <-- DnsUpdated -- CuttingOver <-- checks -- Verifying <-- RestoreCompleted -- Restoring
 *                                               ^           | CustomerDnsActionRequired
 *                                               +- AwaitingDomainOwner
 *
 *   every step --failure--> Blocked --retry, or the answer after all--> that step, or the next
 *                              |
 *                              +--an operator gives up--> Failed --asked anew--> AwaitingApproval
 *   anything before the names move --an operator cancels--> Cancelled
 * </pre>
 *
 * Nothing is built in the recovery region before {@code Approved}, and there is no way into it but {@link Proposal},
 * because only the customer may decide to lose the orders since the recovery point. One row per environment: at most
 * one case is open for it, and a new outage opens the next one in its place.
 */
sealed interface Recovery {

    DrCase drCase();

    /** When this status began. */
    Instant since();

    /** No approval yet, so nothing may exist in the recovery region. Decided by {@link Proposal}. */
    sealed interface BeforeApproval extends Recovery {}

    /** Approved: carried through, whatever the lost region does. Decided by {@link Steps}. */
    sealed interface AfterApproval extends Recovery {
        Run run();
    }

    /**
     * Known to be hit; not judged yet, or nobody can be asked.
     *
     * @param obstacle why nobody can be asked yet; null if not tried yet
     */
    record Open(DrCase drCase, Instant since, @Nullable String obstacle) implements BeforeApproval {}

    /** The region is expected back soon enough, or not lost for long enough. */
    record Watching(
            DrCase drCase,
            Instant since,
            @Nullable Instant expectedRecoveryAt,
            Instant recheckAt,
            @Nullable String obstacle)
            implements BeforeApproval {}

    record AwaitingApproval(DrCase drCase, Instant since, Request request) implements BeforeApproval {}

    record Declined(
            DrCase drCase,
            Instant since,
            Request request,
            @Nullable String reason) implements BeforeApproval {}

    record Expired(DrCase drCase, Instant since, Request request) implements BeforeApproval {}

    record Cancelled(DrCase drCase, Instant since, String reason) implements BeforeApproval {}

    /** An operator gave a blocked recovery up: only a new approval, for a new site, leads on. */
    record Failed(DrCase drCase, Instant since, DrStep step, String reason) implements BeforeApproval {}

    record Approved(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    record Provisioning(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    record Restoring(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    record Verifying(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    record CuttingOver(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    record AwaitingDomainOwner(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    record Confirming(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    /**
     * A step failed.
     *
     * @param retryAt when it is tried again; null if only an operator can go on
     */
    record Blocked(
            DrCase drCase,
            Instant since,
            Run run,
            DrStep step,
            String code,
            String message,
            @Nullable Instant retryAt) implements AfterApproval {}

    record Recovered(DrCase drCase, Instant since, Run run) implements AfterApproval {}

    /**
     * One question to one person, bound to what was shown.
     *
     * @param asking the how-manieth of this case, from 1
     * @param expectedRecoveryAt the region's return as estimated when asked; null if nobody knew
     */
    record Request(
            UUID approvalId,
            int asking,
            Plan plan,
            String planHash,
            String askedHash,
            @Nullable String timeZone,
            @Nullable Instant expectedRecoveryAt,
            Instant expiresAt) {}

    static Outcome<Recovery> on(@Nullable Recovery current, EnvironmentProvisioned event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _ -> impossible("a site was built that this case had not asked for");
            case Provisioning p -> Steps.provisioned(p, event);
            case Blocked b when b.step() == DrStep.PROVISION -> Steps.provisioned(b, event);
            case Blocked _, Restoring _, Verifying _, CuttingOver _, AwaitingDomainOwner _, Confirming _ ->
                past("site");
            case Recovered _ -> past("site");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, EnvironmentProvisioningFailed event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _ -> impossible("a site failed that this case had not asked for");
            case Provisioning p
            when event.getSiteEpoch() != p.run().plan().epoch() -> ignored("a site of epoch " + event.getSiteEpoch());
            case Provisioning p -> Steps.failed(p, DrStep.PROVISION, event.getFailure(), event.getMeta());
            case Blocked _, Restoring _, Verifying _, CuttingOver _, AwaitingDomainOwner _, Confirming _ ->
                past("site");
            case Recovered _ -> past("site");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, RestoreCompleted event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _, Provisioning _ ->
                impossible("a restore that this case had not asked for");
            case Restoring r -> Steps.restored(r, event);
            case Blocked b when b.step() == DrStep.RESTORE -> Steps.restored(b, event);
            case Blocked _, Verifying _, CuttingOver _, AwaitingDomainOwner _, Confirming _ -> past("restore");
            case Recovered _ -> past("restore");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, RestoreFailed event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _, Provisioning _ ->
                impossible("a restore that this case had not asked for");
            case Restoring r when !event.getRestoreId().equals(r.run().restoreId()) -> past("restore");
            case Restoring r -> Steps.failed(r, DrStep.RESTORE, event.getFailure(), event.getMeta());
            case Blocked _, Verifying _, CuttingOver _, AwaitingDomainOwner _, Confirming _ -> past("restore");
            case Recovered _ -> past("restore");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, CustomerDnsActionRequired event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _, Provisioning _, Restoring _, Verifying _ -> namesTooEarly();
            case CuttingOver c -> Steps.waitsForDomainOwner(c, event);
            case Blocked b when b.step() == DrStep.CUTOVER -> Steps.waitsForDomainOwner(b, event);
            case AwaitingDomainOwner _ -> ignored("the domain owner is known to be asked");
            case Blocked _, Confirming _, Recovered _ -> past("change of names");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, DnsUpdated event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _, Provisioning _, Restoring _, Verifying _ -> namesTooEarly();
            case CuttingOver c -> Steps.namesMoved(c, event);
            case AwaitingDomainOwner a -> Steps.namesMoved(a, event);
            case Blocked b when b.step() == DrStep.CUTOVER -> Steps.namesMoved(b, event);
            case Blocked _, Confirming _, Recovered _ -> past("change of names");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, DnsUpdateFailed event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _, Provisioning _, Restoring _, Verifying _ -> namesTooEarly();
            case CuttingOver c when !event.getChangeId().equals(c.run().changeId()) -> past("change of names");
            case CuttingOver c -> Steps.failed(c, DrStep.CUTOVER, event.getFailure(), event.getMeta());
            case AwaitingDomainOwner a when !event.getChangeId().equals(a.run().changeId()) -> past("change of names");
            case AwaitingDomainOwner a -> Steps.failed(a, DrStep.CUTOVER, event.getFailure(), event.getMeta());
            case Blocked _, Confirming _, Recovered _ -> past("change of names");
        });
    }

    static Outcome<Recovery> on(@Nullable Recovery current, EnvironmentFenced event) {
        return answer(current, event.getDrCaseId(), () -> switch (current) {
            case null -> neverAsked();
            case BeforeApproval _, Approved _ -> impossible("a site was fenced that this case had not asked for");
            case AfterApproval a when !event.getProven() -> ignored("pending until the lost region answers");
            case AfterApproval a when a.run().oldSiteFenced() -> ignored("known to be fenced");
            case AfterApproval a -> Steps.fenced(a);
        });
    }

    /** An answer to an earlier case of this environment is late, whatever state the present one is in. */
    private static Outcome<Recovery> answer(
            @Nullable Recovery current, @Nullable UUID caseId, Supplier<Outcome<Recovery>> decision) {
        if (current != null && !current.drCase().id().equals(caseId)) {
            return ignored("about another case of this environment");
        }
        var decided = decision.get();
        return current != null && current.drCase().lastEpoch() != null && decided instanceof Outcome.Impossible
                ? ignored("about a recovery that was given up")
                : decided;
    }

    private static Outcome<Recovery> neverAsked() {
        return impossible("no case was ever opened for this environment");
    }

    private static Outcome<Recovery> namesTooEarly() {
        return impossible("names moved before the restored site was checked");
    }

    private static Outcome<Recovery> past(String what) {
        return ignored("the case is past this " + what);
    }
}
