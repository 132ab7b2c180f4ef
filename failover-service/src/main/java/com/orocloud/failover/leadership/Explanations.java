package com.orocloud.failover.leadership;

import com.orocloud.events.FailoverVerdict;
import com.orocloud.failover.leadership.Explanation.Decided;
import com.orocloud.failover.leadership.Explanation.Signal;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Retired;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps and tells why each main was replaced, or was not although it was missed. */
@Component
class Explanations {

    private final StateTable<Explanation> table;
    private final Transitions transitions;
    private final int misses;

    Explanations(JdbcClient jdbc, Clock clock, Transitions transitions, FailoverSettings settings) {
        this.table = new StateTable<>(jdbc, clock, "explanation", Explanation.class);
        this.transitions = transitions;
        this.misses = settings.probeMisses();
    }

    /** Stores and tells the decision, if it is one about who leads. */
    void add(Stored<Leadership> row, Watch watch, Step step, Instant at) {
        FailoverVerdict verdict = verdict(row.state(), watch, step);
        if (verdict != null) {
            var decided = new Decided(
                    at, row.state().roles().term(), verdict, step.why(), signals(row.state(), watch), candidates(step));
            transitions.apply(
                    table,
                    row.id(),
                    Cause.of(row),
                    current -> Explanation.on(current, row.state().roles().site(), decided));
        }
    }

    List<Decided> of(String siteId) {
        return table.find(siteId).map(stored -> stored.state().decisions()).orElse(List.of());
    }

    private @Nullable FailoverVerdict verdict(Leadership leadership, Watch watch, Step step) {
        return switch (step) {
            case Step.FailOver _ -> FailoverVerdict.FAIL_OVER;
            case Step.GiveUp _ -> FailoverVerdict.NO_FAIL_OVER;
            case Step.HandOver _ -> FailoverVerdict.SWITCH_OVER;
            case Step.GoAsynchronous _ -> FailoverVerdict.GO_ASYNCHRONOUS;
            case Step.Wait _ when watch.misses() >= misses && isLed(leadership) -> FailoverVerdict.NO_FAIL_OVER;
            case Step.Wait _,
                    Step.GiveUpSwitchover _,
                    Step.Reopen _,
                    Step.Promote _,
                    Step.PrepareRejoin _,
                    Step.Pair _,
                    Step.NameStandby _,
                    Step.Prove _,
                    Step.Unpair _,
                    Step.Release _,
                    Step.Resume _ -> null;
        };
    }

    private static boolean isLed(Leadership leadership) {
        return !(leadership instanceof FailingOver
                || leadership instanceof Stuck
                || leadership instanceof Leaderless
                || leadership instanceof Retired);
    }

    private static List<Candidate> candidates(Step step) {
        return switch (step) {
            case Step.FailOver failOver -> failOver.candidates();
            case Step.GiveUp giveUp -> giveUp.candidates();
            case Step.HandOver handOver -> handOver.candidates();
            case Step.Wait _,
                    Step.GoAsynchronous _,
                    Step.GiveUpSwitchover _,
                    Step.Reopen _,
                    Step.Promote _,
                    Step.PrepareRejoin _,
                    Step.Pair _,
                    Step.NameStandby _,
                    Step.Prove _,
                    Step.Unpair _,
                    Step.Release _,
                    Step.Resume _ -> List.of();
        };
    }

    private static List<Signal> signals(Leadership leadership, Watch watch) {
        var signals = new ArrayList<Signal>();
        signals.add(new Signal("leadership", leadership.getClass().getSimpleName()));
        signals.add(new Signal("misses in a row", Integer.toString(watch.misses())));
        signals.add(new Signal("main last did a write at", String.valueOf(watch.lastHealthyAt())));
        signals.add(new Signal("main's last position", String.valueOf(watch.lastPosition())));
        Look look = watch.look();
        if (look != null) {
            signals.add(new Signal(
                    "main",
                    switch (look.main()) {
                        case Seen<MainView>(var main) -> "did a write at " + main.position();
                        case Missed<MainView>(var how) -> how;
                    }));
            signals.add(new Signal(
                    "standby",
                    switch (look.standby()) {
                        case Seen<StandbyView>(var standby) ->
                            "has received " + standby.received() + ", and "
                                    + (standby.silentFor() == null
                                            ? "has no receiver"
                                            : "heard the main "
                                                    + standby.silentFor().toMillis() + " ms ago");
                        case Missed<StandbyView>(var how) -> how;
                    }));
        }
        return signals;
    }
}
