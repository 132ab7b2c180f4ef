package com.orocloud.e2e.failover;

import com.orocloud.local.Command;
import com.orocloud.local.Home;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** {@code deploy/bench failover}: how long writes stand still when a main is lost, and what is lost with it. */
public final class FailoverBenchmark {

    private static final String USAGE = """
            usage: deploy/bench failover [--report FILE] [--runs N] [--kinds KIND,…] [--contenders NAME,…]

              Starts the whole system with its settings as shipped, orders an environment, and takes its main database
              away under write load, again and again. Exit status 0 only if what was measured is within the limits.

              --report FILE        write every run as JSON (its fields: deploy/failover-report.schema.json)
              --runs N             runs of each kind, 20 if not said; other contenders get at most 5
              --kinds KIND,…       of killed, frozen, cut-off, switchover; all if not said
              --contenders NAME,…  of orocloud, patroni, patroni-minimum; all if not said. Patroni is measured where the
                                   Debian packages patroni and etcd-server are installed
            """;

    private static final int RUNS = 20;
    private static final int RUNS_OF_OTHERS = 5;
    /** The client that is beside a node; the local cloud gives out addresses below. */
    private static final String INSIDE = "127.63.255.254";

    private final Options options;
    private final Progress progress;
    private final SplittableRandom random = new SplittableRandom();
    private final List<Trial> trials = new ArrayList<>();
    private final List<FailoverReport.Skipped> skipped = new ArrayList<>();

    private FailoverBenchmark(Options options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** What the user asked for. */
    record Options(@Nullable Path report, int runs, List<Kind> kinds, List<String> contenders) {

        private static final List<String> CONTENDERS = List.of("orocloud", "patroni", "patroni-minimum");

        static Options parse(String[] args) {
            Path report = null;
            int runs = RUNS;
            List<Kind> kinds = List.of(Kind.values());
            List<String> contenders = CONTENDERS;
            for (int i = 0; i < args.length; i += 2) {
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException("unknown option or missing value: " + args[i]);
                }
                String value = args[i + 1];
                switch (args[i]) {
                    case "--report" -> report = Path.of(value).toAbsolutePath();
                    case "--runs" -> runs = Integer.parseInt(value);
                    case "--kinds" -> kinds = Kind.parse(value);
                    case "--contenders" -> contenders = List.of(value.split(","));
                    default -> throw new IllegalArgumentException("unknown option: " + args[i]);
                }
            }
            if (runs < 1 || !CONTENDERS.containsAll(contenders)) {
                throw new IllegalArgumentException("at least one run, and contenders of " + CONTENDERS);
            }
            return new Options(report, runs, kinds, contenders);
        }
    }

    public static void main(String[] args) throws Exception {
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.printf("%s%n%n%s", e.getMessage(), USAGE);
            System.exit(2);
            return;
        }
        Command.run(() -> System.exit(measure(options, args) ? 0 : 1));
    }

    private static boolean measure(Options options, String[] args) throws IOException {
        var progress = new Progress(System.out);
        if (Network.isOurs()) {
            return new FailoverBenchmark(options, progress).run(Optional.empty());
        }
        LocalSystem.installServers(progress); // from within a network of our own nothing can be fetched
        Optional<String> obstacle =
                options.kinds().contains(Kind.CUT_OFF) ? Network.obstacle(progress) : Optional.of("not asked for");
        return obstacle.isEmpty()
                ? Network.runInside(args) == 0
                : new FailoverBenchmark(options, progress).run(obstacle);
    }

    private boolean run(Optional<String> obstacle) throws IOException {
        Instant startedAt = Instant.now();
        List<Kind> kinds = new ArrayList<>(options.kinds());
        if (obstacle.isPresent() && kinds.remove(Kind.CUT_OFF)) {
            skip("all", Kind.CUT_OFF.word(), obstacle.get());
        }
        if (options.contenders().contains("orocloud")) {
            progress.title("orocloud: failover-service and the system around it, settings as shipped");
            try (Pair pair = new OroCloudPair(progress, INSIDE)) {
                measure(pair, kinds, options.runs());
            }
        }
        for (PatroniPair.Settings settings : PatroniPair.Settings.values()) {
            if (options.contenders().contains(settings.contender())) {
                measure(settings, kinds);
            }
        }
        var report = new FailoverReport(startedAt, progress.elapsed(), trials, skipped);
        progress.print(report.table());
        if (options.report() != null) {
            report.write(options.report());
            progress.print("report: " + options.report() + "\n");
        }
        return report.isWithinLimits();
    }

    private void measure(PatroniPair.Settings settings, List<Kind> kinds) throws IOException {
        Optional<String> missing = PatroniPair.missing();
        if (missing.isPresent()) {
            skip(settings.contender(), "all", missing.get());
            return;
        }
        progress.title(settings.contender() + ": " + settings.words());
        List<Kind> losses =
                kinds.stream().filter(kind -> kind != Kind.SWITCHOVER).toList();
        try (Pair pair = new PatroniPair(settings, Home.temporary(settings.contender()), INSIDE)) {
            measure(pair, losses, Math.min(options.runs(), RUNS_OF_OTHERS));
        } catch (IOException e) {
            // what others do not get over is told, and does not end the measurement of the rest
            skip(settings.contender(), "the rest", String.valueOf(e.getMessage()));
        }
    }

    private void measure(Pair pair, List<Kind> kinds, int runs) throws IOException {
        for (Kind kind : kinds) {
            for (int run = 1; run <= runs; run++) {
                Trial trial = Trial.run(pair, kind, INSIDE, random);
                trials.add(trial);
                progress.say(run + "/" + runs + "  " + trial.line());
            }
        }
    }

    private void skip(String contender, String kind, String why) {
        skipped.add(new FailoverReport.Skipped(contender, kind, why));
        progress.say("skipped: " + contender + ", " + kind + ": " + why);
    }
}
