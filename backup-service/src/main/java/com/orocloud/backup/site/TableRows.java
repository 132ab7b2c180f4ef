package com.orocloud.backup.site;

import com.orocloud.backup.site.Contents.Table;
import com.orocloud.backup.site.DumpReader.Block;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a table, to be read in stretches of some pages each, in the order in which the rows stand there. All
 * stretches, one after the other, are what COPY writes of the table as a whole.
 *
 * @param number of the table's block in the dump
 * @param pages that it had when it was looked at
 * @param stretches in how many it is read
 */
record TableRows(int number, Table table, long pages, long stretches) {

    private static final Logger log = LoggerFactory.getLogger(TableRows.class);

    /** Large values that stand elsewhere included. */
    private static final long STRETCH_BYTES = 6 << 20;

    /** Below this, connections cost more than they save. */
    private static final long WORTH_IT_BYTES = 32 << 20;

    /** Earlier versions read the whole table for each stretch of it. */
    private static final int STRETCHES_SINCE = 14;

    private static final String SIZES = """
            select n.nspname || '.' || c.relname, pg_relation_size(c.oid) / current_setting('block_size')::int,
              pg_table_size(c.oid)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r'
            """;

    /** Of a table that is kept in pages. */
    private record Size(long pages, long bytes) {}

    /**
     * What to read, in the order of the dump; read in the connection's open transaction.
     *
     * @return nothing if it is little, or if only pg_dump knows how to read all that is to follow: large objects, tables
     *     of extensions, text in another encoding than ours
     */
    static List<TableRows> of(Connection connection, List<Block> blocks) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() < STRETCHES_SINCE
                || !"UTF8".equals(encoding(connection))) {
            return List.of();
        }
        Map<String, Table> tables = new HashMap<>();
        Contents.tables(connection).forEach(table -> tables.put(table.name(), table));
        var sizes = sizes(connection);
        var all = new ArrayList<TableRows>();
        long bytes = 0;
        for (Block block : blocks) {
            var table = block.table() == null ? null : tables.get(block.table());
            var size = table == null ? null : sizes.get(table.name());
            if (table == null || size == null || !copiedBack(table).equals(block.copy())) {
                log.info("pg_dump alone reads the rows, since it alone knows {}", block);
                return List.of();
            }
            all.add(of(block.number(), table, size));
            bytes += size.bytes();
        }
        return bytes < WORTH_IT_BYTES ? List.of() : List.copyOf(all);
    }

    /** If pg_dump lets them be copied back like this, it would have read all rows and these columns. */
    private static String copiedBack(Table table) {
        return "COPY %s %s FROM stdin;\n".formatted(table.quoted(), table.columns());
    }

    private static TableRows of(int number, Table table, Size size) {
        long stretches = table.columns().isEmpty() ? 1 : Math.min(size.bytes() / STRETCH_BYTES, size.pages());
        return new TableRows(number, table, size.pages(), Math.max(1, stretches));
    }

    /** The command that reads a stretch, counted from 0. */
    String copy(long stretch) {
        if (stretches == 1) {
            return "copy %s %s to stdout".formatted(table.quoted(), table.columns());
        }
        var columns = table.columns().substring(1, table.columns().length() - 1);
        long from = pages * stretch / stretches;
        // the last one has no end: rows of this snapshot may stand on pages that were added since they were counted
        var end = stretch == stretches - 1 ? "" : " and ctid < '(%d,0)'".formatted(pages * (stretch + 1) / stretches);
        return "copy (select %s from only %s where ctid >= '(%d,0)'%s) to stdout"
                .formatted(columns, table.quoted(), from, end);
    }

    private static String encoding(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("show server_encoding")) {
            row.next();
            return row.getString(1);
        }
    }

    private static Map<String, Size> sizes(Connection connection) throws SQLException {
        var sizes = new HashMap<String, Size>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(SIZES)) {
            while (rows.next()) {
                sizes.put(rows.getString(1), new Size(rows.getLong(2), rows.getLong(3)));
            }
        }
        return sizes;
    }
}
