package com.orocloud.testkit;

import com.orocloud.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An empty database with a user of its own; dropped after the test class that made it. */
public final class TestDatabase {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final List<TestDatabase> OPEN = new CopyOnWriteArrayList<>();

    private final PostgresServer server;
    private final String name;
    private final String password;

    private TestDatabase(PostgresServer server, String name, String password) {
        this.server = server;
        this.name = name;
        this.password = password;
    }

    /** @param owner whose it is, for example {@code dr}; the database is called {@code dr_7} */
    public static TestDatabase create(String owner) {
        PostgresServer server = TestServers.shared().postgres();
        var database =
                new TestDatabase(server, owner.replace('-', '_') + "_" + COUNTER.incrementAndGet(), Passwords.random());
        server.ensureDatabase(database.name, database.name, database.password);
        OPEN.add(database);
        return database;
    }

    public String url() {
        return server.settings().jdbcUrl(name);
    }

    public String user() {
        return name;
    }

    public String password() {
        return password;
    }

    /** A connection of its user. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password);
    }

    public void drop() {
        if (OPEN.remove(this)) {
            server.dropDatabase(name);
        }
    }

    static void dropAll() {
        OPEN.forEach(TestDatabase::drop);
    }
}
