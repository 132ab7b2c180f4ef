package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.TableContent;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * What stands in a database's tables: for each the number of its rows and a digest over them, as COPY writes them, in the
 * order in which they stand. A dump keeps that order, so a database that was just filled from it has the same digests.
 */
public final class Contents {

    /** Rows as text read the same only if these are the same; they are set for pg_dump and for this class alike. */
    static final Map<String, String> TEXT_SETTINGS = Map.of(
            "timezone", "UTC",
            "bytea_output", "hex");

    /** What pg_dump sets itself. */
    private static final String AS_PG_DUMP_DOES = """
            set local datestyle = 'ISO';
            set local intervalstyle = 'postgres';
            set local extra_float_digits = 3;
            set local synchronize_seqscans = off;
            set local row_security = off;
            set local statement_timeout = 0;
            set local idle_in_transaction_session_timeout = 0;
            set local search_path = '';
            """;

    /** Ordinary tables; what belongs to an extension comes with the extension, not with the dump. */
    private static final String TABLES = """
            select n.nspname || '.' || c.relname,
              format('%I.%I', n.nspname, c.relname),
              (select coalesce('(' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')', '')
                from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.relpersistence = 'p'
              and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
              and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass
                and d.deptype = 'e')
            order by 1
            """;

    private Contents() {}

    /** @param columns those that COPY writes, in parentheses */
    record Table(String name, String quoted, String columns) {}

    /** The tables whose rows are to agree; read in the connection's open transaction. */
    static List<String> tableNames(Connection connection) throws SQLException {
        return tables(connection).stream().map(Table::name).toList();
    }

    /**
     * Reads everything that stands in a database now.
     *
     * @param format of the manifest that it is to be compared with
     */
    public static List<TableContent> read(PostgresServer server, String database, int format) throws SQLException {
        try (var connection = server.connect(database)) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            if (format < Manifest.ROWS_IN_ORDER_SINCE) {
                return SortedContents.read(connection);
            }
            setForReading(connection);
            var contents = new ArrayList<TableContent>();
            for (Table table : tables(connection)) {
                contents.add(content(connection, table));
            }
            return List.copyOf(contents);
        }
    }

    /** For the connection's open transaction. */
    static void setForReading(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(AS_PG_DUMP_DOES);
            for (var setting : TEXT_SETTINGS.entrySet()) {
                statement.execute("set local %s = '%s'".formatted(setting.getKey(), setting.getValue()));
            }
        }
    }

    static List<Table> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<Table>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(new Table(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return tables;
    }

    private static TableContent content(Connection connection, Table table) throws SQLException {
        var copies = connection.unwrap(PGConnection.class).getCopyAPI();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), Digests.sha256())) {
            long rows = copies.copyOut("copy %s %s to stdout".formatted(table.quoted(), table.columns()), out);
            return new TableContent(table.name(), rows, Digests.hex(out.getMessageDigest()));
        } catch (IOException e) {
            throw new SQLException("reading the rows of " + table.name(), e);
        }
    }
}
