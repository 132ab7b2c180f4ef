package com.orocloud.backup;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The restores that were asked for. */
@Component
final class Restores {

    /** Running at once, over all environments. */
    private static final int RUNNING_MAX = 1_000;

    private final StateTable<Restore> table;
    private final Transitions transitions;

    Restores(StateTable<Restore> table, Transitions transitions) {
        this.table = table;
        this.transitions = transitions;
    }

    StateTable<Restore> table() {
        return table;
    }

    void change(Stored<Restore> stored, Function<@Nullable Restore, Outcome<Restore>> decide) {
        transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }

    /** Ids of the environment's backups that restores are, or will be, reading. */
    Set<String> used(String environmentId) {
        return table.in(RUNNING_MAX, Restore.Validating.class, Restore.Running.class).stream()
                .map(stored -> stored.state().order())
                .filter(order -> order.environmentId().equals(environmentId))
                .map(order -> order.backupId().toString())
                .collect(Collectors.toSet());
    }

    /** True if another restore is working on the same environment. */
    boolean isBusy(Restore.Order order) {
        return table.in(RUNNING_MAX, Restore.Running.class).stream()
                .map(stored -> stored.state().order())
                .anyMatch(other -> other.environmentId().equals(order.environmentId())
                        && !other.restoreId().equals(order.restoreId()));
    }
}
