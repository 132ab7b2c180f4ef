package com.orocloud.e2e.failover;

import com.orocloud.e2e.failover.Pair.Login;
import com.orocloud.e2e.failover.Pair.Node;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that write to both nodes all the time: whichever is main acknowledges, and if both ever do, that is seen.
 *
 * <p>Each node has two clients of its own in the network, and one beside it that reaches it even when it is cut off.
 */
final class WriteLoad implements AutoCloseable {

    private static final int CLIENTS_A_NODE = 2;
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Pair pair;
    private final AtomicLong ids = new AtomicLong();
    private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
    private final List<Writer> writers = new ArrayList<>();

    /** @param inside the address from which a node is reached even when it is cut off */
    WriteLoad(Pair pair, Node main, String inside) throws SQLException {
        this.pair = pair;
        try (Connection connection = DriverManager.getConnection(url(main, ""), properties(pair.login()));
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists bench_writes (id bigint primary key)");
            statement.execute("truncate bench_writes");
        }
        for (Node node : pair.nodes()) {
            for (int client = 0; client < CLIENTS_A_NODE; client++) {
                writers.add(new Writer(url(node, ""), properties(pair.login()), ids, writes::add));
            }
            String beside = "&socketFactory=" + InsideSockets.class.getName() + "&socketFactoryArg=" + inside;
            writers.add(new Writer(url(node, beside), properties(pair.login()), ids, writes::add));
        }
    }

    private String url(Node node, String more) {
        return "jdbc:postgresql://" + node.address() + ":5432/" + pair.login().database()
                + "?connectTimeout=1&socketTimeout=2&loginTimeout=2&ApplicationName=bench" + more;
    }

    private static Properties properties(Login login) {
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        return properties;
    }

    long countAt(Node node) {
        return writes.stream()
                .filter(write -> write.address().equals(node.address()))
                .count();
    }

    /** @return whether so many were acknowledged by that node in time */
    boolean await(Node node, int count, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (countAt(node) < count) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    List<Write> acknowledged() {
        return List.copyOf(writes);
    }

    /** Those acknowledged writes that are not there. */
    List<Write> lostAt(Node node) throws SQLException {
        Set<Long> kept = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(url(node, ""), properties(pair.login()));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from bench_writes")) {
            while (rows.next()) {
                kept.add(rows.getLong(1));
            }
        }
        return writes.stream().filter(write -> !kept.contains(write.id())).toList();
    }

    /** Ends every client; what was acknowledged stays known. */
    void stop() {
        close();
    }

    @Override
    public void close() {
        writers.forEach(Writer::stop);
        writers.forEach(Writer::close);
    }
}
