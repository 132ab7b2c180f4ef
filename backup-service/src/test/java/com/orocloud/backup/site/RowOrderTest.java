package com.orocloud.backup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.site.Contents.Table;
import com.orocloud.backup.site.RowOrder.Stretch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stretches that are read side by side, in any order and at any speed, against what one reader would have written. */
class RowOrderTest {

    private static final int INTEGER_BYTES = 4;
    private static final int TABLES = 3;
    private static final int STRETCHES = 5;
    private static final int READERS = 4;

    /** In "copy (select n from only t0 where …". */
    private static final int TABLE_AT = "copy (select n from only t".length();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoeverIsFasterTheRowsGoOutAsTheyStand(long seed) throws Exception {
        var out = new ByteArrayOutputStream();
        var order = new RowOrder(tables(), INTEGER_BYTES, out);
        try (var threads = Executors.newFixedThreadPool(READERS + 1)) {
            var all = new ArrayList<Callable<Boolean>>();
            all.add(() -> {
                order.write();
                return true;
            });
            for (int i = 0; i < READERS; i++) {
                var random = new Random(seed * READERS + i);
                all.add(() -> {
                    for (var stretch = order.next(); stretch != null; stretch = order.next()) {
                        read(stretch, order, random);
                    }
                    return true;
                });
            }
            for (var each : threads.invokeAll(all)) {
                assertThat(each.get()).isTrue();
            }
        }
        for (int table = 0; table < TABLES; table++) {
            var rows = rows(table).getBytes(StandardCharsets.UTF_8);
            assertThat(order.contents())
                    .containsEntry(
                            "table " + table,
                            new TableContent("table " + table, STRETCHES * rowsOf(table), Digests.of(rows)));
        }
        assertThat(withoutLengths(out))
                .isEqualTo(rows(0) + "\\.\n\n\n" + rows(1) + "\\.\n\n\n" + rows(2) + "\\.\n\n\n");
    }

    @Test
    void whoWaitsForItsTurnIsToldThatAnotherFailed() throws Exception {
        var order = new RowOrder(tables(), INTEGER_BYTES, OutputStream.nullOutputStream());
        assertThat(order.next()).isNotNull();
        var ahead = Objects.requireNonNull(order.next());
        try (var threads = Executors.newSingleThreadExecutor()) {
            var reader = threads.submit(() -> {
                while (true) {
                    order.put(ahead, order.piece());
                }
            });
            order.fail(new IOException("the first has lost its server"));
            assertThatThrownBy(reader::get).hasStackTraceContaining("the first has lost its server");
        }
        assertThat(order.next()).isNull();
        order.write(); // returns at once
        assertThatThrownBy(order::contents).isInstanceOf(IllegalStateException.class);
    }

    private static void read(Stretch stretch, RowOrder order, Random random) throws IOException, InterruptedException {
        var what = stretch.copy();
        int table = Integer.parseInt(what.substring(TABLE_AT, TABLE_AT + 1));
        for (int row = 0; row < rowsOf(table); row++) {
            for (int i = random.nextInt(50); i > 0; i--) {
                Thread.onSpinWait();
            }
            var piece = order.piece();
            piece.take(row(what, row).getBytes(StandardCharsets.UTF_8), 0);
            order.put(stretch, piece);
        }
        order.ended(stretch, rowsOf(table));
    }

    private static List<TableRows> tables() {
        return IntStream.range(0, TABLES)
                .mapToObj(number -> new TableRows(
                        number, new Table("table " + number, "t" + number, "(n)"), STRETCHES * 10, STRETCHES))
                .toList();
    }

    /** More than may wait; none at all in the second. */
    private static long rowsOf(int table) {
        return table == 1 ? 0 : 30;
    }

    private static String row(String copy, int row) {
        return "%s\t%d\n".formatted(copy, row);
    }

    private static String rows(int table) {
        var rows = new StringBuilder();
        for (int stretch = 0; stretch < STRETCHES; stretch++) {
            for (int row = 0; row < rowsOf(table); row++) {
                rows.append(row(tables().get(table).copy(stretch), row));
            }
        }
        return rows.toString();
    }

    /** As pg_restore reads it: blocks of pieces, each after its length. */
    private static String withoutLengths(ByteArrayOutputStream out) {
        var bytes = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        var text = new StringBuilder();
        for (int table = 0; table < TABLES; table++) {
            assertThat(bytes.get()).isEqualTo((byte) 1);
            assertThat(integer(bytes)).isEqualTo(table);
            for (int length = integer(bytes); length > 0; length = integer(bytes)) {
                var piece = new byte[length];
                bytes.get(piece);
                text.append(new String(piece, StandardCharsets.UTF_8));
            }
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return text.toString();
    }

    private static int integer(ByteBuffer bytes) {
        assertThat(bytes.get()).isZero();
        return bytes.getInt();
    }
}
