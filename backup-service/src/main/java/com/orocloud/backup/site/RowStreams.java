package com.orocloud.backup.site;

import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.site.RowOrder.Stretch;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Reads the rows for a dump over several connections at once, all at the same instant. One pg_dump keeps one process of
 * the server busy and itself hands every row through; this way a backup takes two thirds of the processor time, on all
 * processors.
 */
final class RowStreams implements AutoCloseable {

    private static final int CONNECTIONS = 2;

    private final List<Connection> connections = new ArrayList<>();
    private final List<TableRows> tables;
    private final int integerBytes;

    private RowStreams(List<TableRows> tables, int integerBytes) {
        this.tables = tables;
        this.integerBytes = integerBytes;
    }

    /** Makes a connection. */
    @FunctionalInterface
    interface Connecting {
        Connection connect() throws SQLException;
    }

    /**
     * Connects, and locks the tables as pg_dump does that is still there: none of them can be emptied before it was read.
     * Does not wait for locks, because whoever is before us may wait for pg_dump.
     *
     * @param integerBytes how many bytes an integer has in the dump, without its sign
     */
    static RowStreams open(Connecting connecting, List<TableRows> tables, int integerBytes) throws SQLException {
        var streams = new RowStreams(tables, integerBytes);
        var all = tables.stream().map(rows -> "only " + rows.table().quoted()).collect(Collectors.joining(", "));
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                var connection = connecting.connect();
                streams.connections.add(connection);
                try (var statement = connection.createStatement()) {
                    statement.execute("lock table " + all + " in access share mode nowait");
                    // the rows of a stretch must come as they stand
                    statement.execute("set local max_parallel_workers_per_gather = 0");
                    statement.execute("set local enable_tidscan = on");
                }
            }
            return streams;
        } catch (SQLException e) {
            streams.close();
            throw e;
        }
    }

    /**
     * Writes the rows as the blocks that follow the head of the dump. Memory does not depend on how many there are.
     *
     * @return what was written, table by table
     */
    Map<String, TableContent> write(OutputStream out) throws IOException, InterruptedException, SQLException {
        var order = new RowOrder(tables, integerBytes, out);
        try (var threads = Executors.newFixedThreadPool(connections.size())) {
            var readings = connections.stream()
                    .map(connection -> threads.<@Nullable Void>submit(() -> {
                        read(connection, order);
                        return null;
                    }))
                    .toList();
            write(order);
            for (Future<?> reading : readings) {
                reading.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException sql -> throw sql;
                case null, default -> throw new IOException("reading the rows", e.getCause());
            }
        }
        return order.contents();
    }

    private static void write(RowOrder order) throws IOException, InterruptedException {
        try {
            order.write();
        } catch (IOException | InterruptedException | RuntimeException e) {
            order.fail(e);
            throw e;
        }
    }

    private void read(Connection connection, RowOrder order) throws IOException, InterruptedException, SQLException {
        try {
            for (var stretch = order.next(); stretch != null; stretch = order.next()) {
                read(connection, stretch, order);
            }
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            order.fail(e);
            throw e;
        }
    }

    private void read(Connection connection, Stretch stretch, RowOrder order)
            throws IOException, InterruptedException, SQLException {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(stretch.copy());
        var piece = order.piece();
        for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
            for (int taken = piece.take(row, 0); taken < row.length; taken = piece.take(row, taken)) {
                order.put(stretch, piece);
                piece = order.piece();
            }
        }
        order.put(stretch, piece);
        order.ended(stretch, copy.getHandledRowCount());
    }

    static void closeIfOpen(@Nullable RowStreams streams) throws SQLException {
        if (streams != null) {
            streams.close();
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
