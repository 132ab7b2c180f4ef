package com.orocloud.e2e.failover;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One client that writes one row after the other and remembers what was acknowledged; when refused, it tries again. */
final class Writer implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(20);

    private final String url;
    private final Properties login;
    private final AtomicLong ids;
    private final Consumer<Write> acknowledged;
    private final Thread thread;
    private volatile boolean stopped;

    Writer(String url, Properties login, AtomicLong ids, Consumer<Write> acknowledged) {
        this.url = url;
        this.login = login;
        this.ids = ids;
        this.acknowledged = acknowledged;
        this.thread = Thread.ofPlatform().name("writer").daemon().start(this::run);
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = DriverManager.getConnection(url, login);
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into bench_writes (id) values (?) returning host(inet_server_addr())")) {
                while (!stopped && connection.isValid(1)) {
                    writeWhileAccepted(insert);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(PAUSE_AFTER_REFUSAL.toNanos());
            }
        }
    }

    /** Returns after a refusal that leaves the session usable, such as a standby's. */
    private void writeWhileAccepted(PreparedStatement insert) throws SQLException {
        while (!stopped) {
            long id = ids.incrementAndGet();
            insert.setLong(1, id);
            long begun = System.nanoTime();
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                acknowledged.accept(new Write(id, begun, System.nanoTime(), row.getString(1)));
            } catch (SQLException e) {
                LockSupport.parkNanos(PAUSE_AFTER_REFUSAL.toNanos());
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
