package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest.TableContent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a database's tables as manifests of format 1 tell it: a digest over the sorted hashes of the rows. Nobody
 * writes it any more; backups that were taken so are kept for a year and must be proved when they are restored.
 */
final class SortedContents {

    private static final String TEXT_SETTINGS = """
            set local timezone = 'UTC';
            set local datestyle = 'ISO, YMD';
            set local intervalstyle = 'postgres';
            set local extra_float_digits = 1;
            set local bytea_output = 'hex';
            set local row_security = off;
            """;

    private static final String TABLES = """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.relpersistence = 'p'
              and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
              and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass
                and d.deptype = 'e')
            order by 1
            """;

    private static final int FETCH_ROWS = 5_000;

    private SortedContents() {}

    /** Reads everything in the connection's open transaction. */
    static List<TableContent> read(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            statement.execute(TEXT_SETTINGS);
            try (var rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        var contents = new ArrayList<TableContent>();
        for (String name : names) {
            contents.add(table(connection, name));
        }
        return List.copyOf(contents);
    }

    /** The name comes quoted from the catalogue. */
    private static TableContent table(Connection connection, String name) throws SQLException {
        var digest = Digests.sha256();
        long count = 0;
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_ROWS);
            var hashes = "select sha256(convert_to(orocloud_row::text, 'UTF8')) from only %s as orocloud_row order by 1"
                    .formatted(name);
            try (var rows = statement.executeQuery(hashes)) {
                while (rows.next()) {
                    digest.update(rows.getBytes(1));
                    count++;
                }
            }
        }
        return new TableContent(name, count, Digests.hex(digest));
    }
}
