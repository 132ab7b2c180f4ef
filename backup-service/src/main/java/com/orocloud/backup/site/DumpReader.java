package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest.TableContent;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an uncompressed dump of pg_dump's custom format while it goes by, and tells what rows are in it: so the source is
 * read once only, for the dump and for its digests. First the head, which says what follows; then either all the rest is
 * passed on, or somebody else writes the rows and takes only the head from here.
 *
 * <p>The format is that of PostgreSQL's {@code pg_backup_archiver.c} and {@code pg_backup_custom.c}: a header, a table of
 * contents, then for each table its number and its rows, in pieces that tell their length; a piece of length 0 ends it.
 */
final class DumpReader {

    private static final int BUFFER_BYTES = 1 << 18;

    /** Archive versions 1.14 (PostgreSQL 12 to 15), 1.15 (16) and 1.16 (17 and 18). */
    private static final int OLDEST = 14;

    private static final int COMPRESSION_IS_A_BYTE = 15;
    private static final int RELATION_KINDS = 16;
    private static final int NEWEST = 16;

    private static final int CUSTOM_FORMAT = 1;
    static final int ROWS = 1;
    private static final int LARGE_OBJECTS = 3;
    private static final int INTEGERS_OF_THE_TIME = 7;

    /** What pg_dump ends the rows of a table with; it is no row. */
    static final String END_OF_ROWS = "\\.\n\n\n";

    private final InputStream dump;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final List<Block> blocks = new ArrayList<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private OutputStream copy = head;
    private int position;
    private int limit;
    private int version;
    private int integerBytes;
    private int offsetBytes;

    private DumpReader(InputStream dump) {
        this.dump = dump;
    }

    /**
     * Something that is to follow the head, in this order.
     *
     * @param number that it will have
     * @param table by schema and name; null if it is no table's rows
     * @param copy the command that takes the rows back
     */
    record Block(
            int number, @Nullable String table, @Nullable String copy) {}

    /**
     * Reads the head of a dump.
     *
     * @throws IOException it ends early, or is of a version that is not known here
     */
    static DumpReader of(InputStream dump) throws IOException {
        var reader = new DumpReader(dump);
        reader.header();
        reader.tableOfContents();
        return reader;
    }

    List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** How many bytes an integer has in this dump, without its sign. */
    int integerBytes() {
        return integerBytes;
    }

    /** Writes what stands before the first block. */
    void writeHead(OutputStream out) throws IOException {
        out.write(head.toByteArray(), 0, head.size() - (limit - position));
    }

    /**
     * Reads the dump to its end.
     *
     * @param out gets every byte of it
     * @return the tables that have rows in it, also those that have none of them, by schema and name
     * @throws IOException it ends early
     */
    Map<String, TableContent> passOn(OutputStream out) throws IOException {
        head.writeTo(out);
        copy = out;
        var names = new HashMap<Integer, String>();
        for (Block block : blocks) {
            if (block.table() != null) {
                names.put(block.number(), block.table());
            }
        }
        var contents = new HashMap<String, TableContent>();
        for (int block = next(); block >= 0; block = next()) {
            var name = names.get(integer());
            switch (block) {
                case ROWS -> {
                    var content = rows(name == null ? "" : name);
                    if (name != null) {
                        contents.put(name, content);
                    }
                }
                case LARGE_OBJECTS -> largeObjects();
                default -> throw new IOException("the dump has a block of unknown kind " + block);
            }
        }
        return contents;
    }

    private void header() throws IOException {
        var magic = new byte[5];
        for (int i = 0; i < magic.length; i++) {
            magic[i] = (byte) required();
        }
        int major = required();
        version = required();
        required();
        if (!new String(magic, StandardCharsets.US_ASCII).equals("PGDMP")
                || major != 1
                || version < OLDEST
                || version > NEWEST) {
            throw new IOException(
                    "pg_dump wrote version %d.%d of its format, which is not known here".formatted(major, version));
        }
        integerBytes = required();
        offsetBytes = required();
        if (required() != CUSTOM_FORMAT) {
            throw new IOException("pg_dump wrote another format than the custom one");
        }
        int compression = version >= COMPRESSION_IS_A_BYTE ? required() : integer();
        if (compression != 0) {
            throw new IOException("pg_dump compressed its dump");
        }
        for (int i = 0; i < INTEGERS_OF_THE_TIME; i++) {
            integer();
        }
        text();
        text();
        text();
    }

    private void tableOfContents() throws IOException {
        for (int entries = integer(); entries > 0; entries--) {
            int number = integer();
            boolean isToFollow = integer() != 0;
            text();
            text();
            var tag = text();
            var description = text();
            integer();
            text();
            text();
            var copyRows = text();
            var schema = text();
            text();
            text();
            if (version >= RELATION_KINDS) {
                integer();
            }
            text();
            text();
            skipTexts();
            skip(1 + offsetBytes);
            if (isToFollow) {
                var table = "TABLE DATA".equals(description) ? schema + "." + tag : null;
                blocks.add(new Block(number, table, copyRows));
            }
        }
    }

    /** A row ends with a line feed; one inside a value is written as {@code \n}. */
    private TableContent rows(String name) throws IOException {
        var rows = new Rows();
        for (int piece = integer(); piece != 0; piece = integer()) {
            for (int left = piece; left > 0; ) {
                if (position == limit && !fill()) {
                    throw new EOFException("the dump ended within a table");
                }
                int now = Math.min(left, limit - position);
                rows.add(buffer, position, now);
                position += now;
                left -= now;
            }
        }
        return rows.content(name);
    }

    /** Digests all but the mark at the end, which is no row. */
    private static final class Rows {

        private static final byte[] END = END_OF_ROWS.getBytes(StandardCharsets.US_ASCII);

        private final MessageDigest digest = Digests.sha256();
        private final byte[] last = new byte[END.length];
        private int held;
        private long lines;

        private void add(byte[] bytes, int from, int length) {
            int free = Math.max(0, held + length - last.length);
            int ofHeld = Math.min(free, held);
            take(last, 0, ofHeld);
            System.arraycopy(last, ofHeld, last, 0, held - ofHeld);
            held -= ofHeld;
            take(bytes, from, free - ofHeld);
            System.arraycopy(bytes, from + free - ofHeld, last, held, length - (free - ofHeld));
            held += length - (free - ofHeld);
        }

        private void take(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
            lines += lineFeeds(bytes, from, length);
        }

        private TableContent content(String name) {
            if (!Arrays.equals(last, 0, held, END, 0, END.length)) {
                take(last, 0, held);
            }
            return new TableContent(name, lines, Digests.hex(digest));
        }
    }

    private static int lineFeeds(byte[] bytes, int from, int length) {
        int found = 0;
        for (int i = from; i < from + length; i++) {
            found += bytes[i] == '\n' ? 1 : 0;
        }
        return found;
    }

    private void largeObjects() throws IOException {
        for (int object = integer(); object != 0; object = integer()) {
            for (int piece = integer(); piece != 0; piece = integer()) {
                skip(piece);
            }
        }
    }

    /** A sign, and the bytes of the amount, lowest first. */
    private int integer() throws IOException {
        boolean negative = required() != 0;
        int amount = 0;
        for (int i = 0; i < integerBytes; i++) {
            amount |= required() << (8 * i);
        }
        return negative ? -amount : amount;
    }

    /** Null if there is none, which a length of -1 says. */
    private @Nullable String text() throws IOException {
        int length = integer();
        if (length < 0) {
            return null;
        }
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) required();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Up to one that is none. */
    private void skipTexts() throws IOException {
        var one = text();
        while (one != null) {
            one = text();
        }
    }

    private void skip(int bytes) throws IOException {
        for (int left = bytes; left > 0; left--) {
            required();
        }
    }

    private int required() throws IOException {
        int one = next();
        if (one < 0) {
            throw new EOFException("the dump ended early");
        }
        return one;
    }

    /** -1 at the end. */
    private int next() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        int read = dump.read(buffer);
        if (read < 0) {
            return false;
        }
        copy.write(buffer, 0, read);
        position = 0;
        limit = read;
        return true;
    }
}
