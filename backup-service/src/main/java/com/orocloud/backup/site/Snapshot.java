package com.orocloud.backup.site;

import com.orocloud.backup.archive.Manifest.TableContent;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * One instant of a database, held open: the dump and the digests are both read at it, so they must agree for ever after.
 */
public final class Snapshot implements AutoCloseable {

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
        var dumped = programs.dump(server, database, name, out);
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
