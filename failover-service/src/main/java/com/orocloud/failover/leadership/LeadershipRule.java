package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.Retired;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.SwitchingOver;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.Replica;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Seen;
import com.orocloud.failover.leadership.Step.FailOver;
import com.orocloud.failover.leadership.Step.GiveUp;
import com.orocloud.failover.leadership.Step.GiveUpSwitchover;
import com.orocloud.failover.leadership.Step.GoAsynchronous;
import com.orocloud.failover.leadership.Step.HandOver;
import com.orocloud.failover.leadership.Step.NameStandby;
import com.orocloud.failover.leadership.Step.Pair;
import com.orocloud.failover.leadership.Step.PrepareRejoin;
import com.orocloud.failover.leadership.Step.Promote;
import com.orocloud.failover.leadership.Step.Prove;
import com.orocloud.failover.leadership.Step.Release;
import com.orocloud.failover.leadership.Step.Reopen;
import com.orocloud.failover.leadership.Step.Resume;
import com.orocloud.failover.leadership.Step.Unpair;
import com.orocloud.failover.leadership.Step.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to do next for one site's database. Pure: the same leadership, watch and instant give the same step.
 *
 * @param misses missed looks in a row before a main may be judged lost
 * @param standbySilence how long the standby must have heard nothing of its main as well
 * @param patience how long a fail-over may go without getting on before people are told
 */
public record LeadershipRule(int misses, Duration standbySilence, Duration patience) {

    /** A standby this close to its main is caught up enough to be waited for. */
    static final long CAUGHT_UP_BYTES = 1 << 20;

    /** An asynchronous standby further behind than this is not promoted without a person. */
    static final long LOSS_LIMIT_BYTES = 1 << 20;

    /** A switch-over that is not done by then is given up: writers wait meanwhile. */
    static final Duration SWITCHOVER_PATIENCE = Duration.ofSeconds(10);

    /** Looks in a row for a standby to be counted as steady, and as lost. */
    static final int STEADY_LOOKS = 3;

    /**
     * Decides.
     *
     * @param regionInDoubt whether the site's region is suspected or down: then it is not a matter of nodes
     */
    public Step next(Leadership leadership, Watch watch, BooleanSupplier regionInDoubt, Instant now) {
        Look look = watch.look();
        if (look == null) {
            return new Wait("nothing was looked at yet");
        }
        return switch (leadership) {
            case Unprotected state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? unprotected(state.roles(), main, watch)
                        : lost(state.roles(), false, watch, look, regionInDoubt);
            case Pairing state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? pairing(state.roles(), main, watch)
                        : lost(state.roles(), false, watch, look, regionInDoubt);
            case Protected state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? guarded(state.roles(), main, watch)
                        : lost(state.roles(), true, watch, look, regionInDoubt);
            case SwitchingOver state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? handOver(state, main, watch, look, now)
                        : lost(state.roles(), true, watch, look, regionInDoubt);
            case FailingOver state -> takeOver(state, look, overdue(state, now, regionInDoubt));
            case Stuck state -> takeOver(state.attempt(), look, false);
            case Leaderless _ ->
                look.main() instanceof Seen<MainView> ? new Resume("the main answers") : new Wait("needs a person");
            case Retired _ -> new Wait("the site was fenced");
        };
    }

    private Step handOver(SwitchingOver state, MainView main, Watch watch, Look look, Instant now) {
        if (!main.waitsFor().equals(nameOf(state.roles())) || watch.idle() >= STEADY_LOOKS) {
            return new GiveUpSwitchover("the standby that was to lead stopped getting on");
        }
        if (now.isAfter(state.since().plus(SWITCHOVER_PATIENCE))) {
            return new GiveUpSwitchover("it was not done within " + SWITCHOVER_PATIENCE.toSeconds() + " s");
        }
        WalPosition received = look.standby() instanceof Seen<StandbyView>(var standby) ? standby.received() : null;
        return new HandOver(
                List.of(
                        new Candidate(state.roles().leader(), true, main.position(), "hands over as asked"),
                        new Candidate(
                                Objects.requireNonNull(state.roles().standby()),
                                received != null,
                                received,
                                "holds every acknowledged commit")),
                "asked for: " + state.reason());
    }

    private Step unprotected(Roles roles, MainView main, Watch watch) {
        if (!main.takesWrites()) {
            return reopen();
        }
        if (roles.standby() == null) {
            return new Wait("the site has one database node only");
        }
        if (!main.rejoinable()) {
            return new PrepareRejoin("the standby needs its slot and a checkpoint on the main's timeline");
        }
        if (watch.steady() >= STEADY_LOOKS && caughtUp(main)) {
            return new Pair("the standby streams and has caught up");
        }
        if (!main.waitsFor().isEmpty()) {
            return new Release("the main still waits for " + main.waitsFor() + ", which nobody promises");
        }
        return new Wait(
                main.replica() == null
                        ? "the main is well; the standby is not connected"
                        : "the main is well; the standby has not caught up");
    }

    private static boolean caughtUp(MainView main) {
        Replica replica = main.replica();
        return replica != null && replica.streaming() && main.position().beyond(replica.flushed()) <= CAUGHT_UP_BYTES;
    }

    private static Step reopen() {
        return new Reopen("the main takes no writes since a switch-over that was given up");
    }

    private Step pairing(Roles roles, MainView main, Watch watch) {
        if (!main.takesWrites()) {
            return reopen();
        }
        if (watch.idle() >= STEADY_LOOKS) {
            return new Unpair("the standby stopped getting on before it was proved");
        }
        if (!main.waitsFor().equals(nameOf(roles))) {
            return new NameStandby("the standby is to be waited for");
        }
        Replica replica = main.replica();
        return replica != null && replica.synchronous() && caughtUp(main)
                ? new Prove("the main reports the standby as synchronous")
                : new Wait("the main does not report the standby as synchronous yet");
    }

    private Step guarded(Roles roles, MainView main, Watch watch) {
        if (!main.takesWrites()) {
            return reopen();
        }
        if (!main.waitsFor().equals(nameOf(roles))) {
            return new GoAsynchronous(
                    "the main was found to wait for '" + main.waitsFor() + "' instead of its standby");
        }
        return watch.idle() >= STEADY_LOOKS
                ? new GoAsynchronous(
                        "the main is well, its standby has not acknowledged for " + watch.idle() + " looks")
                : new Wait("the main is well and waits for its standby");
    }

    /** The main did not do its write at the last look. */
    private Step lost(Roles roles, boolean synchronousInForce, Watch watch, Look look, BooleanSupplier regionInDoubt) {
        if (roles.standby() == null) {
            return new Wait("the main is missed and the site has no other database node");
        }
        if (watch.misses() < misses) {
            return new Wait("the main was missed " + watch.misses() + " of " + misses + " times");
        }
        if (!(look.standby() instanceof Seen<StandbyView>(var standby))) {
            return new Wait("neither node answers: not a lost main, and nobody could take over");
        }
        if (!standby.inRecovery()) {
            return new Wait("the standby is a main already, without a decision: needs a person");
        }
        if (watch.standbyHears(standbySilence)) {
            return new Wait("the main is missed here, but its standby still hears it");
        }
        if (regionInDoubt.getAsBoolean()) {
            return new Wait("the region is in doubt: losing a region is not a zone fail-over");
        }
        return judge(roles, synchronousInForce, watch, standby, look.at());
    }

    private Step judge(Roles roles, boolean synchronousInForce, Watch watch, StandbyView standby, Instant now) {
        Candidate main = new Candidate(
                roles.leader(), false, watch.lastPosition(), "lost: missed " + watch.misses() + " times in a row");
        String unfit = synchronousInForce ? null : tooFarBehind(watch.lastPosition(), standby.received());
        Candidate candidate = new Candidate(
                Objects.requireNonNull(roles.standby()),
                true,
                standby.received(),
                unfit != null ? unfit : synchronousInForce ? "holds every acknowledged commit" : "close enough");
        if (unfit != null) {
            return new GiveUp(List.of(main, candidate), "no safe candidate: the standby " + unfit);
        }
        String rule = "missed " + watch.misses() + " times, and the standby has heard nothing for "
                + (standby.silentFor() == null
                        ? "as long as it has no receiver"
                        : standby.silentFor().toMillis() + " ms")
                + (synchronousInForce
                        ? "; synchronous in force: promote at once"
                        : "; asynchronous: promote after a proved fence");
        Instant lastHealthyAt = Stream.of(watch.lastHealthyAt(), watch.since(), now)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return new FailOver(
                List.of(main, candidate), rule, lastHealthyAt, watch.lastPosition(), reached(lastHealthyAt, watch));
    }

    private static List<Reached> reached(Instant lastHealthyAt, Watch watch) {
        Instant firstMiss = watch.missedSince();
        return firstMiss == null
                ? List.of(new Reached("LAST_HEALTHY", lastHealthyAt))
                : List.of(new Reached("LAST_HEALTHY", lastHealthyAt), new Reached("FIRST_MISS", firstMiss));
    }

    private static @Nullable String tooFarBehind(@Nullable WalPosition main, @Nullable WalPosition standby) {
        if (main == null || standby == null) {
            return "has an unknown distance to the lost main";
        }
        long behind = main.beyond(standby);
        return behind <= LOSS_LIMIT_BYTES ? null : "is " + behind + " bytes behind, more than " + LOSS_LIMIT_BYTES;
    }

    private Step takeOver(FailingOver state, Look look, boolean overdue) {
        boolean reachable = look.standby() instanceof Seen<StandbyView>;
        if (reachable && (state.synchronousInForce() || state.fenced())) {
            return new Promote(
                    state.fenced()
                            ? "the old main is proved stopped"
                            : "no commit can be acknowledged without this standby, so promoting it is the fence");
        }
        String missing = reachable ? "the old main is not proved stopped" : "the candidate does not answer";
        return overdue
                ? new GiveUp(
                        List.of(new Candidate(state.candidate(), reachable, null, missing)),
                        "for more than " + patience.toSeconds() + " s: " + missing)
                : new Wait(missing);
    }

    private boolean overdue(FailingOver state, Instant now, BooleanSupplier regionInDoubt) {
        return now.isAfter(state.detectedAt().plus(patience)) && !regionInDoubt.getAsBoolean();
    }

    /** A main's synchronous_standby_names when it waits for this standby and no other. */
    static String nameOf(Roles roles) {
        return "\"" + roles.standby() + "\"";
    }
}
