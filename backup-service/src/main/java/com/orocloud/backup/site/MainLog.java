package com.orocloud.backup.site;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The write-ahead log of a site's main database, read as a standby reads it, from a byte up to now.
 *
 * <p>A replication slot makes the main keep what was not stored yet; the main's own limit for slots bounds how much that
 * can become while nobody comes to read it.
 */
public final class MainLog {

    static final String SLOT = "orocloud_backup";

    /** PostgreSQL's "undefined object". */
    private static final String NO_SUCH_SLOT = "42704";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** A main that is alive says something every half of its wal_sender_timeout. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private final List<String> nodes;
    private final Credentials credentials;

    /** @param nodes {@code host:port} of each database node */
    public MainLog(List<String> nodes, Credentials credentials) {
        this.nodes = List.copyOf(nodes);
        this.credentials = credentials;
    }

    /**
     * Now, in the log.
     *
     * @param node the main
     * @param end up to where its log is written
     * @param at everything that was committed up to this instant is in the log before {@code end}, and so is a later
     *     commit: a recovery to this instant, or to one before it, knows where to stop
     */
    public record Mark(String node, long end, Instant at) {}

    /** The log does not go on where it was left: there was a fail-over, or the main has dropped what was not read yet. */
    public static final class Broken extends Exception {

        private static final long serialVersionUID = 1L;

        Broken(String why) {
            super(why);
        }
    }

    /** Files of a cluster start under the same one only. */
    public int majorVersion() throws SQLException {
        try (var connection = new MainDatabase(nodes, credentials).connect("postgres")) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    /** Makes the main keep its log from now on, until it was read. May be repeated; a slot that was given up is made anew. */
    public void keep() throws IOException, SQLException {
        try (var replication = replication(main());
                var statement = replication.createStatement()) {
            try (var slot = statement.executeQuery("READ_REPLICATION_SLOT " + SLOT)) {
                boolean exists = slot.next() && slot.getString("slot_type") != null;
                if (exists && slot.getString("restart_lsn") != null) {
                    return;
                }
                if (exists) {
                    drop(replication);
                }
            }
            statement.execute("CREATE_REPLICATION_SLOT " + SLOT + " PHYSICAL RESERVE_WAL");
        }
    }

    private static void drop(Connection replication) throws SQLException {
        try (var statement = replication.createStatement()) {
            statement.execute("DROP_REPLICATION_SLOT " + SLOT);
        }
    }

    /** Commits something that means nothing, so that the log tells the time. */
    public Mark mark() throws IOException, SQLException {
        var main = main();
        try (var connection = new MainDatabase(List.of(main), credentials).connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = local");
            Instant at;
            try (var row = statement.executeQuery("select clock_timestamp()")) {
                row.next();
                at = row.getObject(1, OffsetDateTime.class).toInstant();
            }
            // a transaction that wrote nothing at all would not be waited for
            statement
                    .executeQuery("select pg_logical_emit_message(true, 'orocloud', 'mark')")
                    .close();
            try (var row = statement.executeQuery("select pg_current_wal_flush_lsn()")) {
                row.next();
                return new Mark(
                        main, LogSequenceNumber.valueOf(row.getString(1)).asLong(), at);
            }
        }
    }

    /**
     * Reads everything from a byte up to a mark.
     *
     * @param start where the last reading ended
     * @param release true if the main may drop what is before {@code start}
     * @return the first byte that was not read, at the mark or after it
     * @throws Broken nobody can go on from there
     */
    public long read(int timeline, long start, Mark until, boolean release, OutputStream out)
            throws IOException, SQLException, Broken {
        try (var replication = replication(until.node())) {
            refuseUnlessSame(timeline, start, replication);
            try (var stream = stream(replication, start)) {
                if (release) {
                    stream.setFlushedLSN(LogSequenceNumber.valueOf(start));
                    stream.forceUpdateStatus();
                }
                return copy(stream, start, until.end(), out);
            }
        }
    }

    private static void refuseUnlessSame(int timeline, long start, Connection replication) throws SQLException, Broken {
        try (var statement = replication.createStatement();
                var system = statement.executeQuery("IDENTIFY_SYSTEM")) {
            system.next();
            int now = system.getInt("timeline");
            if (now != timeline) {
                throw new Broken("the main is on timeline %d, and what was read before is of timeline %d"
                        .formatted(now, timeline));
            }
            var end = LogSequenceNumber.valueOf(system.getString("xlogpos"));
            if (Long.compareUnsigned(end.asLong(), start) < 0) {
                throw new Broken("the main's log ends at %s, before what was read already".formatted(end.asString()));
            }
        }
    }

    private static PGReplicationStream stream(Connection replication, long start) throws SQLException, Broken {
        try {
            return replication
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .physical()
                    .withSlotName(SLOT)
                    .withStartPosition(LogSequenceNumber.valueOf(start))
                    .start();
        } catch (SQLException e) {
            if (NO_SUCH_SLOT.equals(e.getSQLState())) {
                throw new Broken("the main keeps its log no more: " + e.getMessage());
            }
            if (String.valueOf(e.getMessage()).contains("has already been removed")) {
                throw new Broken("the main has dropped its log from there: " + e.getMessage());
            }
            throw e;
        }
    }

    private static long copy(PGReplicationStream stream, long start, long until, OutputStream out)
            throws IOException, SQLException, Broken {
        long position = start;
        while (Long.compareUnsigned(position, until) < 0) {
            @Nullable ByteBuffer piece;
            try {
                piece = stream.read();
            } catch (SQLException e) {
                if (String.valueOf(e.getMessage()).contains("has already been removed")) {
                    throw new Broken("the main has dropped its log from there: " + e.getMessage());
                }
                throw e;
            }
            if (piece == null) {
                throw new IOException("the main ended its log at "
                        + LogSequenceNumber.valueOf(position).asString());
            }
            int bytes = piece.remaining();
            out.write(piece.array(), piece.arrayOffset() + piece.position(), bytes);
            position += bytes;
        }
        return position;
    }

    /** The driver cannot ask a replication connection whether it leads to the main, so it is asked otherwise. */
    private String main() throws IOException {
        IOException none = null;
        for (String node : nodes) {
            try (var _ = new MainDatabase(List.of(node), credentials).connect("postgres")) {
                return node;
            } catch (SQLException e) {
                none = none == null ? new IOException("no node of " + nodes + " is the main", e) : none;
            }
        }
        throw none == null ? new IOException("the site has no database") : none;
    }

    private Connection replication(String node) throws SQLException {
        var properties = new Properties();
        PGProperty.USER.set(properties, MainDatabase.REPLICATOR);
        PGProperty.PASSWORD.set(properties, credentials.replicator());
        PGProperty.REPLICATION.set(properties, "true");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.CONNECT_TIMEOUT.set(properties, (int) CONNECT_TIMEOUT.toSeconds());
        PGProperty.SOCKET_TIMEOUT.set(properties, (int) SILENCE_MAX.toSeconds());
        PGProperty.APPLICATION_NAME.set(properties, "backup-service");
        return DriverManager.getConnection("jdbc:postgresql://" + node + "/postgres", properties);
    }
}
