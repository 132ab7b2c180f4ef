package com.orocloud.node;

import com.orocloud.node.Programs.Result;
import com.orocloud.node.Programs.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** PostgreSQL's own programs, as this node uses them. */
final class Postgres {
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(3);
    private static final Duration SCRIPT_LIMIT = Duration.ofSeconds(30);
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final Duration REWIND_LIMIT = Duration.ofMinutes(30);
    private static final Duration FLUSH_LIMIT = Duration.ofMinutes(10);
    private static final Duration COPY_LIMIT = Duration.ofHours(6);

    private static final int FACTS = 6;

    private final Path binaries;
    private final NodeDisk disk;
    private final PostgresFiles files;
    private final Programs programs;
    private final BooleanSupplier abandoned;

    /** @param abandoned says that what is being done is no longer wanted */
    Postgres(Path binaries, NodeDisk disk, PostgresFiles files, Programs programs, BooleanSupplier abandoned) {
        this.binaries = binaries;
        this.disk = disk;
        this.files = files;
        this.programs = programs;
        this.abandoned = abandoned;
    }

    /**
     * What the running database says of itself.
     *
     * @param streaming it is a standby and receives its main's log
     * @param waitsForStandby it is a main whose commits wait for a standby
     * @param hasStandby the standby that it waits for receives its log; others that read the log are no standby
     * @param isLookedAfter failover-service has just asked it something
     */
    record Facts(
            boolean inRecovery,
            boolean streaming,
            String replayedTo,
            boolean waitsForStandby,
            boolean hasStandby,
            boolean isLookedAfter) {}

    Server.Launch server(Path data) {
        return new Server.Launch(
                List.of(program("postgres"), "-D", data.toString(), "-c", "config_file=" + files.configuration()),
                Map.of(),
                data);
    }

    Result initialise(Path data) throws IOException, InterruptedException {
        return run(
                INITDB_LIMIT,
                program("initdb"),
                "--pgdata=" + data,
                "--username=postgres",
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-sync");
    }

    Result copy(Assignment wanted, Path data) throws IOException, InterruptedException {
        return run(
                COPY_LIMIT,
                program("pg_basebackup"),
                "--dbname=" + remote(wanted, "replicator", ""),
                "--pgdata=" + data,
                "--wal-method=stream",
                "--slot=" + wanted.database().slot(),
                "--checkpoint=fast",
                "--no-password",
                "--no-sync");
    }

    Result rewind(Assignment wanted, Path data) throws IOException, InterruptedException {
        return run(
                REWIND_LIMIT,
                program("pg_rewind"),
                "--target-pgdata=" + data,
                "--source-server=" + remote(wanted, "rewind", "dbname=postgres"),
                "--config-file=" + files.configuration(),
                "--no-sync");
    }

    /** Puts a directory that was just made on the disk: one call for the whole file system, not one for each file. */
    boolean flush(Path directory) throws IOException, InterruptedException {
        return run(FLUSH_LIMIT, "sync", "--file-system", directory.toString()).ok();
    }

    /**
     * Whether the main can be followed: it accepts writes and has made a checkpoint since its promotion. Before that
     * its control file still names the old timeline, and pg_rewind would find nothing to do.
     */
    boolean mainCanBeFollowed(Assignment wanted) throws IOException, InterruptedException {
        String sql = """
            select not pg_is_in_recovery()
               and (select timeline_id from pg_control_checkpoint())
                 = ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int;
            """;
        Result result = query(QUERY_LIMIT, sql, List.of("--dbname=" + remote(wanted, "rewind", "dbname=postgres")));
        return result.ok() && "t".equals(result.output().strip());
    }

    private String remote(Assignment wanted, String user, String more) {
        return "host=%s port=%d user=%s connect_timeout=2 application_name=%s %s"
                .formatted(wanted.database().main(), PostgresFiles.PORT, user, wanted.nodeId(), more)
                .strip();
    }

    Optional<Facts> facts() throws IOException, InterruptedException {
        Result result = query("""
            select pg_is_in_recovery(),
                   coalesce((select status = 'streaming' from pg_stat_wal_receiver), false),
                   coalesce(pg_last_wal_replay_lsn()::text, ''),
                   current_setting('synchronous_standby_names') <> '',
                   exists (select from pg_stat_replication where state = 'streaming' and sync_state in ('sync', 'quorum')),
                   exists (select from pg_stat_activity where usename = 'controller'
                       and state_change > clock_timestamp() - interval '2 s');
            """);
        String[] fields = result.output().strip().split("\\|", -1);
        return result.ok() && fields.length == FACTS
                ? Optional.of(new Facts(
                        "t".equals(fields[0]),
                        "t".equals(fields[1]),
                        fields[2],
                        "t".equals(fields[3]),
                        "t".equals(fields[4]),
                        "t".equals(fields[5])))
                : Optional.empty();
    }

    /** Ends what clients have open; those that are to be kept out do not come back. */
    boolean endClients() throws IOException, InterruptedException {
        return query("select pg_terminate_backend(pid) from pg_stat_activity where usename in ('shop', 'backup');")
                .ok();
    }

    /** Whether the roles and the shop's database are as they should be; the mark that says so is replicated with them. */
    boolean hasRoles() throws IOException, InterruptedException {
        Result result = query("""
            select shobj_description(own.oid, 'pg_database') = 'orocloud 2, shop ' || shop.oid
              from pg_database as own, pg_database as shop
             where own.datname = 'postgres' and shop.datname = 'shop';
            """);
        return result.ok() && "t".equals(result.output().strip());
    }

    boolean makeRoles(Secrets secrets) throws IOException, InterruptedException {
        String script = variable("shop", secrets.shop())
                + variable("replicator", secrets.replicator())
                + variable("controller", secrets.controller())
                + variable("backup", secrets.backup())
                + variable("rewind", secrets.rewind())
                + resource("/database.sql");
        Result result = query(SCRIPT_LIMIT, script, local());
        if (!result.ok()) {
            Journal.say("making the roles: " + result.complaint());
        }
        return result.ok();
    }

    private static String variable(String name, String value) {
        return "\\set " + name + " '" + value.replace("\\", "\\\\").replace("'", "\\'") + "'\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Postgres.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Slots keep the log that a standby still needs; one that the bound has invalidated is made anew. */
    boolean keepSlots(List<String> names) throws IOException, InterruptedException {
        if (names.isEmpty()) {
            return true;
        }
        String list = "array['" + String.join("','", names) + "']";
        Result result = query("""
            select pg_drop_replication_slot(slot_name) from pg_replication_slots
             where slot_name = any(%1$s) and wal_status = 'lost' and not active;
            select pg_create_physical_replication_slot(name, true) from unnest(%1$s) as name
             where not exists (select from pg_replication_slots where slot_name = name);
            """.formatted(list));
        return result.ok();
    }

    private Result query(String sql) throws IOException, InterruptedException {
        return query(QUERY_LIMIT, sql, local());
    }

    private List<String> local() {
        return List.of(
                "--host=" + files.socketDirectory(),
                "--port=" + PostgresFiles.PORT,
                "--username=postgres",
                "--dbname=postgres");
    }

    private Result query(Duration limit, String sql, List<String> where) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program("psql"),
                "--no-psqlrc",
                "--no-password",
                "--quiet",
                "--tuples-only",
                "--no-align",
                "--set=ON_ERROR_STOP=1",
                "--file=-"));
        command.addAll(where);
        return programs.run(new Task(command, passwordFile(), disk.directory("work"), sql, limit), abandoned);
    }

    private Result run(Duration limit, String... command) throws IOException, InterruptedException {
        return programs.run(new Task(List.of(command), passwordFile(), disk.directory("work"), "", limit), abandoned);
    }

    private Map<String, String> passwordFile() {
        return Map.of("PGPASSFILE", files.passwords().toString());
    }

    private String program(String name) {
        return binaries.resolve(name).toString();
    }
}
