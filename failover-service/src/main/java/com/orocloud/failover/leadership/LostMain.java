package com.orocloud.failover.leadership;

import com.orocloud.failover.automation.Automation.Paused;
import com.orocloud.failover.automation.Policy;
import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import com.orocloud.failover.leadership.Step.FailOver;
import com.orocloud.failover.leadership.Step.GiveUp;
import com.orocloud.failover.leadership.Step.Hold;
import com.orocloud.failover.leadership.Step.RestartInPlace;
import com.orocloud.failover.leadership.Step.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of one main that did not do its write at the last look: whether it is lost, and if so, who takes over.
 *
 * @param synchronousInForce whether the standby is known to have every acknowledged commit
 */
record LostMain(Roles roles, boolean synchronousInForce, Watch watch, Look look) {

    /** So many mains that answered again after they were replaced, within an hour, make the next judgement slower. */
    static final int FLAP_BUDGET = 3;

    /** How many times as many misses are needed then. A dead main stays missed, so it is replaced all the same. */
    static final int FLAP_CAUTION = 4;

    /**
     * Judges.
     *
     * @param misses missed looks in a row before a main may be judged lost
     */
    Step judge(int misses, Duration standbySilence, Circumstances circumstances) {
        if (watch.misses() < misses) {
            return new Wait("the main was missed " + watch.misses() + " of " + misses + " times");
        }
        if (roles.standby() == null) {
            return hold("the main is missed and the site has no other database node");
        }
        if (!(look.standby() instanceof Seen<StandbyView>(var standby))) {
            return hold("neither node answers: not a lost main, and nobody could take over");
        }
        if (!standby.inRecovery()) {
            return hold("the standby is a main already, without a decision: needs a person");
        }
        if (watch.standbyHears(standbySilence)) {
            return hold("the main is missed here, but its standby still hears it");
        }
        if (circumstances.regionInDoubt()) {
            return hold("the region is in doubt: losing a region is not a zone fail-over");
        }
        if (circumstances.automation() instanceof Paused paused) {
            return hold("fail-over is paused until " + paused.until() + ": " + paused.reason());
        }
        if (watch.misses() < misses * FLAP_CAUTION && circumstances.flaps() >= FLAP_BUDGET) {
            return hold("mains answered again " + FLAP_BUDGET + " times within an hour after they had been replaced, so"
                    + " this one has to be missed " + misses * FLAP_CAUTION + " times");
        }
        Policy policy = circumstances.automation().policy();
        return isRestarting(policy)
                ? new RestartInPlace(
                        candidates(standby, "not promoted: the main may start again"),
                        "the main's process ended, its machine answers, and it is given "
                                + policy.restartInPlace().toSeconds() + " s to start again there")
                : takeOver(standby, policy);
    }

    private Hold hold(String why) {
        StandbyView standby = look.standby() instanceof Seen<StandbyView>(var seen) ? seen : null;
        return new Hold(candidates(standby, "not promoted: " + why), why);
    }

    private List<Candidate> candidates(@Nullable StandbyView standby, String verdict) {
        String nodeId = roles.standby();
        return nodeId == null
                ? List.of(main())
                : Candidate.compared(
                        main(),
                        new Candidate(nodeId, standby != null, standby == null ? null : standby.received(), verdict));
    }

    private Candidate main() {
        return new Candidate(
                roles.leader(), false, watch.lastPosition(), "missed " + watch.misses() + " times in a row");
    }

    private boolean isRestarting(Policy policy) {
        Instant since = watch.missedSince();
        return look.main() instanceof Missed<MainView> missed
                && missed.machineAnswers()
                && since != null
                && look.at().isBefore(since.plus(policy.restartInPlace()));
    }

    private Step takeOver(StandbyView standby, Policy policy) {
        if (synchronousInForce) {
            return failOver(standby, "holds every acknowledged commit", "synchronous in force: promote at once");
        }
        String behind = tooFarBehind(standby, policy);
        if (behind == null) {
            return failOver(standby, "close enough", "asynchronous: promote after a proved fence");
        }
        return switch (policy.lossPolicy()) {
            case TIME_FIRST ->
                failOver(
                        standby,
                        behind + ", which is accepted: time first",
                        "asynchronous, time before loss: promote after a proved fence");
            case LOSS_FIRST, UNKNOWN ->
                new GiveUp(candidates(standby, behind), "no safe candidate: the standby " + behind);
        };
    }

    private @Nullable String tooFarBehind(StandbyView standby, Policy policy) {
        WalPosition main = watch.lastPosition();
        if (main == null || standby.received() == null) {
            return "has an unknown distance to the lost main";
        }
        long behind = main.beyond(standby.received());
        return behind <= policy.lagLimitBytes()
                ? null
                : "is " + behind + " bytes behind, more than " + policy.lagLimitBytes();
    }

    private FailOver failOver(StandbyView standby, String verdict, String consequence) {
        String rule = "missed " + watch.misses() + " times, and the standby has heard nothing for "
                + (standby.silentFor() == null
                        ? "as long as it has no receiver"
                        : standby.silentFor().toMillis() + " ms")
                + "; " + consequence;
        Instant lastHealthyAt = Stream.of(watch.lastHealthyAt(), watch.since(), look.at())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return new FailOver(
                candidates(standby, verdict), rule, lastHealthyAt, watch.lastPosition(), reached(lastHealthyAt));
    }

    private List<Reached> reached(Instant lastHealthyAt) {
        Instant firstMiss = watch.missedSince();
        return firstMiss == null
                ? List.of(new Reached("LAST_HEALTHY", lastHealthyAt))
                : List.of(new Reached("LAST_HEALTHY", lastHealthyAt), new Reached("FIRST_MISS", firstMiss));
    }
}
