package com.orocloud.backup;

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

/** The stored logs of all environments, and the backups of whole clusters that they follow. */
@Component
final class Journals {

    private static final int IN_ONE_PASS = 1_000;

    private final JdbcClient jdbc;
    private final StateTable<Journal> table;
    private final StateTable<Backup> backups;
    private final Transitions transitions;

    Journals(JdbcClient jdbc, StateTable<Journal> table, StateTable<Backup> backups, Transitions transitions) {
        this.jdbc = jdbc;
        this.table = table;
        this.backups = backups;
        this.transitions = transitions;
    }

    StateTable<Journal> table() {
        return table;
    }

    void change(Stored<?> cause, UUID backupId, Function<@Nullable Journal, Outcome<Journal>> decide) {
        transitions.apply(table, backupId.toString(), Cause.of(cause), decide);
    }

    /** Nobody looks at it before this instant. */
    void rest(String id, Instant until) {
        jdbc.sql("update journal set due_at = :until where id = :id")
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /** Stored backups of whole clusters whose log nobody follows yet. */
    List<Stored<Backup>> unfollowed() {
        return find("""
                select b.id from backup b left join journal j on j.id = b.id
                where j.id is null and b.state #>> '{point,cluster,timeline}' is not null
                  and b.state_name in ('Completed', 'Verified', 'Replicated')
                limit :size
                """);
    }

    private List<Stored<Backup>> find(String which) {
        return jdbc.sql(which).param("size", IN_ONE_PASS).query((row, _) -> row.getString("id")).list().stream()
                .flatMap(id -> backups.find(id).stream())
                .toList();
    }

    /** A stored backup of a whole cluster, and the first instant that its files restore. */
    record Base(UUID backupId, Instant consistentFrom) {}

    /** The newest of an environment. */
    Optional<Base> newestBase(String environmentId) {
        return jdbc.sql("""
                        select id, state #>> '{point,cluster,consistentFrom}' as consistent_from from backup
                        where state -> 'run' ->> 'environmentId' = :environment
                          and state #>> '{point,cluster,timeline}' is not null
                          and state_name in ('Completed', 'Verified', 'Replicated')
                        order by (state #>> '{point,cluster,consistentFrom}')::timestamptz desc limit 1
                        """)
                .param("environment", environmentId)
                .query((row, _) ->
                        new Base(UUID.fromString(row.getString("id")), Instant.parse(row.getString("consistent_from"))))
                .optional();
    }

    /** The newest proved backup of an environment's whole cluster that, with its log, restores this instant. */
    Optional<UUID> baseFor(String environmentId, Instant at) {
        return restorable(environmentId).stream()
                .filter(journal ->
                        !journal.from().isAfter(at) && !journal.coveredUntil().isBefore(at))
                .findFirst()
                .map(Journal::backupId);
    }

    /** What an environment's database can be brought to, the newest stretch of time first. */
    List<Journal> restorable(String environmentId) {
        return jdbc
                .sql("""
                        select j.id from journal j join backup b on b.id = j.id
                        where j.state ->> 'environmentId' = :environment and b.state_name in ('Verified', 'Replicated')
                        order by (j.state ->> 'from')::timestamptz desc limit :size
                        """)
                .param("environment", environmentId)
                .param("size", IN_ONE_PASS)
                .query((row, _) -> row.getString("id"))
                .list()
                .stream()
                .flatMap(id -> table.find(id).stream())
                .map(Stored::state)
                .toList();
    }

    /** True if a log is followed whose backup was begun after this instant. */
    boolean isFollowed(String environmentId, long siteEpoch, Instant since) {
        return jdbc.sql("""
                        select count(*) from journal j join backup b on b.id = j.id
                        where j.state ->> 'environmentId' = :environment and j.state_name = 'Following'
                          and (b.state #>> '{run,siteEpoch}')::bigint = :epoch
                          and (b.state #>> '{run,openedAt}')::timestamptz > :since
                        """)
                        .param("environment", environmentId)
                        .param("epoch", siteEpoch)
                        .param("since", since.atOffset(ZoneOffset.UTC))
                        .query(Long.class)
                        .single()
                > 0;
    }
}
