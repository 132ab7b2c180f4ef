package com.orocloud.messaging;

import com.orocloud.messaging.Outcome.Applied;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes one aggregate: lock, load, decide, store and emit, in one transaction. */
@Component
public final class Transitions {

    private final TransactionTemplate transaction;
    private final Outbox outbox;
    private final Wakeups wakeups;

    Transitions(TransactionTemplate transaction, Outbox outbox, Wakeups wakeups) {
        this.transaction = transaction;
        this.outbox = outbox;
        this.wakeups = wakeups;
    }

    /**
     * For a service's own work and its pages. Anything but Applied leaves everything as it was.
     *
     * @return what was decided, after it was committed
     */
    public <S> Outcome<S> apply(StateTable<S> table, String id, Cause cause, Function<@Nullable S, Outcome<S>> decide) {
        Outcome<S> outcome = transaction.execute(status -> {
            table.lock(id);
            Stored<S> current = table.find(id).orElse(null);
            Outcome<S> decided = decide.apply(current == null ? null : current.state());
            store(table, id, cause, decided);
            return decided;
        });
        if (outcome == null) {
            throw new IllegalStateException("the transaction gave no outcome for " + table.name() + " " + id);
        }
        return outcome;
    }

    /** Inside a transaction that holds the aggregate's lock: stores what was decided and wakes whoever waits for it. */
    <S> void store(StateTable<S> table, String id, Cause cause, Outcome<S> outcome) {
        if (outcome instanceof Applied<S>(S state, var emitted)) {
            long version = table.save(id, state, cause);
            emitted.forEach(event -> outbox.add(event, cause, version));
            wakeups.afterCommit();
        }
    }
}
