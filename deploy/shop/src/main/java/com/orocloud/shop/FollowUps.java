package com.orocloud.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is still to be done for an order, and what was: the database knows, whatever the queue has forgotten. */
final class FollowUps {
    private final Orders orders;

    FollowUps(Orders orders) {
        this.orders = orders;
    }

    interface Work {
        void on(UUID order) throws SQLException;
    }

    /** False while the shop has no tables: they come with its installation, or with a restore. */
    boolean prepare() throws SQLException {
        if (!orders.areInstalled()) {
            return false;
        }
        orders.once(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("""
                        select pg_advisory_xact_lock(20261124);
                        create table if not exists followed_orders (
                            id uuid primary key,
                            followed_at timestamptz not null default now())""");
            }
        });
        return true;
    }

    /**
     * Does the work and notes that it is done. Whoever does it has the order locked, and others leave it alone; if the
     * note is lost with its database, the work is done again.
     *
     * @return false if it was done before or is being done
     */
    boolean follow(UUID order, Work work) throws SQLException {
        return orders.once(connection -> {
            connection.setAutoCommit(false);
            boolean mine = lock(connection, order);
            if (mine) {
                work.on(order);
                try (PreparedStatement note = connection.prepareStatement(
                        "insert into followed_orders (id) values (?) on conflict do nothing")) {
                    note.setObject(1, order);
                    note.executeUpdate();
                }
            }
            connection.commit();
            return mine;
        });
    }

    private static boolean lock(Connection connection, UUID order) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select from orders o where o.id = ?
                   and not exists (select from followed_orders f where f.id = o.id)
                   for update skip locked""")) {
            select.setObject(1, order);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Orders that nobody has followed though they have been there for a while, oldest first. */
    List<UUID> overdue(int limit) throws SQLException {
        return orders.once(connection -> {
            var overdue = new ArrayList<UUID>();
            try (PreparedStatement select = connection.prepareStatement("""
                    select o.id from orders o
                     where o.created_at < now() - interval '10 seconds'
                       and not exists (select from followed_orders f where f.id = o.id)
                     order by o.created_at limit ?""")) {
                select.setInt(1, limit);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        overdue.add(rows.getObject(1, UUID.class));
                    }
                }
            }
            return overdue;
        });
    }
}
