package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest.TableContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets rows that are read side by side go out one stretch after the other, as the blocks of a dump, and tells what they
 * were. What is read ahead of its turn waits here, so much and no more.
 */
final class RowOrder {

    private static final int PIECE_BYTES = 4 << 20;
    private static final int WAITING_PIECES_MAX = 10;
    private static final int PIECES_MAX = WAITING_PIECES_MAX + 2;
    private static final byte[] END_OF_ROWS = DumpReader.END_OF_ROWS.getBytes(StandardCharsets.US_ASCII);

    private final Iterator<TableRows> tables;
    private final int integerBytes;
    private final OutputStream out;
    private final Deque<Stretch> begun = new ArrayDeque<>();
    private final Deque<Piece> free = new ArrayDeque<>();
    private final Map<String, TableContent> contents = new HashMap<>();
    private @Nullable Stretch last;
    private boolean allBegun;
    private int waitingPieces;
    private long rows;
    private MessageDigest digest = Digests.sha256();
    private @Nullable Exception failure;

    /** @param integerBytes how many bytes an integer has in the dump, without its sign */
    RowOrder(List<TableRows> tables, int integerBytes, OutputStream out) {
        this.tables = tables.iterator();
        this.integerBytes = integerBytes;
        this.out = out;
    }

    /** Some bytes of rows. */
    static final class Piece {

        private final byte[] bytes = new byte[PIECE_BYTES];
        private int length;

        /**
         * Takes of a row what there is room for.
         *
         * @return up to where it has taken it
         */
        int take(byte[] row, int from) {
            int now = Math.min(row.length - from, PIECE_BYTES - length);
            System.arraycopy(row, from, bytes, length, now);
            length += now;
            return from + now;
        }
    }

    /** Some rows of a table that somebody reads, and what of them waits for its turn. */
    static final class Stretch {

        private final TableRows table;
        private final long number;
        private final Deque<Piece> waiting = new ArrayDeque<>();
        private @Nullable Long rows;

        private Stretch(TableRows table, long number) {
            this.table = table;
            this.number = number;
        }

        /** The command that reads it. */
        String copy() {
            return table.copy(number);
        }

        private boolean isLast() {
            return number == table.stretches() - 1;
        }
    }

    /** The next stretch that nobody reads yet; null if there is none. */
    synchronized @Nullable Stretch next() {
        if (failure != null) {
            return null;
        }
        if (last != null && !last.isLast()) {
            last = new Stretch(last.table, last.number + 1);
        } else if (tables.hasNext()) {
            last = new Stretch(tables.next(), 0);
        } else {
            allBegun = true;
            notifyAll();
            return null;
        }
        begun.add(last);
        notifyAll();
        return last;
    }

    /** To be filled with rows. */
    synchronized Piece piece() {
        return free.isEmpty() ? new Piece() : free.pop();
    }

    /**
     * Rows of a stretch, or some bytes of them. Waits while enough wait for their turn; less long when it is this
     * stretch's turn, because nothing else can go out.
     */
    synchronized void put(Stretch stretch, Piece piece) throws IOException, InterruptedException {
        while (waitingPieces >= (stretch == begun.peek() ? PIECES_MAX : WAITING_PIECES_MAX) && failure == null) {
            wait();
        }
        if (failure != null) {
            throw new IOException("another connection failed", failure);
        }
        stretch.waiting.add(piece);
        waitingPieces++;
        notifyAll();
    }

    /** A stretch was read to its end. */
    synchronized void ended(Stretch stretch, long itsRows) {
        stretch.rows = itsRows;
        notifyAll();
    }

    /**
     * Writes until everything has gone out or somebody failed, beside those who read: they need not wait while what they
     * have read is compressed.
     */
    void write() throws IOException, InterruptedException {
        for (var stretch = turn(); stretch != null; stretch = turn()) {
            begin(stretch);
            for (var piece = waiting(stretch); piece != null; piece = waiting(stretch)) {
                write(piece);
                giveBack(piece);
            }
            end(stretch);
        }
    }

    /** The stretch whose turn it is; null when none is left, or somebody failed. */
    private synchronized @Nullable Stretch turn() throws InterruptedException {
        while (begun.isEmpty() && !allBegun && failure == null) {
            wait();
        }
        return failure == null ? begun.peek() : null;
    }

    /** The next rows of the stretch whose turn it is; null when it has no more, or somebody failed. */
    private synchronized @Nullable Piece waiting(Stretch turn) throws InterruptedException {
        while (turn.waiting.isEmpty() && turn.rows == null && failure == null) {
            wait();
        }
        return failure == null ? turn.waiting.poll() : null;
    }

    private synchronized void giveBack(Piece piece) {
        piece.length = 0;
        free.push(piece);
        waitingPieces--;
        notifyAll();
    }

    /** Nobody waits any longer, and nothing goes out any more. */
    synchronized void fail(Exception because) {
        failure = failure == null ? because : failure;
        notifyAll();
    }

    /** What went out, table by table. */
    synchronized Map<String, TableContent> contents() {
        if (tables.hasNext() || !begun.isEmpty()) {
            throw new IllegalStateException("not all rows went out");
        }
        return Map.copyOf(contents);
    }

    /** It is its turn now. */
    private void begin(Stretch stretch) throws IOException {
        if (stretch.number == 0) {
            out.write(DumpReader.ROWS);
            integer(stretch.table.number());
            digest = Digests.sha256();
            rows = 0;
        }
    }

    private void write(Piece piece) throws IOException {
        if (piece.length > 0) {
            integer(piece.length);
            out.write(piece.bytes, 0, piece.length);
            digest.update(piece.bytes, 0, piece.length);
        }
    }

    private synchronized void end(Stretch stretch) throws IOException {
        if (failure != null || stretch.rows == null) {
            return;
        }
        rows += stretch.rows;
        if (stretch.isLast()) {
            integer(END_OF_ROWS.length);
            out.write(END_OF_ROWS);
            integer(0);
            var name = stretch.table.table().name();
            contents.put(name, new TableContent(name, rows, Digests.hex(digest)));
        }
        begun.remove();
        notifyAll();
    }

    /** A sign, and the bytes of the amount, lowest first. */
    private void integer(int amount) throws IOException {
        var bytes = new byte[1 + integerBytes];
        for (int i = 0; i < integerBytes; i++) {
            bytes[1 + i] = (byte) (amount >> (8 * i));
        }
        out.write(bytes);
    }
}
