package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.site.Contents;
import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.PostgresPrograms.Ownership;
import com.orocloud.backup.site.Snapshot;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.RealServers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The digests that are taken from a dump while it goes by, against the rows of what is restored from it. */
@RealServers
class DumpedContentsTest {

    private static final int FORMER_FORMAT = 1;

    private final PostgresPrograms programs = new PostgresPrograms(PostgresServer.installedBinaries());
    private final TestingSite site = TestingSite.fresh(1);
    private final MainDatabase main = new MainDatabase(List.of(site.database()), TestingSite.CREDENTIALS);

    @BeforeEach
    void makeTables() throws Exception {
        site.open(2_000);
        site.sql("shop", """
                set role shop;
                create table empty (n int);
                create table changed (a int, gone text, b text, twice int generated always as (a * 2) stored);
                insert into changed (a, gone, b) select n, 'x', E'line\\nfeed\\t\\\\ and ''quotes'' ' || n
                  from generate_series(1, 500) n;
                alter table changed drop column gone;
                update changed set b = 'late' where a = 7;
                delete from changed where a = 9;
                create table moments (at timestamptz, span interval, exact float8);
                insert into moments values ('2026-03-29 03:30:00 Europe/Berlin', '1 month 2 days 03:04:05', 1.0/3);
                create table part (day date, n int) partition by range (day);
                create table part_2026 partition of part for values from ('2026-01-01') to ('2027-01-01');
                insert into part select '2026-05-01'::date + n, n from generate_series(1, 100) n;
                create table parent (n int);
                create table child (more text) inherits (parent);
                insert into parent values (1);
                insert into child values (2, 'b'), (3, 'c');
                alter database shop set timezone = 'America/New_York';
                alter database shop set bytea_output = 'escape';
                """);
    }

    @Test
    void theDumpAndTheRestoredTablesHaveTheSameDigestsAndAChangedRowHasNot() throws Exception {
        var dump = new ByteArrayOutputStream();
        List<TableContent> dumped;
        try (var snapshot = Snapshot.of(main, Site.DATABASE)) {
            dumped = snapshot.dump(programs, dump);
        }
        assertThat(dumped)
                .extracting(TableContent::name, TableContent::rows)
                .extracting(Object::toString)
                .contains("(\"public.orders\", 2000L)", "(\"public.Odd names\", 2L)", "(\"public.changed\", 499L)")
                .contains("(\"public.part_2026\", 100L)", "(\"public.parent\", 1L)", "(\"public.child\", 2L)")
                .contains("(\"public.empty\", 0L)");

        site.sql("postgres", "create database restored owner backup");
        programs.restore(main, "restored", Ownership.OF_THE_RESTORER, new ByteArrayInputStream(dump.toByteArray()));
        assertThat(Contents.read(main, "restored", Manifest.FORMAT_VERSION)).isEqualTo(dumped);

        site.sql("restored", "update changed set b = 'other' where a = 8");
        assertThat(Contents.read(main, "restored", Manifest.FORMAT_VERSION))
                .filteredOn(table -> !dumped.contains(table))
                .extracting(TableContent::name)
                .containsExactly("public.changed");
    }

    @Test
    void backupsWithAManifestOfTheFormerFormatCanStillBeCompared() throws Exception {
        site.sql("shop", "create table two (n int); insert into two values (2), (1)");
        var hashes = Stream.of("(1)", "(2)")
                .map(row -> Digests.sha256().digest(row.getBytes(StandardCharsets.UTF_8)))
                .sorted(Arrays::compareUnsigned)
                .toList();
        var expected = Digests.sha256();
        hashes.forEach(expected::update);

        assertThat(Contents.read(main, Site.DATABASE, FORMER_FORMAT))
                .contains(new TableContent("public.two", 2, Digests.hex(expected)))
                .extracting(TableContent::name)
                .contains("public.\"Odd names\"");
    }
}
