package com.orocloud.backup;

import com.orocloud.backup.Posture.Counts;
import com.orocloud.backup.Posture.Inventory;
import com.orocloud.backup.Posture.Restorable;
import com.orocloud.backup.Posture.Tested;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The catalogue. */
@Component
final class Backups {

    static final int PAGE = 25;

    private final JdbcClient jdbc;
    private final StateTable<Backup> table;
    private final Transitions transitions;

    Backups(JdbcClient jdbc, StateTable<Backup> table, Transitions transitions) {
        this.jdbc = jdbc;
        this.table = table;
        this.transitions = transitions;
    }

    StateTable<Backup> table() {
        return table;
    }

    Outcome<Backup> change(UUID backupId, Cause cause, Function<@Nullable Backup, Outcome<Backup>> decide) {
        return transitions.apply(table, backupId.toString(), cause, decide);
    }

    Outcome<Backup> change(Stored<Backup> stored, Function<@Nullable Backup, Outcome<Backup>> decide) {
        return transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }

    Optional<Stored<Backup>> stored(UUID backupId) {
        return table.find(backupId.toString());
    }

    @Nullable
    Backup find(UUID backupId) {
        return stored(backupId).map(Stored::state).orElse(null);
    }

    /** One page of an environment's backups, the newest first. */
    List<Backup> page(String environmentId, int page) {
        return jdbc
                .sql("""
                        select id from backup where state -> 'run' ->> 'environmentId' = :environment
                        order by state -> 'run' ->> 'openedAt' desc, id limit :size offset :from
                        """)
                .param("environment", environmentId)
                .param("size", PAGE)
                .param("from", (long) page * PAGE)
                .query((row, _) -> row.getString("id"))
                .list()
                .stream()
                .flatMap(id -> table.find(id).stream())
                .map(Stored::state)
                .toList();
    }

    /** The page after the cursor, the newest first. */
    List<Backup> after(String environmentId, PageCursor cursor) {
        return jdbc
                .sql("""
                        select id from backup where state -> 'run' ->> 'environmentId' = :environment
                            and (state -> 'run' ->> 'openedAt' < :openedAt
                                or state -> 'run' ->> 'openedAt' = :openedAt and id > :id)
                        order by state -> 'run' ->> 'openedAt' desc, id limit :size
                        """)
                .param("environment", environmentId)
                .param("openedAt", cursor.openedAt())
                .param("id", cursor.id())
                .param("size", PAGE)
                .query((row, _) -> row.getString("id"))
                .list()
                .stream()
                .flatMap(id -> table.find(id).stream())
                .map(Stored::state)
                .toList();
    }

    /** The newest point that was proved by a restore; null if there is none. */
    @Nullable
    Restorable newestProved(String environmentId) {
        return newest(environmentId, List.of("Verified", "Replicated"));
    }

    /** The newest proved point that is not newer than this instant; null if there is none. */
    @Nullable
    UUID newestProvedBefore(String environmentId, Instant at) {
        return jdbc.sql("""
                        select id from backup
                        where state -> 'run' ->> 'environmentId' = :environment
                            and state_name in ('Verified', 'Replicated')
                            and (state -> 'point' ->> 'recoveryPointAt')::timestamptz <= :at
                        order by (state -> 'point' ->> 'recoveryPointAt')::timestamptz desc limit 1
                        """)
                .param("environment", environmentId)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query((row, _) -> UUID.fromString(row.getString("id")))
                .optional()
                .orElse(null);
    }

    /** What there is of an environment's backups. */
    Inventory inventory(String environmentId) {
        return new Inventory(
                newest(environmentId, List.of("Verified", "Replicated")),
                newest(environmentId, List.of("Replicated")),
                lastTest(environmentId),
                counts(environmentId));
    }

    private Counts counts(String environmentId) {
        return jdbc.sql("""
                        select count(*) filter (where state_name in ('Verified', 'Replicated')) as usable,
                            count(*) filter (where state_name = 'Replicated') as off_region,
                            count(*) filter (where state_name = 'Completed') as unproved,
                            count(*) filter (where state_name = 'Quarantined') as quarantined
                        from backup where state -> 'run' ->> 'environmentId' = :environment
                        """)
                .param("environment", environmentId)
                .query((row, _) -> new Counts(
                        row.getInt("usable"),
                        row.getInt("off_region"),
                        row.getInt("unproved"),
                        row.getInt("quarantined")))
                .single();
    }

    /** All of these states keep when the backup was restored for a test, also when it is copied later. */
    private @Nullable Tested lastTest(String environmentId) {
        return jdbc.sql("""
                        select id, state ->> 'at' as at, state_name <> 'Quarantined' as passed
                        from backup where state -> 'run' ->> 'environmentId' = :environment
                            and state_name in ('Verified', 'Replicated', 'Quarantined')
                        order by (state ->> 'at')::timestamptz desc limit 1
                        """)
                .param("environment", environmentId)
                .query((row, _) -> new Tested(
                        UUID.fromString(row.getString("id")),
                        Instant.parse(row.getString("at")),
                        row.getBoolean("passed")))
                .optional()
                .orElse(null);
    }

    private @Nullable Restorable newest(String environmentId, List<String> states) {
        return jdbc.sql("""
                        select id, state -> 'point' ->> 'recoveryPointAt' as at
                        from backup where state -> 'run' ->> 'environmentId' = :environment and state_name in (:states)
                        order by (state -> 'point' ->> 'recoveryPointAt')::timestamptz desc limit 1
                        """)
                .param("environment", environmentId)
                .param("states", states)
                .query((row, _) ->
                        new Restorable(UUID.fromString(row.getString("id")), Instant.parse(row.getString("at"))))
                .optional()
                .orElse(null);
    }
}
