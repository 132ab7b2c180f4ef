package com.orocloud.backup.site;

import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.site.PostgresPrograms.Ownership;
import com.orocloud.messaging.CrashPoint;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Replaces a site's database by a restored one. The restored one is filled beside it under another name, and takes its
 * name in one transaction; whoever connects sees the old one, or none, or the new one, never a half.
 *
 * <p>What was done is read from the server itself, so the steps can be repeated from any point: a comment on the restored
 * database says that it was filled and found right, and travels with it through the change of names.
 */
public final class DatabaseReplacement {

    private static final String MAINTENANCE = "postgres";
    private static final String OWNER = "shop";

    private final PostgresServer server;
    private final PostgresPrograms programs;
    private final String name;
    private final String fresh;
    private final String old;
    private final String checked;

    public DatabaseReplacement(PostgresServer server, PostgresPrograms programs, String name, UUID restoreId) {
        this.server = server;
        this.programs = programs;
        this.name = name;
        var id = HexFormat.of().toHexDigits(restoreId.getMostSignificantBits())
                + HexFormat.of().toHexDigits(restoreId.getLeastSignificantBits());
        fresh = "restore_" + id;
        old = "before_" + id;
        checked = "restored and checked by " + restoreId;
    }

    /** True if the restored database was filled and found right, and waits or has taken its place already. */
    public boolean isFilled() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            return comment(connection, fresh).startsWith(checked)
                    || comment(connection, name).startsWith(checked);
        }
    }

    public boolean isInPlace() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            return comment(connection, name).startsWith(checked);
        }
    }

    /** Fills the restored database from the start. */
    public void fill(InputStream dump) throws IOException, InterruptedException, SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            execute(connection, "drop database if exists %s with (force)".formatted(fresh));
            execute(connection, "create database %s owner %s template template0".formatted(fresh, OWNER));
        }
        programs.restore(server, fresh, Ownership.OF_THE_SHOP, dump);
    }

    /** What was filled in, told as a manifest of this format does. */
    public List<TableContent> contents(int format) throws SQLException {
        return Contents.read(server, fresh, format);
    }

    /** To be said when the contents were compared, and only then. */
    public void markChecked() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            execute(connection, "comment on database %s is '%s'".formatted(fresh, checked));
        }
    }

    /** Visitors of the restored database will see the maintenance page that the old one shows. */
    public void stayClosed(SiteGate gate) throws SQLException {
        gate.closeAlso(fresh);
    }

    /** Closes the old database, changes the names in one transaction, and removes the old one. */
    public void takeOver() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            if (comment(connection, fresh).startsWith(checked)) {
                takeName(connection);
            }
            if (!comment(connection, name).startsWith(checked)) {
                throw new SQLException("the restored database is neither ready nor in place");
            }
            execute(connection, "drop database if exists %s with (force)".formatted(old));
        }
    }

    private void takeName(Connection connection) throws SQLException {
        if (exists(connection, name)) {
            execute(connection, "alter database %s with allow_connections false".formatted(name));
            endSessions(connection, name);
            CrashPoint.hit("backup.restore.old-closed");
        }
        endSessions(connection, fresh);
        connection.setAutoCommit(false);
        if (exists(connection, name)) {
            execute(connection, "alter database %s rename to %s".formatted(name, old));
        }
        execute(connection, "alter database %s rename to %s".formatted(fresh, name));
        connection.commit();
        connection.setAutoCommit(true);
        CrashPoint.hit("backup.restore.name-taken");
    }

    private static void endSessions(Connection connection, String database) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ? and usesysid is not null")) {
            statement.setString(1, database);
            statement.execute();
        }
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (var statement = connection.prepareStatement("select from pg_database where datname = ?")) {
            statement.setString(1, database);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String comment(Connection connection, String database) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = ?")) {
            statement.setString(1, database);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
