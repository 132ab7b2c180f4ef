package com.orocloud.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The orders in PostgreSQL. */
final class Orders implements AutoCloseable {
    /** Longer than a fail-over takes, so that an order in flight is usually taken late and not refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
    private static final int POOL_SIZE = 10;
    private static final int LATEST = 8;

    private final HikariDataSource pool;

    Orders(MainDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(500);
        config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
        config.setInitializationFailTimeout(-1);
        this.pool = new HikariDataSource(config);
        database.watch(pool.getHikariPoolMXBean()::softEvictConnections);
    }

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Returns once the order is committed, which with a synchronous standby means that the standby has it too. An order
     * that is already there is written again in place rather than left alone: after a crash it may be visible here but
     * not yet on the standby, and only a write makes this commit wait for it.
     *
     * @return the order as it is kept, which differs from the given one if the id was taken by another
     */
    Order place(Order order) throws SQLException {
        return patiently(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into orders (id, item, quantity, attachment) values (?, ?, ?, ?)
                    on conflict (id) do update set item = orders.item
                    returning id, item, quantity, attachment, created_at""")) {
                insert.setObject(1, order.id());
                insert.setString(2, order.item());
                insert.setInt(3, order.quantity());
                insert.setString(4, order.attachment());
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    return read(row);
                }
            }
        });
    }

    Optional<Order> find(UUID id) throws SQLException {
        return once(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select id, item, quantity, attachment, created_at from orders where id = ?")) {
                select.setObject(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(read(row)) : Optional.empty();
                }
            }
        });
    }

    List<String> ids() throws SQLException {
        return once(connection -> {
            List<String> ids = new ArrayList<>();
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery("select id::text from orders order by created_at, id")) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        });
    }

    /** What the front page shows: how many there are, and the newest of them. */
    record Summary(long count, List<Order> latest) {}

    /** Reads every row's existence, which is why it is worth keeping for a moment. */
    long count() throws SQLException {
        return once(connection -> {
            try (Statement select = connection.createStatement();
                    ResultSet count = select.executeQuery("select count(*) from orders")) {
                count.next();
                return count.getLong(1);
            }
        });
    }

    List<Order> latest() throws SQLException {
        return once(connection -> {
            List<Order> latest = new ArrayList<>();
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery("""
                        select id, item, quantity, attachment, created_at from orders
                         order by created_at desc limit %d""".formatted(LATEST))) {
                while (rows.next()) {
                    latest.add(read(rows));
                }
            }
            return latest;
        });
    }

    private static Order read(ResultSet row) throws SQLException {
        OffsetDateTime createdAt = row.getObject("created_at", OffsetDateTime.class);
        return new Order(
                row.getObject("id", UUID.class),
                row.getString("item"),
                row.getInt("quantity"),
                row.getString("attachment"),
                createdAt == null ? Instant.EPOCH : createdAt.toInstant());
    }

    /** Creates the tables; both web nodes may do so at once, so they take turns. All of it is one transaction. */
    void install() throws SQLException {
        once(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("""
                        select pg_advisory_xact_lock(20261123);
                        create table if not exists orders (
                            id uuid primary key,
                            item text not null,
                            quantity int not null,
                            attachment text,
                            created_at timestamptz not null default now());
                        create index if not exists orders_created_at on orders (created_at)""");
            }
        });
    }

    boolean areInstalled() throws SQLException {
        return once(connection -> isTrue(connection, "select to_regclass('public.orders') is not null"));
    }

    /** Commits a write that leaves no trace in any table, so it waits for the standby as an order would. */
    void write() throws SQLException {
        once(connection -> isTrue(connection, "select pg_logical_emit_message(true, 'health', '') is not null"));
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        }
    }

    private <T> T patiently(Work<T> work) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return once(work);
            } catch (SQLException e) {
                if (!passes(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    /** What a fail-over looks like from here: connections end, or the database is not, or not yet, the main. */
    private static boolean passes(SQLException e) {
        @Nullable String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("57P")
                                || state.startsWith("53")
                                || state.equals("25006")));
    }

    private static void pause(SQLException reason) throws SQLException {
        try {
            Thread.sleep(RETRY_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
