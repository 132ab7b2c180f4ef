package com.orocloud.shop;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the database that takes writes now. Each database is asked several times a second whether it is the
 * main, over a connection that stays open, so that a promotion is noticed at once and nobody waits on a frozen host.
 *
 * <p>Of two that both say yes, the one with the higher timeline was promoted later and wins; and once a timeline has
 * been seen, a lower one is never written to again, so a former main that comes back gets no order.
 *
 * <p>The database also says whether the shop is closed, while a restore replaces what is in it: then its comment says
 * so, and for a time it lets nobody in at all.
 */
final class MainDatabase implements DataSource, AutoCloseable {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);
    private static final Duration LOOK_TIMEOUT = Duration.ofMillis(700);
    private static final Duration WAIT_FOR_MAIN = Duration.ofSeconds(2);
    private static final int PORT = 5432;

    private static final String LOOK = """
            select case when not pg_is_in_recovery()
                        then ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint end,
                   (select substring(shobj_description(oid, 'pg_database') from 'closed to visitors, pass ([0-9a-f-]+)')
                      from pg_database where datname = current_database())
            """;

    /** The database lets nobody of the shop in. */
    private static final String NOT_PRIVILEGED = "42501";

    /** What a closed database shows as its pass while it lets nobody in: no visitor can know it. */
    private static final String NO_PASS = "";

    private final List<String> hosts;
    private final Properties properties = new Properties();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private final Map<String, Long> timelines = new HashMap<>();
    private long newestTimeline;
    private volatile boolean closed;

    @Nullable
    private String main;

    @Nullable
    private volatile String maintenancePass;

    private String lastMain = "";

    MainDatabase(List<String> hosts, String user, String password) {
        this.hosts = List.copyOf(hosts);
        properties.put("user", user);
        properties.put("password", password);
        properties.put("ApplicationName", "shop");
        properties.put("connectTimeout", "1");
        properties.put("loginTimeout", "1");
        properties.put("socketTimeout", "2");
        properties.put("tcpKeepAlive", "true");
        properties.put("hostRecheckSeconds", "0");
    }

    /** @param moved called when another database has become the main; what is connected to the old one is stale */
    void watch(Runnable moved) {
        hosts.forEach(host -> Thread.ofVirtual().name("watch-" + host).start(() -> watch(host, moved)));
    }

    private void watch(String host, Runnable moved) {
        while (!closed) {
            try (Connection connection = connect(host, "any")) {
                connection.setNetworkTimeout(Runnable::run, (int) LOOK_TIMEOUT.toMillis());
                while (!closed) {
                    if (saw(host, look(connection))) {
                        moved.run();
                    }
                    pause();
                }
            } catch (SQLException noAnswer) {
                saw(host, null);
                if (NOT_PRIVILEGED.equals(noAnswer.getSQLState())) {
                    maintenancePass = NO_PASS;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What one database said: its timeline if it takes writes, and the pass if the shop is closed. */
    private record Look(@Nullable Long timeline, @Nullable String maintenancePass) {}

    private static Look look(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOOK)) {
            row.next();
            long timeline = row.getLong(1);
            return new Look(row.wasNull() ? null : timeline, row.getString(2));
        }
    }

    /** True if visitors are to see the maintenance page; whoever shows the pass is no visitor. */
    boolean isClosedTo(@Nullable String pass) {
        String closed = maintenancePass;
        return closed != null && (closed.equals(NO_PASS) || !closed.equals(pass));
    }

    /** Takes note of one look; says whether the main is now another than before. */
    private boolean saw(String host, @Nullable Look said) {
        Long timeline = said == null ? null : said.timeline();
        lock.lock();
        try {
            if (timeline == null) {
                timelines.remove(host);
            } else {
                timelines.put(host, timeline);
            }
            main = timelines.entrySet().stream()
                    .filter(entry -> entry.getValue() >= newestTimeline)
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(null);
            if (main == null) {
                return false;
            }
            newestTimeline = Math.max(newestTimeline, timelines.getOrDefault(main, 0L));
            if (said != null && host.equals(main)) {
                maintenancePass = said.maintenancePass();
            }
            boolean another = !main.equals(lastMain);
            lastMain = main;
            looked.signalAll();
            return another;
        } finally {
            lock.unlock();
        }
    }

    /** Waits a moment for a main to be known, so that what waits here goes on the instant a standby is promoted. */
    private String awaitMain() throws SQLException {
        long left = WAIT_FOR_MAIN.toNanos();
        lock.lock();
        try {
            while (main == null && left > 0) {
                left = looked.awaitNanos(left);
            }
            if (main == null) {
                throw new SQLTransientConnectionException("no database takes writes at present");
            }
            return main;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a main database", e);
        } finally {
            lock.unlock();
        }
    }

    private Connection connect(String host, String kind) throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.put("targetServerType", kind);
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + PORT + "/shop", all);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(awaitMain(), "primary");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the shop has one user");
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public int getLoginTimeout() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(WAIT_FOR_MAIN.toNanos());
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the bounds of this class hold
    }

    @Override
    @Nullable
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // the driver logs nothing here
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
