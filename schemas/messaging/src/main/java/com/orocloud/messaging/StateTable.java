package com.orocloud.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of one lifecycle: one row an aggregate, its state as JSON under the simple name of its record.
 *
 * <p>The table is made by the service's own migration, with the columns id, tenant_id, correlation_id, version,
 * state_name, state, due_at, leased_by, leased_until and changed_at. State changes go through {@link Transitions} or
 * the {@link Inbox} only; sweeps read, and lease rows to work on.
 *
 * @param <S> a sealed interface whose states are records
 */
public final class StateTable<S> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Clock clock;
    private final String table;
    private final Map<String, Class<? extends S>> states;
    private final Set<String> knownOwners = ConcurrentHashMap.newKeySet();

    public StateTable(JdbcClient jdbc, Clock clock, String table, Class<S> lifecycle) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.table = table;
        this.states = states(lifecycle).collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
    }

    public String name() {
        return table;
    }

    public Optional<Stored<S>> find(String id) {
        return jdbc.sql("select * from " + table + " where id = :id")
                .param("id", id)
                .query(this::stored)
                .optional();
    }

    /** Rows in any of these states (all states if none is named), oldest change first. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final List<Stored<S>> in(int limit, Class<? extends S>... states) {
        return jdbc.sql("select * from " + table
                        + " where state_name in (:states) order by changed_at, id limit :limit")
                .param("states", names(states))
                .param("limit", limit)
                .query(this::stored)
                .list();
    }

    /**
     * Leases due rows in any of these states: no other instance gets them until the lease ends, is released, or the
     * state changes. Leases that this owner held in an earlier life are void from its first claim on.
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final List<Stored<S>> claim(String owner, Duration lease, int limit, Class<? extends S>... states) {
        if (knownOwners.add(owner)) {
            jdbc.sql("update " + table + " set leased_by = null, leased_until = null where leased_by = :owner")
                    .param("owner", owner)
                    .update();
        }
        Instant now = clock.instant();
        return jdbc.sql("update " + table + """
                         set leased_by = :owner, leased_until = :until where id in (
                            select id from \
                        """ + table + """
                             where state_name in (:states) and due_at <= :now
                               and (leased_until is null or leased_until <= :now)
                             order by due_at, id limit :limit for update skip locked)
                        returning *""")
                .param("owner", owner)
                .param("until", utc(now.plus(lease)))
                .param("states", names(states))
                .param("now", utc(now))
                .param("limit", limit)
                .query(this::stored)
                .list();
    }

    /** Prolongs a lease. @return false if it was lost: stop working on the row */
    public boolean renew(String id, String owner, Duration lease) {
        return jdbc.sql("update " + table + " set leased_until = :until where id = :id and leased_by = :owner")
                        .param("until", utc(clock.instant().plus(lease)))
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /** Gives a leased row back without a change of state, to be looked at again at {@code dueAgainAt}. */
    public void release(String id, String owner, Instant dueAgainAt) {
        jdbc.sql("update " + table + " set leased_by = null, leased_until = null, due_at = :due"
                        + " where id = :id and leased_by = :owner")
                .param("due", utc(dueAgainAt))
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    /** Serialises all changes of one aggregate, existing or not, until the transaction ends. */
    void lock(String id) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, 0))) as locked")
                .param("key", table + "/" + id)
                .query(Integer.class)
                .single();
    }

    /** Stores the state and gives up any lease. @return the new version */
    long save(String id, S state, Cause cause) {
        Instant now = clock.instant();
        return jdbc.sql("insert into " + table + """
                         as t (id, tenant_id, correlation_id, version, state_name, state, due_at, changed_at)
                        values (:id, :tenant, :correlation, 1, :name, cast(:state as jsonb), :now, :now)
                        on conflict (id) do update set version = t.version + 1, state_name = excluded.state_name,
                            state = excluded.state, due_at = excluded.due_at, changed_at = excluded.changed_at,
                            leased_by = null, leased_until = null
                        returning version""")
                .param("id", id)
                .param("tenant", cause.tenantId())
                .param("correlation", cause.correlationId())
                .param("name", state.getClass().getSimpleName())
                .param("state", JSON.writeValueAsString(state))
                .param("now", utc(now))
                .query(Long.class)
                .single();
    }

    private Stored<S> stored(ResultSet row, int index) throws SQLException {
        String name = row.getString("state_name");
        Class<? extends S> type = states.get(name);
        if (type == null) {
            throw new IllegalStateException(
                    table + " " + row.getString("id") + " is in state " + name + ", which this release does not know");
        }
        return new Stored<>(
                row.getString("id"),
                row.getString("tenant_id"),
                row.getObject("correlation_id", UUID.class),
                row.getLong("version"),
                JSON.readValue(row.getString("state"), type),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private List<String> names(Class<? extends S>[] wanted) {
        return wanted.length == 0
                ? List.copyOf(states.keySet())
                : Arrays.stream(wanted)
                        .flatMap(StateTable::states)
                        .<String>map(Class::getSimpleName)
                        .toList();
    }

    /** The records of a sealed hierarchy. */
    @SuppressWarnings("unchecked")
    private static <S> Stream<Class<? extends S>> states(Class<? extends S> type) {
        if (!type.isSealed()) {
            return Stream.of(type);
        }
        return Arrays.stream(type.getPermittedSubclasses()).flatMap(each -> states((Class<? extends S>) each));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
