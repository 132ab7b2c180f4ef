package com.orocloud.backup.site;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Closes a site to its visitors, and to everything of the application that writes, while its data is replaced. The database
 * itself says so, in its comment, which the shop's web nodes look at: so nodes that are added, replaced or moved to another
 * main meanwhile know it too, and a kill of this service opens nothing.
 *
 * <p>Beside that the application may not connect any more, whatever program of it tries: web nodes, consumers, scheduled
 * jobs. The comment holds a pass: who shows it sees the shop as it is, to look whether it works.
 */
public final class SiteGate {

    /** Header in which the pass is shown. */
    static final String PASS_HEADER = "X-Maintenance-Pass";

    /** What the shop looks for; the pass follows. */
    private static final String CLOSED = "closed to visitors, pass ";

    private static final Pattern PASS = Pattern.compile("(?:; )?" + CLOSED + "([0-9a-f-]+)");
    private static final String MAINTENANCE = "postgres";
    private static final String APPLICATION = "shop";
    private static final String SELF = "backup";

    private final PostgresServer server;
    private final String name;

    public SiteGate(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Shows the maintenance page, then ends the application's sessions and lets no new one in. */
    public void close() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            if (!exists(connection, name)) {
                return;
            }
            if (pass(connection, name) == null) {
                set(connection, name, UUID.randomUUID().toString());
            }
            execute(connection, "grant connect on database %s to %s".formatted(name, SELF));
            execute(connection, "revoke connect on database %s from public, %s".formatted(name, APPLICATION));
            endSessions(connection);
        }
    }

    /** The database that is to take this one's place will show the maintenance page as well. */
    void closeAlso(String successor) throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            var pass = exists(connection, name) ? pass(connection, name) : null;
            if (exists(connection, successor) && pass(connection, successor) == null) {
                set(connection, successor, pass == null ? UUID.randomUUID().toString() : pass);
            }
        }
    }

    /** What to show in {@value #PASS_HEADER} to get past the maintenance page; empty if there is none. */
    public Optional<String> pass() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            return exists(connection, name) ? Optional.ofNullable(pass(connection, name)) : Optional.empty();
        }
    }

    /** Lets the application and its visitors in again. */
    public void open() throws SQLException {
        try (var connection = server.connect(MAINTENANCE)) {
            if (exists(connection, name)) {
                execute(connection, "grant connect on database %s to public, %s".formatted(name, APPLICATION));
                comment(
                        connection,
                        name,
                        PASS.matcher(comment(connection, name)).replaceAll(""));
            }
        }
    }

    private static void set(Connection connection, String database, String pass) throws SQLException {
        var before = comment(connection, database);
        comment(connection, database, (before.isEmpty() ? "" : before + "; ") + CLOSED + pass);
    }

    private static @Nullable String pass(Connection connection, String database) throws SQLException {
        var match = PASS.matcher(comment(connection, database));
        return match.find() ? match.group(1) : null;
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

    private static void comment(Connection connection, String database, String comment) throws SQLException {
        execute(connection, "comment on database %s is '%s'".formatted(database, comment.replace("'", "''")));
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (var statement = connection.prepareStatement("select from pg_database where datname = ?")) {
            statement.setString(1, database);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void endSessions(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ? and usename = ?")) {
            statement.setString(1, name);
            statement.setString(2, APPLICATION);
            statement.execute();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
