package com.orocloud.backup;

import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The restores that were asked for. */
@Component
final class Restores {

    /** Running at once, over all environments. */
    private static final int RUNNING_MAX = 1_000;

    static final int PAGE = 25;

    private final JdbcClient jdbc;
    private final StateTable<Restore> table;
    private final StateTable<RestoreProgress> progress;
    private final Transitions transitions;

    Restores(
            JdbcClient jdbc, StateTable<Restore> table, StateTable<RestoreProgress> progress, Transitions transitions) {
        this.jdbc = jdbc;
        this.table = table;
        this.progress = progress;
        this.transitions = transitions;
    }

    StateTable<Restore> table() {
        return table;
    }

    void change(Stored<Restore> stored, Function<@Nullable Restore, Outcome<Restore>> decide) {
        transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }

    /** Tells those who wait that it works on this step now. */
    void reached(Stored<Restore> stored, RestoreStep step, Instant now) {
        var reached = new RestoreProgress.Reached(stored.state().order(), step, now);
        transitions.apply(progress, stored.id(), Cause.of(stored), current -> RestoreProgress.on(current, reached));
    }

    Optional<Stored<Restore>> find(UUID restoreId) {
        return table.find(restoreId.toString());
    }

    RestoreProgress.@Nullable At progress(String restoreId) {
        return progress.find(restoreId)
                .map(stored -> switch (stored.state()) {
                    case RestoreProgress.At at -> at;
                })
                .orElse(null);
    }

    /** The restores into an environment, the one that changed last first. */
    List<Stored<Restore>> newest(String environmentId) {
        return jdbc
                .sql("""
                        select id from restore where state -> 'order' ->> 'environmentId' = :environment
                        order by changed_at desc, id limit :size
                        """)
                .param("environment", environmentId)
                .param("size", PAGE)
                .query((row, _) -> row.getString("id"))
                .list()
                .stream()
                .flatMap(id -> table.find(id).stream())
                .toList();
    }

    /** Ids of the environment's backups that restores are, or will be, reading. */
    Set<String> used(String environmentId) {
        return table.in(RUNNING_MAX, Restore.Validating.class, Restore.Saving.class, Restore.Running.class).stream()
                .map(stored -> stored.state().order())
                .flatMap(order -> Stream.of(
                        order.source().equals(environmentId) ? order.backupId() : null,
                        order.source().equals(environmentId) && order.second() != null
                                ? order.second().base()
                                : null,
                        order.environmentId().equals(environmentId) ? order.safetyBackupId() : null))
                .filter(Objects::nonNull)
                .map(UUID::toString)
                .collect(Collectors.toSet());
    }

    /** True if another restore is working on the same environment. */
    boolean isBusy(Restore.Order order) {
        return table.in(RUNNING_MAX, Restore.Saving.class, Restore.Running.class, Restore.Opening.class).stream()
                .map(stored -> stored.state().order())
                .anyMatch(other -> other.environmentId().equals(order.environmentId())
                        && !other.restoreId().equals(order.restoreId()));
    }
}
