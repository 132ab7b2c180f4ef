package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Site.DatabaseNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Sessions for acting upon a database node, of which each node has one at a time.
 *
 * <p>This is where an old plan is refused. A session is opened first, ends every older one on that node, and only then
 * the leadership row is read again; what follows is done in that session. A controller that froze in between wakes up
 * with a session that the next controller has ended, or that the node's change of role has.
 */
@Component
class Control {

    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(5);
    private static final String NAME = "failover-service control";
    /** More than for a look: a busy node that answers looks is to be acted upon as well. */
    private static final int SECONDS_TO_OPEN = 3;

    private static final int OLD_SESSION_ENDS_MS = 1000;

    private final Connections connections;

    Control(Connections connections) {
        this.connections = connections;
    }

    /** Whether the plan that is being carried out is still the recorded one. */
    @FunctionalInterface
    interface Authority {

        boolean holds();
    }

    /** @throws Overtaken if the leadership has changed since the plan was made */
    Session open(Site site, DatabaseNode node, Authority authority) throws SQLException {
        Session session = new Session(connections.open(site, node, NAME, "", SECONDS_TO_OPEN));
        try {
            session.within(STATEMENT_TIMEOUT);
            boolean alone = session.flag("""
                    select coalesce(bool_and(pg_terminate_backend(pid, ?)), true) from pg_stat_activity
                    where usename = current_user and application_name = ? and pid <> pg_backend_pid()
                    """, OLD_SESSION_ENDS_MS, NAME);
            if (!alone) {
                throw new SQLException("an older control session on " + node.nodeId() + " does not end");
            }
            if (!authority.holds()) {
                throw new Overtaken("the leadership of " + site.id() + " has changed; nothing was done");
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The plan is not the recorded one any more. */
    static final class Overtaken extends SQLException {

        private static final long serialVersionUID = 1L;

        Overtaken(String message) {
            super(message);
        }
    }

    /** One control session on one node. */
    static final class Session implements AutoCloseable {

        private final Connection connection;

        private Session(Connection connection) {
            this.connection = connection;
        }

        /** Limits how long an answer may take from now on; after that the session is broken. */
        void within(Duration timeout) throws SQLException {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
        }

        void run(String sql, Object... parameters) throws SQLException {
            try (PreparedStatement statement = prepare(sql, parameters)) {
                statement.execute();
            }
        }

        boolean flag(String sql, Object... parameters) throws SQLException {
            try (PreparedStatement statement = prepare(sql, parameters);
                    ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }

        /** The first column of the first row; empty if there is none. */
        String text(String sql, Object... parameters) throws SQLException {
            try (PreparedStatement statement = prepare(sql, parameters);
                    ResultSet rows = statement.executeQuery()) {
                String text = rows.next() ? rows.getString(1) : null;
                return text == null ? "" : text;
            }
        }

        private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            return statement;
        }

        @Override
        public void close() {
            Connections.closeQuietly(connection);
        }
    }
}
