package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.site.Contents;
import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.PostgresPrograms.Ownership;
import com.orocloud.backup.site.Snapshot;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.RealServers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that is large enough to be read over several connections, against what pg_dump makes of the same. */
@RealServers
class RowsSideBySideTest {

    private static final int ROWS = 30_000;

    private final PostgresPrograms programs = new PostgresPrograms(PostgresServer.installedBinaries());
    private final TestingSite site = TestingSite.fresh(1);
    private final MainDatabase main = new MainDatabase(List.of(site.database()), TestingSite.CREDENTIALS);

    @BeforeEach
    void makeTables() throws Exception {
        site.open(1_000);
        site.sql("shop", """
                set role shop;
                create table "Large one" (n int, gone text, "day" date, text text, twice int generated always as (n * 2) stored);
                insert into "Large one" (n, "day", text)
                  select n, date '2026-01-01' + n %% 300, repeat('row ' || n || E'\\n\\t\\\\', 90) from generate_series(1, %1$d) n;
                alter table "Large one" drop column gone;
                delete from "Large one" where n %% 7 = 0;
                update "Large one" set text = 'late' where n %% 11 = 0;
                create table elsewhere (n int, text text);
                alter table elsewhere alter text set storage external;
                insert into elsewhere select n, repeat(n::text, 2100000) from generate_series(10, 17) n;
                create table small (n int);
                insert into small select generate_series(1, 3);
                create table nothing ();
                create table parent (n int);
                create table child (more text) inherits (parent);
                insert into parent values (1);
                insert into child values (2, 'b');
                create sequence counter start 17;
                create index on "Large one" (n);
                """.formatted(ROWS));
    }

    @Test
    void readsTheSameRowsAsPgDumpAloneAndTheyAreRestored() throws Exception {
        var dump = new ByteArrayOutputStream();
        var contents = dump(dump);

        site.sql("shop", "set role shop; select lo_from_bytea(0, 'what only pg_dump knows how to read')");
        var alone = new ByteArrayOutputStream();
        assertThat(dump(alone)).isEqualTo(contents);
        assertThat(alone.size() - dump.size())
                .as("pg_dump writes the length of every row, and did not write these")
                .isGreaterThan(4 * ROWS / 2);

        site.sql("postgres", "create database restored owner backup");
        programs.restore(main, "restored", Ownership.OF_THE_RESTORER, new ByteArrayInputStream(dump.toByteArray()));
        assertThat(Contents.read(main, "restored", Manifest.FORMAT_VERSION)).isEqualTo(contents);
    }

    @Test
    void whatIsCommittedWhileItIsReadIsNotInIt() throws Exception {
        List<TableContent> before = dump(OutputStream.nullOutputStream());
        try (var snapshot = Snapshot.of(main, Site.DATABASE)) {
            site.sql("shop", "insert into \"Large one\" select n from generate_series(1, 5000) n; delete from small");
            assertThat(snapshot.dump(programs, OutputStream.nullOutputStream())).isEqualTo(before);
        }
    }

    /** He waits for pg_dump; to wait behind him would be to wait for ever. */
    @Test
    void whenSomebodyWaitsToChangeATablePgDumpReadsAlone() throws Exception {
        var before = dump(OutputStream.nullOutputStream());
        var changing = new Thread(() -> change("small"));
        try (var snapshot = Snapshot.of(meddling(() -> startAndAwaitWaiting(changing)), Site.DATABASE)) {
            assertThat(snapshot.dump(programs, OutputStream.nullOutputStream())).isEqualTo(before);
        }
        changing.join();
        assertThat(strings("shop", "select attname from pg_attribute where attrelid = 'small'::regclass"))
                .contains("more");
    }

    @Test
    void withoutMoreConnectionsPgDumpReadsAlone() throws Exception {
        var before = dump(OutputStream.nullOutputStream());
        try (var snapshot = Snapshot.of(
                meddling(() -> {
                    throw new SQLException("sorry, too many clients already");
                }),
                Site.DATABASE)) {
            assertThat(snapshot.dump(programs, OutputStream.nullOutputStream())).isEqualTo(before);
        }
    }

    /** Something that happens before a connection is made. */
    @FunctionalInterface
    private interface Meddling {
        void meddle() throws SQLException;
    }

    /** The main, where something happens when it is connected to for the second time. */
    private com.orocloud.backup.site.PostgresServer meddling(Meddling meddling) {
        return new com.orocloud.backup.site.PostgresServer() {
            private int connections;

            @Override
            public Connection connect(String database) throws SQLException {
                connections++;
                if (connections == 2) {
                    meddling.meddle();
                }
                return main.connect(database);
            }

            @Override
            public Map<String, String> environment() {
                return main.environment();
            }
        };
    }

    private void startAndAwaitWaiting(Thread changing) {
        changing.start();
        await().until(() -> !strings("postgres", "select pid::text from pg_locks where not granted")
                .isEmpty());
    }

    private void change(String table) {
        try {
            site.sql("shop", "alter table " + table + " add column more int");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServerThatFallsSilentFailsItWithinTheLimitAndItSucceedsWhenTriedAgain() throws Exception {
        var impatient = new PostgresPrograms(PostgresServer.installedBinaries(), Duration.ofSeconds(2));
        var process = ManagedProcess.find("postgres", site.postgres().settings().directory())
                .orElseThrow();
        var freezing = new OutputStream() {
            private long written;

            @Override
            public void write(int oneByte) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                written += length;
                if (written > 1 << 20) {
                    process.freeze();
                }
            }
        };
        try (var snapshot = Snapshot.of(main, Site.DATABASE)) {
            assertThatThrownBy(() -> snapshot.dump(impatient, freezing))
                    .isInstanceOfAny(IOException.class, SQLException.class)
                    .hasStackTraceContaining("Read timed out");
            assertThat(process.isFrozen()).as("frozen while it was read").isTrue();
        } finally {
            process.thaw();
        }
        assertThat(dump(OutputStream.nullOutputStream())).isNotEmpty();
    }

    private List<TableContent> dump(OutputStream out) throws Exception {
        try (var snapshot = Snapshot.of(main, Site.DATABASE)) {
            return snapshot.dump(programs, out);
        }
    }

    private List<String> strings(String database, String query) throws SQLException {
        try (var connection = site.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var strings = new ArrayList<String>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }
}
