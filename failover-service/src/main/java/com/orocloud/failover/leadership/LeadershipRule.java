package com.orocloud.failover.leadership;

import com.orocloud.failover.automation.Automation.Paused;
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

    /** A switch-over that is not done by then is given up: writers wait meanwhile. */
    static final Duration SWITCHOVER_PATIENCE = Duration.ofSeconds(10);

    /** Looks in a row for a standby to be counted as steady, and as lost. */
    static final int STEADY_LOOKS = 3;

    /** Decides. */
    public Step next(Leadership leadership, Watch watch, Circumstances circumstances, Instant now) {
        Look look = watch.look();
        if (look == null) {
            return new Wait("nothing was looked at yet");
        }
        return switch (leadership) {
            case Unprotected state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? unprotected(state.roles(), main, watch)
                        : lost(state.roles(), false, watch, look, circumstances);
            case Pairing state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? pairing(state.roles(), main, watch)
                        : lost(state.roles(), false, watch, look, circumstances);
            case Protected state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? guarded(state.roles(), main, watch)
                        : lost(state.roles(), true, watch, look, circumstances);
            case SwitchingOver state ->
                look.main() instanceof Seen<MainView>(var main)
                        ? switchOver(state, watch, main, circumstances, now)
                        : lost(state.roles(), true, watch, look, circumstances);
            case FailingOver state -> takeOver(state, look, overdue(state, now, circumstances));
            case Stuck state -> takeOver(state.attempt(), look, false);
            case Leaderless state ->
                look.main() instanceof Seen<MainView>
                        ? new Resume("the main answers")
                        : leaderless(state, watch, look, circumstances);
            case Retired _ -> new Wait("the site was fenced");
        };
    }

    private Step switchOver(SwitchingOver state, Watch watch, MainView main, Circumstances circumstances, Instant now) {
        if (circumstances.automation() instanceof Paused paused) {
            return new GiveUpSwitchover("fail-over is paused until " + paused.until() + ": " + paused.reason());
        }
        if (!main.waitsFor().equals(nameOf(state.roles())) || watch.idle() >= STEADY_LOOKS) {
            return new GiveUpSwitchover("the standby that was to lead stopped getting on");
        }
        if (now.isAfter(state.since().plus(SWITCHOVER_PATIENCE))) {
            return new GiveUpSwitchover("it was not done within " + SWITCHOVER_PATIENCE.toSeconds() + " s");
        }
        return handOver(state, main, Objects.requireNonNull(watch.look()));
    }

    private static Step handOver(SwitchingOver state, MainView main, Look look) {
        WalPosition received = look.standby() instanceof Seen<StandbyView>(var standby) ? standby.received() : null;
        return new HandOver(
                Candidate.compared(
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
    private Step lost(Roles roles, boolean synchronousInForce, Watch watch, Look look, Circumstances circumstances) {
        return new LostMain(roles, synchronousInForce, watch, look).judge(misses, standbySilence, circumstances);
    }

    /** Nobody was fit to take over; that may change with the policy. */
    private Step leaderless(Leaderless state, Watch watch, Look look, Circumstances circumstances) {
        return lost(state.roles(), false, watch, look, circumstances) instanceof FailOver failOver
                ? failOver
                : new Wait("needs a person: " + state.why());
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

    private boolean overdue(FailingOver state, Instant now, Circumstances circumstances) {
        return now.isAfter(state.detectedAt().plus(patience)) && !circumstances.regionInDoubt();
    }

    /** A main's synchronous_standby_names when it waits for this standby and no other. */
    static String nameOf(Roles roles) {
        return "\"" + roles.standby() + "\"";
    }
}
