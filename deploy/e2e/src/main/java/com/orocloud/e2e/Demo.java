package com.orocloud.e2e;

import com.orocloud.local.Command;
import com.orocloud.local.Endpoints;
import com.orocloud.local.Footprint;
import com.orocloud.local.Home;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.LocalSystem.AtExit;
import com.orocloud.local.Place.Service;
import com.orocloud.local.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** {@code deploy/demo [--report FILE] [--keep] [--kill]}: the whole life of two environments, disasters included. */
public final class Demo {

    private final LocalSystem system;
    private final Progress progress;
    private final Checks checks;

    private Demo(LocalSystem system, Progress progress) {
        this.system = system;
        this.progress = progress;
        this.checks = new Checks(progress);
    }

    /** What the user asked for. */
    record Options(@Nullable Path report, boolean keep, boolean kill) {

        static Options parse(String[] args) {
            Path report = null;
            boolean keep = false;
            boolean kill = false;
            for (int i = 0; i < args.length; i++) {
                if (args[i].equals("--keep")) {
                    keep = true;
                } else if (args[i].equals("--kill")) {
                    kill = true;
                } else if (args[i].equals("--report")) {
                    if (++i == args.length || args[i].startsWith("--")) {
                        throw new IllegalArgumentException("--report needs the name of a file");
                    }
                    report = writable(Path.of(args[i]));
                } else {
                    throw new IllegalArgumentException("unknown argument " + args[i]);
                }
            }
            return new Options(report, keep, kill);
        }

        /** Asked before the demo rather than after it. */
        private static Path writable(Path file) {
            Path whole = file.toAbsolutePath().normalize();
            if (Files.isDirectory(whole)) {
                throw new IllegalArgumentException("--report names a folder: " + whole);
            }
            Path folder = whole.getParent();
            try {
                Files.createDirectories(folder == null ? whole : folder);
            } catch (IOException e) {
                throw new IllegalArgumentException("the folder of the report cannot be made: " + e.getMessage(), e);
            }
            if (!Files.isWritable(Files.exists(whole) || folder == null ? whole : folder)) {
                throw new IllegalArgumentException("the report cannot be written: no permission for " + whole);
            }
            return whole;
        }
    }

    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            Command.misused("deploy/demo", String.valueOf(e.getMessage()));
            return;
        }
        Command.run(() -> System.exit(run(options) ? 0 : 1));
    }

    /** @return whether every check held */
    static boolean run(Options options) throws IOException {
        var progress = new Progress(System.out);
        LocalSystem system = LocalSystem.in(Home.temporary("demo"), Home.root(), progress);
        boolean held = new Demo(system, progress).play(options);
        if (options.keep()) {
            progress.print("%nstill running in %s; stop it with OROCLOUD_HOME=%s deploy/down --delete%n"
                    .formatted(system.place().home(), system.place().home()));
        } else {
            if (!held) {
                system.down();
                progress.print("what every program wrote is kept in %s%n".formatted(system.keepLogs()));
            }
            system.remove();
        }
        return held;
    }

    private boolean play(Options options) throws IOException {
        Instant startedAt = Instant.now();
        progress.title("1  Starting the system in " + system.place().home());
        progress.print(new Endpoints(system.place()).table(system.up(options.keep() ? AtExit.LEAVE : AtExit.REMOVE)));
        Duration untilReady = progress.elapsed();
        Footprint whenReady = system.footprint();
        var stories = new ArrayList<Story>();
        var reaper = new Reaper(system, progress);
        try (var portal = new Portal(system);
                var facts = new Facts(system, progress, options.kill() ? reaper::heard : fact -> {})) {
            var world = new World(
                    portal,
                    facts,
                    new Names(system.place(), system.credentials()),
                    new Mailbox(system.place().mailbox()),
                    new CloudConsole(system.place().cloudAdmin()),
                    checks);
            List<Life> lives = Customer.ALL.stream()
                    .map(customer -> new Life(customer, world))
                    .toList();
            lives.forEach(life -> stories.add(life.story()));
            try {
                play(world, lives);
            } catch (DemoFailed | ExecutionException e) {
                Throwable why = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                checks.that("the demo ran to its end", false, String.valueOf(why.getMessage()));
            } finally {
                lives.forEach(Life::close);
            }
            if (options.kill()) {
                checks.that("every service was killed in the middle of its work", reaper.isDone(), reaper.kills());
            }
            checks.that("every program runs still", system.ended().isEmpty(), endedPrograms());
            Footprint atEnd = system.footprint();
            checks.that("the system itself takes less than 2.5 GB", atEnd.gigabytes() < 2.5, atEnd.toString());
            var run = new DemoReport.Run(startedAt, untilReady, whenReady, atEnd);
            var written = new DemoReport(system, run, stories, checks, facts);
            progress.print(written.timeline());
            if (options.report() != null) {
                written.write(options.report());
                progress.print("report: " + options.report().toAbsolutePath() + "\n");
            }
        }
        progress.title(checks.allHeld() ? "Every check held." : "NOT EVERY CHECK HELD.");
        return checks.allHeld();
    }

    private String endedPrograms() {
        return system.ended().isEmpty() ? "none ended by itself" : "ended by themselves: " + system.ended();
    }

    private void play(World world, List<Life> lives) throws IOException, ExecutionException {
        progress.title("2  A request that cannot be met is refused with every reason");
        refuse(world);
        progress.title("3  Two environments are ordered, built, named, backed up");
        together(lives, Life::order);
        progress.title("4  Customers shop; a main database is killed, another frozen");
        lives.forEach(Life::startShopping);
        together(lives, life -> life.loseMainDatabase(life == lives.getFirst() ? "killed" : "frozen"));
        progress.title("5  A backup besides the hourly ones");
        together(lives, Life::backUp);
        progress.title("6  The region of each is lost: "
                + String.join(
                        ", ", Customer.ALL.stream().map(Customer::primaryKey).toList()));
        together(lives, Life::loseRegion);
        progress.title("7  The technical contacts are asked, look, and approve");
        together(lives, Life::approve);
        progress.title("8  Rebuilt in another region, restored, reached under the old name");
        together(lives, Life::recover);
        new Dashboard(system).check(world.checks());
        countOrphans(world);
    }

    private void countOrphans(World world) throws IOException {
        String orphans = Web.json(system.place().url(Service.PROVISIONING) + "/orphans")
                .getAsJsonArray()
                .toString();
        world.checks().that("nothing stands at a provider that belongs to nobody", orphans.equals("[]"), orphans);
    }

    private static void refuse(World world) {
        world.portal().requestNonsense("acme", "acme-nonsense");
        var reasons = (List<?>) world.facts()
                .await("EnvironmentRejected", "acme-nonsense", Duration.ofMinutes(1))
                .get("reasons");
        world.checks()
                .that("a bad request is refused with every reason", reasons.size() >= 4, reasons.size() + " reasons");
    }

    /** A part of the story, for one environment. */
    @FunctionalInterface
    private interface Chapter {
        void play(Life life) throws IOException;
    }

    private static void together(List<Life> lives, Chapter chapter) throws ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Life life : lives) {
                running.add(threads.submit(() -> {
                    chapter.play(life);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("interrupted");
        }
    }
}
