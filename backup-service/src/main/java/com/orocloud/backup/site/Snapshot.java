package com.orocloud.backup.site;

import com.orocloud.backup.archive.Manifest.TableContent;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instant of a database, held open: the dump and the digests are both read at it, so they must agree for ever after.
 */
public final class Snapshot implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Snapshot.class);

    private final PostgresServer server;
    private final String database;
    private final Connection connection;
    private final String name;
    private final Instant at;

    private Snapshot(PostgresServer server, String database, Connection connection) throws SQLException {
        this.server = server;
        this.database = database;
        this.connection = connection;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_export_snapshot(), transaction_timestamp()")) {
            row.next();
            name = row.getString(1);
            at = row.getObject(2, OffsetDateTime.class).toInstant();
        }
    }

    public static Snapshot of(PostgresServer server, String database) throws SQLException {
        var connection = server.connect(database);
        try {
            return new Snapshot(server, database, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Everything committed before this instant is in it. */
    public Instant at() {
        return at;
    }

    /** For example PostgreSQL 15.18. */
    public String engine() throws SQLException {
        return engine(connection);
    }

    /**
     * Writes all of the database.
     *
     * @return what it wrote, table by table
     * @throws IOException also if the dump lacks a table
     */
    public List<TableContent> dump(PostgresPrograms programs, OutputStream out)
            throws IOException, InterruptedException, SQLException {
        var expected = Contents.tableNames(connection);
        var dumped = programs.dump(server, database, name, head -> rows(head, programs.silenceMax()), out);
        var contents = new ArrayList<TableContent>();
        for (String table : expected) {
            var content = dumped.get(table);
            if (content == null) {
                throw new IOException("pg_dump left out the table " + table);
            }
            contents.add(content);
        }
        return List.copyOf(contents);
    }

    /**
     * Reads the rows itself, over several connections, where that gives exactly what pg_dump would write; it does for what
     * shops have. Null where pg_dump shall do it.
     */
    private @Nullable RowStreams rows(DumpReader head, Duration silenceMax) {
        try {
            var tables = TableRows.of(connection, head.blocks());
            if (tables.isEmpty()) {
                return null;
            }
            return RowStreams.open(() -> connect(silenceMax), tables, head.integerBytes());
        } catch (SQLException e) {
            log.info("pg_dump reads the rows of {} alone: {}", database, e.getMessage());
            return null;
        }
    }

    /** Another connection that sees this instant and nothing else. */
    private Connection connect(Duration silenceMax) throws SQLException {
        var another = server.connect(database);
        try {
            another.setNetworkTimeout(Runnable::run, Math.toIntExact(silenceMax.toMillis()));
            another.setAutoCommit(false);
            another.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            another.setReadOnly(true);
            try (var statement = another.createStatement()) {
                statement.execute("set transaction snapshot '%s'".formatted(name));
            }
            Contents.setForReading(another);
            return another;
        } catch (SQLException e) {
            another.close();
            throw e;
        }
    }

    static String engine(Connection connection) throws SQLException {
        var product = connection.getMetaData();
        return product.getDatabaseProductName() + " "
                + product.getDatabaseProductVersion().split(" ", 2)[0];
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
