package com.orocloud.benchmarks;

import com.orocloud.benchmarks.BackupReport.Machine;
import com.orocloud.benchmarks.Measurement.Round;
import com.orocloud.servers.AddressBlock;
import com.orocloud.servers.DebianPackages;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code deploy/bench backup}: backup-service's engines beside what others use, same data, same run. */
public final class BackupBench {

    private static final String USAGE = """
            usage: deploy/bench backup [--report FILE.json] [--size GB] [--rounds N]

              Makes a shop's database (about 1 GB), backs it up with backup-service's own code, with pg_dump, with a
              shell pipeline and with pgBackRest, restores it, and says who was how fast and which targets were met.
              Exit status 0 only if every target that could be judged was met.

              --report FILE   write what was seen as JSON (its fields: deploy/backup-bench-report.schema.json)
              --size GB       size of the database, for example 5 or 0.2; 1 if not given
              --rounds N      how often each is run, the median counts; 3 if not given. Before more than one, each is
                              run once that does not count: a service does this every hour and has not just begun
            """;

    private static final int FIRST_BLOCK = 64;
    private static final int LAST_BLOCK = 127;
    private static final Duration REMOVED_WITHIN = Duration.ofSeconds(20);

    private final Options options;
    private final Path home;
    private final Programs programs = new Programs(PostgresServer.installedBinaries());

    private BackupBench(Options options, Path home) {
        this.options = options;
        this.home = home;
    }

    /** What the user asked for. */
    record Options(@Nullable Path report, double gigabytes, int rounds) {

        static Options parse(String[] arguments) {
            Path report = null;
            double gigabytes = 1;
            int rounds = 3;
            for (int i = 0; i < arguments.length; i += 2) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException("unknown option or missing value: " + arguments[i]);
                }
                var value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--report" -> report = Path.of(value).toAbsolutePath();
                    case "--size" -> gigabytes = Double.parseDouble(value);
                    case "--rounds" -> rounds = Integer.parseInt(value);
                    default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
                }
            }
            if (!(gigabytes > 0) || rounds < 1) {
                throw new IllegalArgumentException("the size and the number of rounds must be positive");
            }
            return new Options(report, gigabytes, rounds);
        }
    }

    /** Exit status 2 if it was asked in a way it does not know. */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.printf("%s%n%n%s", e.getMessage(), USAGE);
            System.exit(2);
            return;
        }
        System.exit(run(options).passed() ? 0 : 1);
    }

    static BackupReport run(Options options) throws IOException, InterruptedException, SQLException {
        var home = Path.of(
                "/var/tmp/orocloud-" + System.getProperty("user.name"),
                "bench-backup-" + ProcessHandle.current().pid());
        Files.createDirectories(home);
        var interrupted = new Thread(() -> leaveNothing(home), "bench-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            var report = new BackupBench(options, home).run();
            System.out.print(report.table());
            if (options.report() != null) {
                report.write(options.report());
            }
            return report;
        } finally {
            Folders.delete(home);
            forget(interrupted);
        }
    }

    private static void forget(Thread interrupted) {
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException e) {
            // it is at work already
        }
    }

    /**
     * What somebody who does not want to wait for the end would find running, and filling the disk. The run itself goes on
     * until its programs are gone, so there may be something new to remove.
     */
    private static void leaveNothing(Path home) {
        var until = System.nanoTime() + REMOVED_WITHIN.toNanos();
        while (Files.exists(home)) {
            try {
                endAllIn(home);
                Folders.delete(home);
            } catch (IOException | RuntimeException e) {
                if (System.nanoTime() > until) {
                    System.err.printf("%s is left: %s%n", home, e.getMessage());
                    return;
                }
            }
        }
    }

    /** Servers are no children of this process any more, so they are found by their files. */
    private static void endAllIn(Path home) throws IOException {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        for (Path lock : Folders.named("postmaster.pid", home)) {
            var pid = Long.parseLong(Files.readAllLines(lock).getFirst());
            ProcessHandle.of(pid).ifPresent(server -> {
                server.destroyForcibly();
                server.onExit().join();
            });
        }
    }

    private BackupReport run() throws IOException, InterruptedException, SQLException {
        var startedAt = Instant.now();
        boolean pgBackRestIsThere = ensurePgBackRest();
        try (var block = AddressBlock.claim(FIRST_BLOCK, LAST_BLOCK);
                var cluster =
                        BenchCluster.start(programs, Folders.forServers(home.resolve("main")), block.address(0, 4))) {
            fill(cluster);
            var pgBackRest = pgBackRestIsThere
                    ? PgBackRest.create(programs, cluster, Folders.forServers(home.resolve("pgbackrest")))
                    : null;
            try (var worker = OurWorker.start(cluster, programs, Files.createDirectory(home.resolve("worker")))) {
                var contenders = new BackupContenders(programs, cluster, worker, home, pgBackRest).all();
                var measurements = measure(contenders, cluster, worker);
                var verdicts = BackupTargets.judge(measurements, worker.last().heapLimitBytes());
                return new BackupReport(
                        startedAt.toString(),
                        machine(cluster),
                        cluster.databaseBytes(),
                        options.rounds(),
                        measurements,
                        worker.last(),
                        verdicts,
                        verdicts.stream().noneMatch(verdict -> Boolean.FALSE.equals(verdict.met())));
            }
        }
    }

    private static boolean ensurePgBackRest() {
        try {
            new DebianPackages(System.out::println).ensure(List.of(PgBackRest.PACKAGE));
            return true;
        } catch (ServerFailed e) {
            System.out.println("pgBackRest is skipped: " + e.getMessage());
            return false;
        }
    }

    private void fill(BenchCluster cluster) throws SQLException, IOException {
        System.out.printf("making a database of about %s GB%n", options.gigabytes());
        try (var connection = cluster.connect(BenchCluster.DATABASE)) {
            CommerceData.fill(connection, options.gigabytes());
        }
    }

    private static Machine machine(BenchCluster cluster) throws SQLException {
        try (var connection = cluster.connect(BenchCluster.DATABASE)) {
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    connection.getMetaData().getDatabaseProductVersion(),
                    System.getProperty("java.version"));
        }
    }

    /** Round by round, so that a slower moment of the machine meets all alike. */
    private List<Measurement> measure(List<Contender> contenders, BenchCluster cluster, OurWorker worker)
            throws IOException, InterruptedException, SQLException {
        Map<String, List<Round>> rounds = new HashMap<>();
        for (int round = options.rounds() == 1 ? 1 : 0; round <= options.rounds(); round++) {
            for (Contender contender : contenders) {
                if (contender.missing() == null && contender.isRunIn(round)) {
                    System.out.printf(
                            "%s: %s: %s%n",
                            round == 0 ? "not counted" : "round " + round,
                            contender.kind().spoken(),
                            contender.name());
                    var seen = round(contender, cluster, worker);
                    if (round > 0) {
                        rounds.computeIfAbsent(contender.id(), _ -> new ArrayList<>())
                                .add(seen);
                    }
                }
            }
        }
        var measurements = new ArrayList<Measurement>();
        for (Contender contender : contenders) {
            measurements.add(
                    contender.missing() == null
                            ? Measurement.of(
                                    contender, rounds.getOrDefault(contender.id(), List.of()), cluster.databaseBytes())
                            : Measurement.skipped(contender, contender.missing()));
        }
        return measurements;
    }

    /** What the one before left unwritten is written first. */
    private Round round(Contender contender, BenchCluster cluster, OurWorker worker)
            throws IOException, InterruptedException, SQLException {
        programs.run(List.of("sync"), Map.of());
        var before = processorTime(cluster, worker);
        long began = System.nanoTime();
        long bytes = contender.work().run();
        long took = System.nanoTime() - began;
        var used = processorTime(cluster, worker).minus(before);
        return new Round(took / 1e9, used.toMillis() / 1e3, bytes);
    }

    /** This process's own share is nothing to speak of: it waits meanwhile. */
    private static Duration processorTime(BenchCluster cluster, OurWorker worker) throws IOException {
        return ProcessorTime.ofEnded().plus(ProcessorTime.of(cluster.pid())).plus(ProcessorTime.of(worker.pid()));
    }
}
