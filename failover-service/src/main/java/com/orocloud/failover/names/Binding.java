package com.orocloud.failover.names;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.CustomerDnsConfirmed;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an environment's names say, and are to say.
 *
 * <pre>
 *   Pending --all authoritative servers answer it--> InSync --DnsUpdateRequested--> Pending
 *      |  \                                           |  ^
 *      |   \                            somebody else changes it | changes it back
 *      |    \                                         v  |
 *      |     \                                      Drifted --DnsUpdateRequested--> Pending
 *      |      \--old value, epoch or zone is wrong--> Failed --DnsUpdateRequested--> Pending
 *      +--not our zone--> AwaitingOwner --lookup shows it--> InSync
 *
 *   Pending, AwaitingOwner --they lead to us no more, because their environment ends--> Released
 * </pre>
 *
 * <p>A name never goes back: a request with an older site epoch is answered with a failure here, and once more refused
 * by the name server at the write.
 */
public sealed interface Binding {

    /** An owner who has not acted is asked again this often. */
    Duration REMIND_EVERY = Duration.ofMinutes(15);

    /** Nobody waits for visitors of an environment that ends. */
    Duration REMIND_OF_RELEASE_EVERY = Duration.ofDays(1);

    NameChange change();

    /** To be written, or written and not yet seen everywhere. */
    record Pending(NameChange change, Instant since) implements Binding {}

    /**
     * Its owner was told what to write.
     *
     * @param remindedAt when last; null if only asked
     * @param confirmedAt when the owner last claimed to have done it, which makes us look, and nothing else
     */
    record AwaitingOwner(
            NameChange change,
            Instant askedAt,
            int reminders,
            @Nullable Instant remindedAt,
            @Nullable Instant confirmedAt)
            implements Binding {

        static AwaitingOwner since(NameChange change, Instant askedAt) {
            return new AwaitingOwner(change, askedAt, 0, null, null);
        }

        Instant nextReminder() {
            return (remindedAt == null ? askedAt : remindedAt)
                    .plus(change.releases() ? REMIND_OF_RELEASE_EVERY : REMIND_EVERY);
        }
    }

    /**
     * Every server that was asked gives the wanted answer.
     *
     * @param propagatedAt when resolvers were seen to agree; null while they are not
     * @param ttlJudgedAt when it was last looked at how long resolvers may keep it; null if never
     */
    record InSync(
            NameChange change,
            Instant verifiedAt,
            @Nullable Instant propagatedAt,
            @Nullable Instant ttlJudgedAt,
            boolean ttlAcceptable)
            implements Binding {

        static InSync since(NameChange change, Instant verifiedAt) {
            return new InSync(change, verifiedAt, null, null, true);
        }
    }

    /** Somebody else changed it; that somebody is asked, nobody overwrites what we do not understand. */
    record Drifted(NameChange change, Instant verifiedAt, Instant driftedAt) implements Binding {}

    /** They lead to us no more, and never will again: their environment ended. */
    record Released(NameChange change, Instant at) implements Binding {}

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
            return applied(current, DnsFacts.failed(change, "STALE_EPOCH", staleAgainst(current), false));
        }
        return switch (current) {
            case InSync _, Drifted _, Failed _ -> applied(wanted);
            case Pending older -> applied(wanted, superseded(older.change()));
            case AwaitingOwner older -> applied(wanted, superseded(older.change()));
            case Released _ -> applied(current, DnsFacts.failed(change, "RELEASED", "its environment ended", false));
        };
    }

    private static String staleAgainst(Binding current) {
        return "the names belong to site epoch " + current.change().siteEpoch() + " already; ask with that one";
    }

    private static DnsUpdateFailed superseded(NameChange older) {
        return DnsFacts.failed(older, "SUPERSEDED", "a newer change was asked for before this one was done", false);
    }

    /**
     * Every authoritative server answers what we wrote.
     *
     * @param edge true if a name is behind an edge, and they answer the edge, which fetches from where we wrote
     */
    static Outcome<Binding> written(
            @Nullable Binding current, Pending seen, List<String> servers, boolean edge, Instant at) {
        NameChange change = seen.change();
        DnsActor actor = change.changesNoAnswer() ? DnsActor.NOT_NEEDED : DnsActor.PLATFORM;
        return seen.equals(current)
                ? inSync(change, DnsFacts.updated(change, actor, servers, edge, at), at)
                : overtaken();
    }

    /** The owner's zone says it already. */
    static Outcome<Binding> alreadyRight(@Nullable Binding current, Pending seen, List<String> servers, Instant at) {
        return seen.equals(current) ? byOthers(seen.change(), DnsActor.NOT_NEEDED, servers, at) : overtaken();
    }

    /** The owner's zone has come to say it. */
    static Outcome<Binding> doneByOwner(
            @Nullable Binding current, AwaitingOwner seen, List<String> servers, Instant at) {
        return seen.equals(current) ? byOthers(seen.change(), DnsActor.DOMAIN_OWNER, servers, at) : overtaken();
    }

    /** We cannot write that zone: its owner is told exactly what to. */
    static Outcome<Binding> ownerAsked(@Nullable Binding current, Pending seen, Instant at) {
        NameChange change = seen.change();
        return seen.equals(current)
                ? applied(AwaitingOwner.since(change, at), DnsFacts.actionRequired(change, 0))
                : overtaken();
    }

    /** The owner has not acted yet. */
    static Outcome<Binding> reminded(@Nullable Binding current, AwaitingOwner seen, Instant at) {
        int reminder = seen.reminders() + 1;
        return seen.equals(current)
                ? applied(
                        new AwaitingOwner(seen.change(), seen.askedAt(), reminder, at, seen.confirmedAt()),
                        DnsFacts.actionRequired(seen.change(), reminder))
                : overtaken();
    }

    /** A claim is no lookup: it only makes us look at once. */
    static Outcome<Binding> on(@Nullable Binding current, CustomerDnsConfirmed event) {
        Instant at = event.getMeta().getOccurredAt();
        return switch (current) {
            case null -> deferred("no change of this environment's names is known yet");
            case AwaitingOwner waiting
            when waiting.change().changeId().equals(event.getChangeId()) ->
                applied(new AwaitingOwner(
                        waiting.change(), waiting.askedAt(), waiting.reminders(), waiting.remindedAt(), at));
            case AwaitingOwner _ -> ignored("about another change");
            case Pending _, InSync _, Drifted _, Failed _, Released _ -> ignored("nobody waits for the owner");
        };
    }

    /** Its addresses are given back: an owner who has not taken the names away by now is reminded no more. */
    static Outcome<Binding> on(@Nullable Binding current, EnvironmentDecommissioned event) {
        return switch (current) {
            case null -> ignored("it never had names");
            case AwaitingOwner waiting ->
                applied(new Released(waiting.change(), event.getMeta().getOccurredAt()));
            case Pending pending ->
                applied(new Released(pending.change(), event.getMeta().getOccurredAt()));
            case InSync _, Drifted _, Failed _, Released _ -> ignored("nobody is asked for anything");
        };
    }

    /** Resolvers agree. */
    static Outcome<Binding> propagated(@Nullable Binding current, InSync seen, List<String> resolvers, Instant at) {
        return seen.equals(current)
                ? applied(
                        new InSync(seen.change(), seen.verifiedAt(), at, seen.ttlJudgedAt(), seen.ttlAcceptable()),
                        DnsFacts.propagated(seen.change(), resolvers, at))
                : overtaken();
    }

    /** It was looked at how long resolvers may keep the answer; said the first time, and when it is judged anew. */
    static Outcome<Binding> ttlSeen(@Nullable Binding current, InSync seen, int ttlSeconds, int limit, Instant at) {
        if (!seen.equals(current)) {
            return overtaken();
        }
        boolean acceptable = ttlSeconds <= limit;
        InSync next = new InSync(seen.change(), seen.verifiedAt(), seen.propagatedAt(), at, acceptable);
        return seen.ttlJudgedAt() != null && seen.ttlAcceptable() == acceptable
                ? applied(next)
                : applied(next, DnsFacts.ttlJudged(seen.change(), ttlSeconds, limit, acceptable));
    }

    /** They say something else, and nobody asked us for that. */
    static Outcome<Binding> drifted(
            @Nullable Binding current, InSync seen, List<Lookups.Observed> observed, Instant at) {
        return seen.equals(current)
                ? applied(
                        new Drifted(seen.change(), seen.verifiedAt(), at),
                        DnsFacts.drifted(seen.change(), observed, at))
                : overtaken();
    }

    /** They say the right thing again. */
    static Outcome<Binding> driftEnded(@Nullable Binding current, Drifted seen, Instant at) {
        return seen.equals(current)
                ? applied(InSync.since(seen.change(), at), DnsFacts.driftEnded(seen.change(), seen.driftedAt(), at))
                : overtaken();
    }

    static Outcome<Binding> refused(@Nullable Binding current, Pending seen, Attempt.Refused refusal) {
        return seen.equals(current)
                ? applied(
                        new Failed(seen.change(), refusal.code(), refusal.message()),
                        DnsFacts.failed(seen.change(), refusal.code(), refusal.message(), refusal.retryable()))
                : overtaken();
    }

    private static Outcome<Binding> byOthers(NameChange change, DnsActor actor, List<String> servers, Instant at) {
        return inSync(change, DnsFacts.updated(change, actor, servers, false, at), at);
    }

    private static Outcome<Binding> inSync(NameChange change, DnsUpdated said, Instant at) {
        return applied(change.releases() ? new Released(change, at) : InSync.since(change, at), said);
    }

    private static Outcome<Binding> overtaken() {
        return ignored("overtaken: another change was asked for meanwhile");
    }
}
