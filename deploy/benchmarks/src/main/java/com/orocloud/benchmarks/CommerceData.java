package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows as a shop has them: descriptions in a language (few words often, many words seldom), prices, addresses, orders,
 * JSON, random ids. Always the same ones. They compress about as well as a real shop's, four to five times.
 */
final class CommerceData {

    private static final String TABLES = """
            create table product (id bigint not null, sku text not null, uid uuid not null, name text not null,
                description text not null, attributes jsonb not null, weight numeric(10,3), created_at timestamptz not null);
            create table price (product_id bigint not null, currency char(3) not null, quantity int not null,
                unit text not null, value numeric(19,4) not null);
            create table customer (id bigint not null, email text not null, first_name text not null,
                last_name text not null, street text not null, city text not null, phone text, password text not null);
            create table customer_order (id uuid not null, customer_id bigint not null, status text not null,
                total numeric(19,4) not null, notes text, created_at timestamptz not null);
            create table order_line (id bigint not null, order_id uuid not null, product_id bigint not null,
                quantity int not null, price numeric(19,4) not null, created_at timestamptz not null);
            create table audit (id bigint not null, entity text not null, changed jsonb not null, at timestamptz not null);
            """;

    private static final String INDEXES = """
            alter table product add primary key (id);
            create unique index on product (sku);
            alter table customer add primary key (id);
            alter table customer_order add primary key (id);
            alter table order_line add primary key (id);
            alter table audit add primary key (id);
            create index on price (product_id);
            vacuum (analyze);
            checkpoint;
            """;

    private static final int FLUSH_CHARACTERS = 1 << 18;
    private static final int VOCABULARY_WORDS = 12_000;
    private static final List<String> STATUSES = List.of("open", "paid", "shipped", "shipped", "closed", "closed");
    private static final List<String> UNITS = List.of("item", "item", "item", "set", "kg", "piece");
    private static final List<String> SYLLABLES = List.of(
            "ba", "con", "der", "el", "fi", "gra", "ho", "in", "ka", "lo", "mer", "no", "per", "ra", "sto", "tu");

    private final Random random = new Random(7);
    private final List<String> words = new ArrayList<>();
    private final Connection connection;

    private CommerceData(Connection connection) {
        this.connection = connection;
        for (int i = 0; i < VOCABULARY_WORDS; i++) {
            var word = new StringBuilder();
            for (int syllables = 1 + i % 4; syllables > 0; syllables--) {
                word.append(SYLLABLES.get(random.nextInt(SYLLABLES.size())));
            }
            words.add(word.toString());
        }
    }

    /**
     * Fills an empty database.
     *
     * @param gigabytes about how large it shall become, indexes included
     */
    static void fill(Connection connection, double gigabytes) throws SQLException, IOException {
        new CommerceData(connection).fill(gigabytes);
    }

    private void fill(double gigabytes) throws SQLException, IOException {
        execute(TABLES);
        copy("product", (long) (250_000 * gigabytes), this::product);
        copy("price", (long) (1_000_000 * gigabytes), this::price);
        copy("customer", (long) (200_000 * gigabytes), this::customer);
        copy("customer_order", (long) (600_000 * gigabytes), this::order);
        copy("order_line", (long) (2_000_000 * gigabytes), this::line);
        copy("audit", (long) (350_000 * gigabytes), this::audit);
        execute(INDEXES);
    }

    private void execute(String script) throws SQLException {
        for (String command : script.split(";\\s*", -1)) {
            if (!command.isBlank()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(command);
                }
            }
        }
    }

    /** Writes one row in the text format of COPY, without its end. */
    @FunctionalInterface
    private interface Row {
        void write(long id, StringBuilder to);
    }

    private void copy(String table, long rows, Row row) throws SQLException, IOException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " from stdin with (freeze false)");
        var text = new StringBuilder();
        for (long id = 1; id <= rows; id++) {
            row.write(id, text);
            text.append('\n');
            if (text.length() > FLUSH_CHARACTERS || id == rows) {
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
                text.setLength(0);
            }
        }
        copy.endCopy();
    }

    private void product(long id, StringBuilder to) {
        to.append(id)
                .append("\tSKU-")
                .append(id * 7919 % 10_000_019)
                .append('\t')
                .append(uuid())
                .append('\t');
        sentence(4, to);
        to.append('\t');
        sentence(70 + random.nextInt(60), to);
        to.append("\t{\"brand\": \"")
                .append(word())
                .append("\", \"colour\": \"")
                .append(word());
        to.append("\", \"ean\": \"").append(4_000_000_000_000L + random.nextInt(1 << 30));
        to.append("\", \"tags\": [\"")
                .append(word())
                .append("\", \"")
                .append(word())
                .append("\"]}\t");
        money(50_000, to);
        to.append('\t');
        instant(to);
    }

    private void price(long id, StringBuilder to) {
        to.append((id + 3) / 4).append(id % 2 == 0 ? "\tEUR\t" : "\tUSD\t");
        to.append(1 + (id % 4) * 25)
                .append('\t')
                .append(UNITS.get(random.nextInt(UNITS.size())))
                .append('\t');
        money(2_000_000, to);
    }

    private void customer(long id, StringBuilder to) {
        String first = word();
        String last = word();
        to.append(id)
                .append('\t')
                .append(first)
                .append('.')
                .append(last)
                .append(id)
                .append("@example.com\t");
        to.append(first).append('\t').append(last).append('\t').append(word()).append(" street ");
        to.append(random.nextInt(300))
                .append('\t')
                .append(word())
                .append("\t+49 ")
                .append(random.nextInt(1 << 30));
        to.append('\t')
                .append("$2y$13$")
                .append(Long.toString(random.nextLong() >>> 1, 36))
                .append(uuid());
    }

    private void order(long id, StringBuilder to) {
        to.append(uuid()).append('\t').append(1 + random.nextInt(200_000)).append('\t');
        to.append(STATUSES.get(random.nextInt(STATUSES.size()))).append('\t');
        money(500_000, to);
        if (id % 5 == 0) {
            to.append('\t');
            sentence(8 + random.nextInt(20), to);
            to.append('\t');
        } else {
            to.append("\t\\N\t");
        }
        instant(to);
    }

    private void line(long id, StringBuilder to) {
        to.append(id)
                .append('\t')
                .append(uuid())
                .append('\t')
                .append(1 + random.nextInt(250_000))
                .append('\t');
        to.append(1 + random.nextInt(20)).append('\t');
        money(100_000, to);
        to.append('\t');
        instant(to);
    }

    private void audit(long id, StringBuilder to) {
        to.append(id).append("\tOro\\\\Bundle\\\\Entity\\\\").append(word()).append("\t{\"field\": \"");
        to.append(word()).append("\", \"old\": \"");
        sentence(6 + random.nextInt(20), to);
        to.append("\", \"new\": \"");
        sentence(6 + random.nextInt(20), to);
        to.append("\", \"author\": \"").append(uuid()).append("\"}\t");
        instant(to);
    }

    private void sentence(int length, StringBuilder to) {
        for (int i = 0; i < length; i++) {
            to.append(i == 0 ? "" : " ").append(word());
        }
    }

    /** Skewed as in a language: the third power makes the first hundredth of the words a fifth of the text. */
    private String word() {
        double u = random.nextDouble();
        return words.get((int) (u * u * u * VOCABULARY_WORDS));
    }

    private UUID uuid() {
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63));
    }

    private void money(int cents, StringBuilder to) {
        int value = random.nextInt(cents);
        to.append(value / 100).append('.').append(value % 100 / 10).append(value % 10);
    }

    private void instant(StringBuilder to) {
        to.append("2026-")
                .append(twoDigits(1 + random.nextInt(12)))
                .append('-')
                .append(twoDigits(1 + random.nextInt(28)));
        to.append(' ').append(twoDigits(random.nextInt(24))).append(':').append(twoDigits(random.nextInt(60)));
        to.append(':').append(twoDigits(random.nextInt(60))).append("+00");
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
