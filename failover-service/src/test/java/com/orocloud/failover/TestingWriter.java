package com.orocloud.failover;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Writes orders without a pause to whichever node is main, and remembers which were acknowledged, and when. */
final class TestingWriter implements AutoCloseable {

    private final String url;
    private final AtomicLong ids;
    private final ConcurrentSkipListMap<Long, Instant> acknowledged = new ConcurrentSkipListMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    TestingWriter(long firstId, List<TestingNode> nodes) {
        ids = new AtomicLong(firstId);
        String hosts = String.join(
                ",", nodes.stream().map(node -> node.address() + ":5432").toList());
        url = "jdbc:postgresql://" + hosts + "/postgres?targetServerType=primary&connectTimeout=1&socketTimeout=1"
                + "&loginTimeout=5&hostRecheckSeconds=2";
        thread = Thread.ofPlatform().name("writer").start(this::write);
    }

    private void write() {
        while (!stopped) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", TestingNode.PASSWORD);
                    PreparedStatement insert = connection.prepareStatement("insert into orders (id) values (?)")) {
                while (!stopped) {
                    long id = ids.incrementAndGet();
                    insert.setLong(1, id);
                    insert.executeUpdate();
                    acknowledged.put(id, Instant.now());
                    Thread.onSpinWait();
                }
            } catch (SQLException e) {
                // as a shop does: connect again; the order that was being written counts as not acknowledged
                refused.incrementAndGet();
            }
        }
    }

    int count() {
        return acknowledged.size();
    }

    /** Tries that ended without an acknowledgement: the witness that something was wrong. */
    long refused() {
        return refused.get();
    }

    List<Long> acknowledged() {
        return List.copyOf(acknowledged.keySet());
    }

    /** True once something was acknowledged after that instant. */
    boolean writesAfter(Instant instant) {
        var last = acknowledged.lastEntry();
        return last != null && last.getValue().isAfter(instant);
    }

    /** The longest time without an acknowledgement. */
    Duration longestGap() {
        Duration longest = Duration.ZERO;
        Instant before = null;
        for (Instant at : acknowledged.values()) {
            if (before != null && Duration.between(before, at).compareTo(longest) > 0) {
                longest = Duration.between(before, at);
            }
            before = at;
        }
        return longest;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
