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
    private final RetentionPolicies policies;

    Journals(
            JdbcClient jdbc,
            StateTable<Journal> table,
            StateTable<Backup> backups,
            Transitions transitions,
            RetentionPolicies policies) {
        this.jdbc = jdbc;
        this.table = table;
        this.backups = backups;
        this.transitions = transitions;
        this.policies = policies;
    }

    /** Whether such an environment's log is to be stored. */
    boolean isWanted(Plan plan) {
        return policies.of(plan).pointInTime();
    }

    StateTable<Journal> table() {
        return table;
    }

    void change(Stored<?> cause, UUID backupId, Function<@Nullable Journal, Outcome<Journal>> decide) {
        transitions.apply(table, backupId.toString(), Cause.of(cause), decide);
    }

    /** Nobody looks at it before this instant, unless somebody does already. */
    void rest(String id, Instant until) {
        jdbc.sql("update journal set due_at = :until where id = :id and leased_by is null")
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

    /** A later backup of the whole cluster, the first instant that its files restore, and whether a restore proved it. */
    record Successor(UUID backupId, Instant consistentFrom, boolean proved) {}

    /** The next one after that with this log. */
    Optional<Successor> successor(Journal.Following journal) {
        return jdbc.sql("""
                        select id, state_name, state #>> '{point,cluster,consistentFrom}' as consistent_from from backup
                        where state -> 'run' ->> 'environmentId' = :environment
                          and (state #>> '{point,cluster,consistentFrom}')::timestamptz > :from
                          and state_name in ('Completed', 'Verified', 'Replicated')
                        order by (state #>> '{point,cluster,consistentFrom}')::timestamptz limit 1
                        """)
                .param("environment", journal.environmentId())
                .param("from", journal.from().atOffset(ZoneOffset.UTC))
                .query((row, _) -> new Successor(
                        UUID.fromString(row.getString("id")),
                        Instant.parse(row.getString("consistent_from")),
                        !row.getString("state_name").equals("Completed")))
                .optional();
    }

    /** True while an older log of the same environment is read: the main lets only one at a time be read. */
    boolean isPreceded(Journal.Following journal) {
        return jdbc.sql("""
                        select exists (select from journal
                            where state ->> 'environmentId' = :environment and state_name = 'Following'
                              and (state ->> 'from')::timestamptz < :from)
                        """)
                .param("environment", journal.environmentId())
                .param("from", journal.from().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
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

    /** The newest seconds to which an environment's database can be brought. */
    @Nullable
    Covered newestCovered(String environmentId) {
        return Covered.by(restorable(environmentId)).stream().findFirst().orElse(null);
    }

    /** True if a log is followed whose backup was begun after this instant. */
    boolean isFollowed(String environmentId, long siteEpoch, Instant since) {
        return jdbc.sql("""
                        select count(*) from journal j join backup b on b.id = j.id
                        where j.state ->> 'environmentId' = :environment and j.state_name = 'Following'
                          and b.state_name in ('Completed', 'Verified', 'Replicated')
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
