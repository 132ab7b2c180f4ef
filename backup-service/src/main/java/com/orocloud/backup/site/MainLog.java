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
import org.postgresql.copy.CopyDual;
import org.postgresql.core.v3.replication.V3PGReplicationStream;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.ReplicationType;

/**
 * The write-ahead log of a site's main database, read as a standby reads it, from a byte up to now.
 *
 * <p>A replication slot makes the main keep what was not stored yet; the main's own limit for slots bounds how much that
 * can become while nobody comes to read it.
 */
public final class MainLog {

    static final String SLOT = "orocloud_backup";

    private static final String UNLIMITED = "-1";

    /** PostgreSQL's "undefined object". */
    private static final String NO_SUCH_SLOT = "42704";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Every commit of the shop waits for the standby as the mark does. */
    private static final Duration MARK_WITHIN = Duration.ofSeconds(3);

    /** Less than half of a wal_sender_timeout, which is 1.5 s where a fail-over is to be quick. */
    private static final Duration ALIVE_EVERY = Duration.ofMillis(500);

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

    /**
     * The log does not go on where it was left: the main has dropped what was not read yet, or has not what was read, after
     * a fail-over that lost something.
     */
    public static final class Broken extends Exception {

        private static final long serialVersionUID = 1L;

        private Broken(String why) {
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
        var main = main();
        refuseUnlessBounded(main);
        try (var replication = replication(main);
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

    /** A log that nobody comes to read must not fill the disk of a main that customers use. */
    private void refuseUnlessBounded(String main) throws IOException, SQLException {
        try (var connection = new MainDatabase(List.of(main), credentials).connect("postgres");
                var statement = connection.createStatement();
                var limit = statement.executeQuery("show max_slot_wal_keep_size")) {
            limit.next();
            if (UNLIMITED.equals(limit.getString(1))) {
                throw new IOException("a log that is not read would fill the disk of " + main
                        + ": set max_slot_wal_keep_size there, to 1GB for example");
            }
        }
    }

    /** The main need not keep anything any more. */
    public void letGo() throws IOException, SQLException {
        try (var replication = replication(main())) {
            drop(replication);
        } catch (SQLException e) {
            if (!NO_SUCH_SLOT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static void drop(Connection replication) throws SQLException {
        try (var statement = replication.createStatement()) {
            statement.execute("DROP_REPLICATION_SLOT " + SLOT);
        }
    }

    /**
     * Commits something that means nothing, so that the log tells the time.
     *
     * @throws SQLException also if the standby that commits wait for does not confirm it: a main that was cut off may have
     *     a successor by now, and what it still writes is nobody's log
     */
    public Mark mark() throws IOException, SQLException {
        var main = main();
        try (var connection = new MainDatabase(List.of(main), credentials).connect("postgres");
                var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, (int) MARK_WITHIN.toMillis());
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
     * What can be read in one go: it is of one timeline.
     *
     * @param history of the timeline, as PostgreSQL writes it
     * @param end of what is to be read: at the mark, or where the timeline ended
     * @param reachesMark false if another timeline goes on from the end
     */
    public record Section(String node, int timeline, String history, long start, long end, boolean reachesMark) {}

    /**
     * What comes next, whatever has become the main since.
     *
     * @param timeline of what was read last
     * @param start where it ended
     * @throws Broken nobody can go on from there
     */
    public Section section(int timeline, long start, Mark until) throws SQLException, Broken {
        try (var replication = replication(until.node());
                var statement = replication.createStatement();
                var system = statement.executeQuery("IDENTIFY_SYSTEM")) {
            system.next();
            var history = TimelineHistory.read(system.getInt("timeline"), replication);
            int at = timeline;
            while (at != history.timeline()) {
                int ended = at;
                var fork = history.after(ended)
                        .orElseThrow(() -> new Broken("the main is on timeline %d, which does not continue timeline %d"
                                .formatted(history.timeline(), ended)));
                if (Long.compareUnsigned(fork.end(), start) < 0) {
                    throw new Broken("the main's timeline %d ended at %s, before what was read already"
                            .formatted(ended, LogSequenceNumber.valueOf(fork.end())));
                }
                if (fork.end() != start) {
                    var own = TimelineHistory.read(ended, replication).text();
                    return new Section(until.node(), ended, own, start, fork.end(), false);
                }
                at = fork.next();
            }
            if (Long.compareUnsigned(until.end(), start) < 0) {
                throw new Broken("the main's log ends at %s, before what was read already"
                        .formatted(LogSequenceNumber.valueOf(until.end())));
            }
            return new Section(until.node(), at, history.text(), start, until.end(), true);
        }
    }

    /**
     * Reads it, and a little more if the log goes on there.
     *
     * @param release true if the main may drop what is before the section
     * @return the first byte that was not read
     * @throws Broken the main has dropped it already
     */
    public long read(Section section, boolean release, OutputStream out) throws IOException, SQLException, Broken {
        try (var replication = replication(section.node())) {
            var stream = stream(section, replication);
            if (release) {
                stream.setFlushedLSN(LogSequenceNumber.valueOf(section.start()));
                stream.forceUpdateStatus();
            }
            return copy(stream, section, out);
        }
    }

    /** The driver's own way to begin cannot name a timeline, and would read another one than was looked for after a fail-over. */
    private PGReplicationStream stream(Section section, Connection replication) throws IOException, SQLException {
        var start = LogSequenceNumber.valueOf(section.start());
        var command = "START_REPLICATION SLOT %s PHYSICAL %s TIMELINE %d"
                .formatted(SLOT, start.asString(), section.timeline());
        var copies = replication.unwrap(PGConnection.class).getCopyAPI();
        CopyDual copy;
        try {
            copy = copies.copyDual(command);
        } catch (SQLException e) {
            if (!NO_SUCH_SLOT.equals(e.getSQLState())) {
                throw e;
            }
            keep(); // a new main has none yet
            copy = copies.copyDual(command);
        }
        return new V3PGReplicationStream(copy, start, ALIVE_EVERY.toMillis(), false, ReplicationType.PHYSICAL);
    }

    /** What comes after a timeline's end is not of it; what comes after a mark may as well be read now. */
    private static long copy(PGReplicationStream stream, Section section, OutputStream out)
            throws IOException, SQLException, Broken {
        long position = section.start();
        while (Long.compareUnsigned(position, section.end()) < 0) {
            var piece = next(stream);
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

    private static @Nullable ByteBuffer next(PGReplicationStream stream) throws SQLException, Broken {
        try {
            return stream.read();
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("has already been removed")) {
                throw new Broken("the main has dropped its log from there: " + e.getMessage());
            }
            throw e;
        }
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
