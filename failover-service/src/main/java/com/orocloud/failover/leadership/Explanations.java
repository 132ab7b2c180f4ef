package com.orocloud.failover.leadership;

import com.orocloud.events.FailoverVerdict;
import com.orocloud.failover.leadership.Explanation.Decided;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps and tells why each main was replaced, or was not although it was missed. */
@Component
class Explanations {

    private final StateTable<Explanation> table;
    private final Transitions transitions;
    private final TransactionTemplate transaction;

    Explanations(JdbcClient jdbc, Clock clock, Transitions transitions, TransactionTemplate transaction) {
        this.table = new StateTable<>(jdbc, clock, "explanation", Explanation.class);
        this.transitions = transitions;
        this.transaction = transaction;
    }

    /** What is decided by this step; null if it is not about who leads. */
    static @Nullable Decided decided(Leadership leadership, Watch watch, Step step, Instant at) {
        long term = leadership.roles().term();
        var signals = Signals.of(leadership, watch);
        return switch (step) {
            case Step.FailOver it ->
                new Decided(
                        at, term, FailoverVerdict.FAIL_OVER, it.why(), signals, it.candidates(), it.reached(), null);
            case Step.GiveUp it ->
                new Decided(
                        at, term, FailoverVerdict.NO_FAIL_OVER, it.why(), signals, it.candidates(), List.of(), null);
            case Step.Hold it ->
                new Decided(
                        at, term, FailoverVerdict.NO_FAIL_OVER, it.why(), signals, it.candidates(), List.of(), null);
            case Step.RestartInPlace it ->
                new Decided(
                        at,
                        term,
                        FailoverVerdict.RESTART_IN_PLACE,
                        it.why(),
                        signals,
                        it.candidates(),
                        List.of(),
                        null);
            case Step.HandOver it ->
                new Decided(at, term, FailoverVerdict.SWITCH_OVER, it.why(), signals, it.candidates(), List.of(), null);
            case Step.GoAsynchronous it ->
                new Decided(at, term, FailoverVerdict.GO_ASYNCHRONOUS, it.why(), signals, List.of(), List.of(), null);
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

    /** A decision that changes nothing else. */
    void tell(Stored<Leadership> row, Decided decided) {
        transitions.apply(
                table,
                row.id(),
                Cause.of(row),
                current -> Explanation.on(current, row.state().roles().site(), decided));
    }

    /** A decision that a change of the leadership follows from: both are stored and told, or neither is. */
    Outcome<Leadership> tell(Stored<Leadership> row, @Nullable Decided decided, Supplier<Outcome<Leadership>> change) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            Outcome<Leadership> outcome = change.get();
            if (decided != null && outcome instanceof Outcome.Applied<Leadership>) {
                tell(row, decided);
            }
            return outcome;
        }));
    }

    /** What followed from a decision; the event of it tells the same. */
    Outcome<Leadership> followed(
            Stored<Leadership> row, FailingOver attempt, Promotion promotion, Supplier<Outcome<Leadership>> change) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            Outcome<Leadership> outcome = change.get();
            if (outcome instanceof Outcome.Applied<Leadership>) {
                transitions.apply(
                        table,
                        row.id(),
                        Cause.of(row),
                        current -> Explanation.followed(current, attempt, promotion.after(attempt)));
            }
            return outcome;
        }));
    }

    /** The main that was replaced in the row's term still answers as one. */
    void flapped(Stored<Leadership> row, Instant at) {
        transitions.apply(
                table,
                row.id(),
                Cause.of(row),
                current -> Explanation.flapped(current, row.state().roles().term(), at));
    }

    int flaps(String siteId, Instant now) {
        return table.find(siteId).map(stored -> stored.state().flaps(now)).orElse(0);
    }

    List<Decided> of(String siteId) {
        return table.find(siteId).map(stored -> stored.state().decisions()).orElse(List.of());
    }
}
