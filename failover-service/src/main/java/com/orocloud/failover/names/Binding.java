package com.orocloud.failover.names;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an environment's names say, and are to say.
 *
 * <pre>
 *   Pending --all authoritative servers answer it--> InSync --DnsUpdateRequested--> Pending
 *      |  \--old value, epoch or zone is wrong--> Failed --DnsUpdateRequested--> Pending
 *      +--not our zone--> AwaitingOwner --lookup shows it--> InSync
 * </pre>
 *
 * <p>A name never goes back: a request with an older site epoch is answered with a failure here, and once more refused
 * by the name server at the write.
 */
public sealed interface Binding {

    NameChange change();

    /** To be written, or written and not yet seen everywhere. */
    record Pending(NameChange change, Instant since) implements Binding {}

    /** Its owner was told what to write. */
    record AwaitingOwner(NameChange change, Instant askedAt) implements Binding {}

    /** Every server that was asked gives the wanted answer. */
    record InSync(NameChange change, Instant verifiedAt) implements Binding {}

    /** Nothing was changed. */
    record Failed(NameChange change, String code, String message) implements Binding {}

    static Outcome<Binding> on(@Nullable Binding current, DnsUpdateRequested event) {
        NameChange change = NameChange.of(event);
        Pending wanted = new Pending(change, event.getMeta().getOccurredAt());
        if (current == null) {
            return applied(wanted);
        }
        if (current.change().changeId().equals(change.changeId())) {
            return ignored("the same change");
        }
        if (change.siteEpoch() < current.change().siteEpoch()) {
            return applied(current, failed(change, "STALE_EPOCH", staleAgainst(current), false));
        }
        return switch (current) {
            case InSync _, Failed _ -> applied(wanted);
            case Pending older -> applied(wanted, superseded(older.change()));
            case AwaitingOwner older -> applied(wanted, superseded(older.change()));
        };
    }

    private static String staleAgainst(Binding current) {
        return "the names belong to site epoch " + current.change().siteEpoch() + " already; ask with that one";
    }

    private static DnsUpdateFailed superseded(NameChange older) {
        return failed(older, "SUPERSEDED", "a newer change was asked for before this one was done", false);
    }

    /** Every authoritative server answers what we wrote. */
    static Outcome<Binding> written(@Nullable Binding current, Pending seen, List<String> servers, Instant at) {
        return seen.equals(current) ? inSync(seen.change(), DnsActor.PLATFORM, servers, at) : overtaken();
    }

    /** The owner's zone says it already. */
    static Outcome<Binding> alreadyRight(@Nullable Binding current, Pending seen, List<String> servers, Instant at) {
        return seen.equals(current) ? inSync(seen.change(), DnsActor.NOT_NEEDED, servers, at) : overtaken();
    }

    /** The owner's zone has come to say it. */
    static Outcome<Binding> doneByOwner(
            @Nullable Binding current, AwaitingOwner seen, List<String> servers, Instant at) {
        return seen.equals(current) ? inSync(seen.change(), DnsActor.DOMAIN_OWNER, servers, at) : overtaken();
    }

    /** We cannot write that zone: its owner is told exactly what to. */
    static Outcome<Binding> ownerAsked(@Nullable Binding current, Pending seen, Instant at) {
        NameChange change = seen.change();
        return seen.equals(current)
                ? applied(
                        new AwaitingOwner(change, at),
                        new CustomerDnsActionRequired(
                                Events.unstamped(),
                                change.environmentId(),
                                change.siteEpoch(),
                                change.changeId(),
                                change.inContract(),
                                change.drCaseId()))
                : overtaken();
    }

    static Outcome<Binding> refused(@Nullable Binding current, Pending seen, Names.Refused refusal) {
        return seen.equals(current)
                ? applied(
                        new Failed(seen.change(), refusal.code(), refusal.message()),
                        failed(seen.change(), refusal.code(), refusal.message(), refusal.retryable()))
                : overtaken();
    }

    private static Outcome<Binding> inSync(NameChange change, DnsActor by, List<String> servers, Instant at) {
        return applied(
                new InSync(change, at),
                new DnsUpdated(
                        Events.unstamped(),
                        change.environmentId(),
                        change.siteEpoch(),
                        change.changeId(),
                        change.site(),
                        change.inContract(),
                        by,
                        at,
                        servers,
                        change.drCaseId()));
    }

    private static DnsUpdateFailed failed(NameChange change, String code, String message, boolean retryable) {
        return new DnsUpdateFailed(
                Events.unstamped(),
                change.environmentId(),
                change.siteEpoch(),
                change.changeId(),
                new Failure("changing the names of " + change.environmentId(), code, message, retryable, 1),
                change.drCaseId());
    }

    private static Outcome<Binding> overtaken() {
        return ignored("overtaken: another change was asked for meanwhile");
    }
}
