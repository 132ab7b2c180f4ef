package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.Replica;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import com.orocloud.failover.leadership.Site.DatabaseNode;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Looks at database nodes over sessions that are kept. A TCP connection proves nothing, since the kernel accepts it for
 * a frozen server; the main is asked to commit a small write of its own, which the standby then hears, so that the
 * standby is a second observer of it even when nobody else writes.
 */
@Component
class Observer implements DisposableBean {

    private static final String NAME = "failover-service";
    /** The look's own write is flushed, but does not wait for the standby. */
    private static final String LOCAL = "-c synchronous_commit=local";

    private static final int SECONDS_TO_OPEN = 1;

    private static final String MAIN = """
        select pg_logical_emit_message(true, 'orocloud.alive', '')::text as position,
               current_setting('synchronous_standby_names') as waits_for,
               current_setting('default_transaction_read_only') = 'off' as takes_writes,
               exists (select from pg_replication_slots where slot_name = ?)
                   and (select timeline_id from pg_control_checkpoint())
                       = ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int as rejoinable,
               replica.state = 'streaming' as streaming, replica.sync_state = 'sync' as synchronous,
               replica.flush_lsn::text as flushed
        from (select 1) as one left join (
            select * from pg_stat_replication where application_name = ? and flush_lsn is not null
            order by state = 'streaming' desc limit 1) as replica on true
        """;

    private static final String STANDBY = """
        select pg_is_in_recovery() as in_recovery,
               coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text as received,
               (extract(epoch from clock_timestamp() - receiver.last_msg_receipt_time) * 1000)::bigint as silent_ms
        from (select 1) as one left join pg_stat_wal_receiver as receiver on receiver.status = 'streaming'
        """;

    private final Connections connections;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Connection> kept = new ConcurrentHashMap<>();

    Observer(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    @FunctionalInterface
    private interface Question<V> {

        V ask(Connection connection) throws SQLException;
    }

    /**
     * Looks at both nodes at once.
     *
     * @param main null if it is not to be looked at
     * @param standby null if there is none
     */
    Look look(Site site, @Nullable DatabaseNode main, @Nullable DatabaseNode standby, Duration deadline) {
        Instant at = clock.instant();
        long until = System.nanoTime() + deadline.toNanos();
        Attempt<MainView> first = main == null ? null : new Attempt<>(site, main, session -> main(session, standby));
        Attempt<StandbyView> second = standby == null ? null : new Attempt<>(site, standby, Observer::standby);
        return new Look(
                at,
                first == null ? new Missed<>("not asked") : first.await(until),
                second == null ? new Missed<>("there is none") : second.await(until));
    }

    private static MainView main(Connection connection, @Nullable DatabaseNode standby) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MAIN)) {
            statement.setString(1, standby == null ? "" : standby.slot());
            statement.setString(2, standby == null ? "" : standby.nodeId());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String flushed = row.getString("flushed");
                return new MainView(
                        WalPosition.parse(row.getString("position")),
                        row.getString("waits_for"),
                        flushed == null
                                ? null
                                : new Replica(
                                        row.getBoolean("streaming"),
                                        row.getBoolean("synchronous"),
                                        WalPosition.parse(flushed)),
                        row.getBoolean("takes_writes"),
                        row.getBoolean("rejoinable"));
            }
        }
    }

    private static StandbyView standby(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STANDBY);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String received = row.getString("received");
            long silentMs = row.getLong("silent_ms");
            Duration silentFor = row.wasNull() ? null : Duration.ofMillis(Math.max(0, silentMs));
            return new StandbyView(
                    row.getBoolean("in_recovery"), received == null ? null : WalPosition.parse(received), silentFor);
        }
    }

    /** One node being asked; given up at its deadline, whatever its session is stuck in. */
    private final class Attempt<V> {

        private final Site site;
        private final DatabaseNode node;
        private final Question<V> question;
        private final Future<V> answer;
        private @Nullable Connection connection;
        private boolean abandoned;

        Attempt(Site site, DatabaseNode node, Question<V> question) {
            this.site = site;
            this.node = node;
            this.question = question;
            this.answer = threads.submit(this::ask);
        }

        private V ask() throws SQLException {
            String key = site.id() + "/" + node.nodeId();
            Connection session = kept.remove(key);
            if (session == null) {
                session = connections.open(site, node, NAME, LOCAL, SECONDS_TO_OPEN);
            }
            try {
                use(session);
                V view = question.ask(session);
                Connection other = kept.put(key, session);
                if (other != null) {
                    Connections.closeQuietly(other);
                }
                return view;
            } catch (SQLException | RuntimeException e) {
                Connections.closeQuietly(session);
                throw e;
            }
        }

        private synchronized void use(Connection session) throws SQLException {
            if (abandoned) {
                throw new SQLException("opened too late");
            }
            connection = session;
        }

        private synchronized void abandon() {
            abandoned = true;
            if (connection != null) {
                try {
                    connection.abort(Runnable::run);
                } catch (SQLException e) {
                    Connections.closeQuietly(connection);
                }
            }
        }

        Sight<V> await(long until) {
            try {
                return new Seen<>(answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                abandon();
                return new Missed<>("no answer in time");
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                return new Missed<>(String.valueOf(cause.getMessage()), machineAnswers(cause));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                abandon();
                return new Missed<>("interrupted");
            }
        }
    }

    /** Whether only the server is away: its port is closed, or it says that it is starting up or shutting down. */
    private static boolean machineAnswers(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            boolean closed = each instanceof ConnectException
                    && String.valueOf(each.getMessage()).contains("refused");
            boolean notReady = each instanceof SQLException said
                    && said.getSQLState() != null
                    && said.getSQLState().startsWith("57P0");
            if (closed || notReady) {
                return true;
            }
        }
        return false;
    }

    /** Ends the sessions on a site that is not looked at any more. */
    void forget(Site site) {
        for (DatabaseNode node : site.nodes()) {
            Connection session = kept.remove(site.id() + "/" + node.nodeId());
            if (session != null) {
                Connections.closeQuietly(session);
            }
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        kept.values().forEach(Connections::closeQuietly);
        kept.clear();
    }
}
