package com.orocloud.failover.leadership;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.NodeRef;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Who may write to one site's database.
 *
 * <pre>
 *   Unprotected --standby streams--> Pairing --witness commit--> Protected --standby lost--> Unprotected
 *       |                                                            |
 *       +------------- main lost: intent, term + 1 ------------------+
 *                                  v
 *   Unprotected <--promoted-- FailingOver <--> Stuck          Unprotected <--main returned-- Leaderless
 *                                  ^-------- the policy accepts the loss now ----------------------+
 *
 *   Protected --ZoneSwitchoverRequested--> SwitchingOver --position replayed: intent, term + 1--> FailingOver
 *       ^                                       |
 *       +--------------given up-----------------+
 *
 *   any --EnvironmentFenced, EnvironmentDismantlingStarted--> Retired
 * </pre>
 *
 * <p>Only in Protected is a named standby known to hold every acknowledged commit, so only from there may a promotion
 * run before the old main is proved stopped. What is recorded never promises more than what is: the main is set to
 * wait before Protected is recorded, and is released from waiting only after Unprotected is.
 */
public sealed interface Leadership {

    /** Who leads and follows, or in a fail-over will. */
    Roles roles();

    /** A commit waits for nobody. */
    record Unprotected(Roles roles, @Nullable Instant reducedSince, String why) implements Leadership {}

    /**
     * The main is being made to wait for the standby; whether it does is not proved yet.
     *
     * @param attempt tells this try from earlier ones, whose late proof must not count
     */
    record Pairing(Roles roles, @Nullable Instant reducedSince, Instant attempt) implements Leadership {}

    /** Proved: no commit is acknowledged that the named standby does not have. */
    record Protected(Roles roles, Instant since) implements Leadership {}

    /**
     * The main is being made to take no more writes. Everything that held in Protected holds on; nobody was promoted.
     *
     * @param since when it was asked for
     */
    record SwitchingOver(Roles roles, Instant since, String reason) implements Leadership {}

    /**
     * The main is lost, or has handed over, and its standby takes over.
     *
     * @param roles as they will be: the candidate leads, the lost node follows
     * @param synchronousInForce if so, promoting is itself the fence for writes
     * @param fenced the lost node was proved stopped
     * @param lastPosition the last log position known of the lost main
     * @param handover null if the main is lost and nobody asked
     * @param reached what led to it, in order
     */
    record FailingOver(
            Roles roles,
            boolean synchronousInForce,
            boolean fenced,
            Instant lastHealthyAt,
            Instant detectedAt,
            @Nullable WalPosition lastPosition,
            @Nullable Handover handover,
            List<Reached> reached)
            implements Leadership {

        String candidate() {
            return roles.leader();
        }

        String lost() {
            return Objects.requireNonNull(roles.standby());
        }

        FailingOver withFence() {
            return new FailingOver(
                    roles, synchronousInForce, true, lastHealthyAt, detectedAt, lastPosition, handover, reached);
        }
    }

    /** A fail-over that does not get on; people were told, and it is still tried. */
    record Stuck(FailingOver attempt, String why, Instant since) implements Leadership {
        @Override
        public Roles roles() {
            return attempt.roles();
        }
    }

    /** The main is lost and nobody may take over; people were told. */
    record Leaderless(Roles roles, String why, Instant since) implements Leadership {}

    /** The site was fenced; it is nobody's database any more. */
    record Retired(Roles roles, String why) implements Leadership {}

    static Outcome<Leadership> on(@Nullable Leadership current, EnvironmentProvisioned event) {
        return switch (current) {
            case null -> first(Site.of(event), event);
            case Unprotected _,
                    Pairing _,
                    Protected _,
                    SwitchingOver _,
                    FailingOver _,
                    Stuck _,
                    Leaderless _,
                    Retired _ -> ignored("this site is known already");
        };
    }

    private static Outcome<Leadership> first(Site site, EnvironmentProvisioned event) {
        List<String> mains = event.getNodes().stream()
                .filter(node -> node.getComponent() == Component.DATABASE && node.getLeader())
                .map(NodeRef::getNodeId)
                .toList();
        if (mains.size() != 1) {
            return impossible("a site has one main database node, this one names " + mains);
        }
        String standby = site.nodes().stream()
                .map(Site.DatabaseNode::nodeId)
                .filter(node -> !node.equals(mains.getFirst()))
                .findFirst()
                .orElse(null);
        return applied(new Unprotected(new Roles(site, 1, mains.getFirst(), standby), null, "the site is new"));
    }

    static Outcome<Leadership> on(@Nullable Leadership current, NodeFenced event) {
        return switch (current) {
            case null -> impossible("a node was fenced in a site that was never provisioned");
            case FailingOver state when proves(event, state) -> applied(state.withFence());
            case Stuck state
            when proves(event, state.attempt()) ->
                applied(new Stuck(state.attempt().withFence(), state.why(), state.since()));
            case FailingOver _, Stuck _ -> ignored("another node or term was fenced");
            case Unprotected _, Pairing _, Protected _, SwitchingOver _ -> ignored("the fail-over is over");
            case Leaderless _, Retired _ -> ignored("nothing waits for the fence");
        };
    }

    private static boolean proves(NodeFenced event, FailingOver state) {
        return event.getLeaderTerm() == state.roles().term()
                && event.getNodeId().equals(state.lost());
    }

    static Outcome<Leadership> on(@Nullable Leadership current, EnvironmentFenced event) {
        return switch (current) {
            case null -> impossible("a site was fenced that was never provisioned");
            case Unprotected _, Pairing _, Protected _, SwitchingOver _, FailingOver _, Stuck _, Leaderless _ ->
                applied(new Retired(current.roles(), "the site was fenced: " + event.getEvidence()));
            case Retired _ -> ignored("retired already");
        };
    }

    /** Its machines go, one after the other: nobody is to take over. */
    static Outcome<Leadership> on(@Nullable Leadership current, EnvironmentDismantlingStarted event) {
        return switch (current) {
            case null -> ignored("no site was in service");
            case Unprotected _, Pairing _, Protected _, SwitchingOver _, FailingOver _, Stuck _, Leaderless _ ->
                applied(new Retired(current.roles(), "its environment ends"));
            case Retired _ -> ignored("retired already");
        };
    }

    static Outcome<Leadership> on(@Nullable Leadership current, ZoneSwitchoverRequested event) {
        return Switchover.on(current, event);
    }

    /** Before the main is set to wait for the standby. */
    static Outcome<Leadership> pairing(@Nullable Leadership current, Roles roles, Instant at) {
        return current instanceof Unprotected state && state.roles().equals(roles)
                ? applied(new Pairing(roles, state.reducedSince(), at))
                : overtaken();
    }

    /** Before the main is released from waiting for a standby that went away before it was proved. */
    static Outcome<Leadership> unpaired(@Nullable Leadership current, Pairing attempt, String why) {
        return attempt.equals(current)
                ? applied(new Unprotected(attempt.roles(), attempt.reducedSince(), why))
                : overtaken();
    }

    /** After a witness commit that followed the setting, with the standby reported as synchronous and caught up. */
    static Outcome<Leadership> proved(@Nullable Leadership current, Pairing attempt, Instant at) {
        if (!attempt.equals(current)) {
            return overtaken();
        }
        List<SpecificRecord> emitted = new ArrayList<>();
        emitted.add(Facts.synchronous(attempt.roles()));
        if (attempt.reducedSince() != null) {
            emitted.add(Facts.rebuilt(attempt.roles(), Duration.between(attempt.reducedSince(), at)));
        }
        return applied(new Protected(attempt.roles(), at), emitted);
    }

    /** Before the main is released from waiting for a standby that no longer acknowledges. */
    static Outcome<Leadership> standbyLost(@Nullable Leadership current, Protected seen, String why, Instant at) {
        return seen.equals(current)
                ? applied(new Unprotected(seen.roles(), at, why), Facts.asynchronous(seen.roles(), why))
                : overtaken();
    }

    /**
     * The intent to fail over, stored before anything is done: the term rises here, and the new main is authorised here
     * to run without a standby.
     */
    static Outcome<Leadership> mainLost(@Nullable Leadership current, Roles seen, Step.FailOver step, Instant at) {
        return switch (current) {
            case Protected state when state.roles().equals(seen) -> failingOver(seen, step, true, at);
            case Unprotected state when state.roles().equals(seen) -> failingOver(seen, step, false, at);
            case Pairing state when state.roles().equals(seen) -> failingOver(seen, step, false, at);
            case SwitchingOver state when state.roles().equals(seen) -> failingOver(seen, step, true, at);
            case Leaderless state when state.roles().equals(seen) -> failingOver(seen, step, false, at);
            case Protected _,
                    Unprotected _,
                    Pairing _,
                    SwitchingOver _,
                    FailingOver _,
                    Stuck _,
                    Leaderless _,
                    Retired _ -> overtaken();
            case null -> overtaken();
        };
    }

    private static Outcome<Leadership> failingOver(
            Roles seen, Step.FailOver step, boolean synchronousInForce, Instant at) {
        var state = new FailingOver(
                seen.exchanged(),
                synchronousInForce,
                false,
                step.lastHealthyAt(),
                at,
                step.lastPosition(),
                null,
                Stream.concat(step.reached().stream(), Stream.of(new Reached("DECIDED", at)))
                        .toList());
        List<SpecificRecord> emitted = new ArrayList<>();
        emitted.add(Facts.started(state, step.candidates(), step.rule()));
        emitted.add(Facts.fenceRequested(state.roles()));
        if (synchronousInForce) {
            emitted.add(
                    Facts.asynchronous(state.roles(), "the promoted node has no standby until the lost one is back"));
        }
        return applied(state, emitted);
    }

    /** The main is lost and there is nobody whom it would be safe to promote. */
    static Outcome<Leadership> noCandidate(@Nullable Leadership current, Roles seen, Step.GiveUp step, Instant at) {
        return switch (current) {
            case Unprotected state when state.roles().equals(seen) -> leaderless(seen, step, at);
            case Pairing state when state.roles().equals(seen) -> leaderless(seen, step, at);
            case Protected _,
                    Unprotected _,
                    Pairing _,
                    SwitchingOver _,
                    FailingOver _,
                    Stuck _,
                    Leaderless _,
                    Retired _ -> overtaken();
            case null -> overtaken();
        };
    }

    private static Outcome<Leadership> leaderless(Roles seen, Step.GiveUp step, Instant at) {
        return applied(
                new Leaderless(seen, step.why(), at), Facts.failed(seen, seen.leader(), step.candidates(), step.why()));
    }

    /** The main that was lost without a successor answers again. */
    static Outcome<Leadership> mainReturned(@Nullable Leadership current, Leaderless seen) {
        return seen.equals(current)
                ? applied(new Unprotected(seen.roles(), seen.since(), "the main came back by itself"))
                : overtaken();
    }

    /** The candidate accepts writes. */
    static Outcome<Leadership> promoted(@Nullable Leadership current, FailingOver seen, Promotion promotion) {
        return switch (current) {
            case FailingOver state when state.roles().equals(seen.roles()) -> completed(state, promotion);
            case Stuck state when state.roles().equals(seen.roles()) -> completed(state.attempt(), promotion);
            case Protected _,
                    Unprotected _,
                    Pairing _,
                    SwitchingOver _,
                    FailingOver _,
                    Stuck _,
                    Leaderless _,
                    Retired _ -> overtaken();
            case null -> overtaken();
        };
    }

    private static Outcome<Leadership> completed(FailingOver state, Promotion promotion) {
        List<SpecificRecord> emitted = new ArrayList<>();
        emitted.add(Facts.completed(state, promotion));
        if (state.handover() != null) {
            emitted.add(Facts.switchedOver(state, state.handover(), promotion));
        }
        return applied(
                new Unprotected(state.roles(), state.lastHealthyAt(), "the old main is not back as standby yet"),
                emitted);
    }

    /** The fail-over has not got on for long. It stays an intent and is tried on. */
    static Outcome<Leadership> stuck(@Nullable Leadership current, FailingOver seen, Step.GiveUp step, Instant at) {
        return seen.equals(current)
                ? applied(
                        new Stuck(seen, step.why(), at),
                        Facts.failed(seen.roles(), seen.lost(), step.candidates(), step.why()))
                : overtaken();
    }

    static Outcome<Leadership> overtaken() {
        return ignored("overtaken: the leadership has changed since this was seen");
    }
}
