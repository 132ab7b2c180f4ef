package com.orocloud.e2e.provisioning;

import com.orocloud.e2e.Customer;
import com.orocloud.e2e.Facts;
import com.orocloud.e2e.Portal;
import com.orocloud.events.DomainMode;
import com.orocloud.local.Command;
import com.orocloud.local.Home;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.LocalSystem.AtExit;
import com.orocloud.local.Place.Service;
import com.orocloud.local.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** {@code deploy/bench provisioning}: many environments at once from a cloud that fails, and one alone from one that does not. */
public final class ProvisioningBenchmark {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int RUNS_ALONE = 5;
    private static final String PROJECT = "orocloud-local";
    private static final String PLANTED_ZONE = "europe-west4-a";
    private static final String PLANTED = "nobody-1-web-1";

    private final Options options;
    private final Progress progress;
    private final LocalSystem system;
    private final CloudMeter cloud;

    private ProvisioningBenchmark(Options options, LocalSystem system, Progress progress) {
        this.options = options;
        this.system = system;
        this.progress = progress;
        this.cloud = new CloudMeter(system.place().cloudAdmin(), system.place().cloudApi());
    }

    public static void main(String[] args) throws Exception {
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            Command.misused("deploy/bench provisioning", String.valueOf(e.getMessage()));
            return;
        }
        var progress = new Progress(System.out);
        var shape = new LocalSystem.Shape(
                List.of(Service.PROVISIONING),
                true,
                Map.of(Service.PROVISIONING, Map.of("operation-limit", "20s", "inventory-every", "10s")));
        LocalSystem system = LocalSystem.in(Home.temporary("bench"), Home.root(), shape, progress);
        Command.run(() -> {
            boolean held = new ProvisioningBenchmark(options, system, progress).run();
            system.remove();
            System.exit(held ? 0 : 1);
        });
    }

    private boolean run() throws IOException {
        Instant startedAt = Instant.now();
        progress.title(
                "provisioning-service, its settings as shipped but for two limits, and a cloud of inert machines");
        system.up(AtExit.REMOVE);
        try (var portal = new Portal(system);
                var facts =
                        new Facts(system, new Progress(new PrintStream(OutputStream.nullOutputStream())), fact -> {})) {
            var crowd = new Crowd(portal, facts, cloud);
            List<Alone> alone = buildAlone(portal, facts);
            progress.title(options.environments() + " environments at once, " + options.percent()
                    + " % of creations spoiled by each of " + FaultKind.values().length + " kinds of fault");
            Crowd.Outcome outcome = crowd.build(options.environments(), options.percent(), LONGEST, progress);
            List<String> orphans = takeInventory();
            var report = new ProvisioningReport(startedAt, alone, outcome, orphans, cloud.machines());
            progress.print(report.table());
            if (options.report() != null) {
                report.write(options.report());
                progress.print("report: " + options.report() + "\n");
            }
            return report.isWithinLimits();
        }
    }

    private List<Alone> buildAlone(Portal portal, Facts facts) throws IOException {
        progress.title("One environment alone, " + RUNS_ALONE + " times on each provider");
        var alone = new ArrayList<Alone>();
        for (Provider provider : Provider.values()) {
            for (int run = 0; run <= RUNS_ALONE; run++) {
                String id = "alone-%s-%d".formatted(provider.name().toLowerCase(java.util.Locale.ROOT), run);
                Instant asked = Instant.now();
                portal.request(customer(id, provider, 0));
                GenericRecord built = facts.await("EnvironmentProvisioned", id, LONGEST);
                int calls = cloud.calls(asked);
                var span = new Span(asked, Facts.occurredAt(built));
                // the first one pays for what the service has to load, and is not counted
                if (run > 0) {
                    var one = new Alone(provider, span.length(), span.coveredBy(cloud.operations(asked)), calls);
                    alone.add(one);
                    progress.say("%s: %d ms, of which the cloud took %d; %d calls"
                            .formatted(
                                    provider,
                                    one.took().toMillis(),
                                    one.cloudTook().toMillis(),
                                    one.calls()));
                }
            }
        }
        return alone;
    }

    static Customer customer(String id, Provider provider, int region) {
        return new Customer(
                "acme",
                id,
                "shop." + id + ".orocloud.test",
                DomainMode.PLATFORM_ZONE,
                provider.region(region),
                provider.region(region + 1));
    }

    /**
     * What the service itself calls orphans. A machine is planted that belongs to nobody: only when that one is told is
     * the silence about others worth anything.
     */
    private List<String> takeInventory() throws IOException {
        cloud.plant(PROJECT, PLANTED_ZONE, PLANTED);
        await("the planted machine is told", () -> orphans().contains(PLANTED));
        List<String> others =
                orphans().stream().filter(name -> !name.equals(PLANTED)).toList();
        cloud.uproot(PROJECT, PLANTED_ZONE, PLANTED);
        await("the planted machine is forgotten", () -> !orphans().contains(PLANTED));
        progress.say("inventory: the planted machine was told, and " + others.size() + " others");
        return others;
    }

    private List<String> orphans() throws IOException {
        var names = new ArrayList<String>();
        cloud.get(system.place().url(Service.PROVISIONING) + "/orphans")
                .getAsJsonArray()
                .forEach(each -> names.add(each.getAsJsonObject().get("name").getAsString()));
        return names;
    }

    /** Something that can be looked at. */
    @FunctionalInterface
    interface Look {
        boolean isSo() throws IOException;
    }

    static void await(String what, Look look) throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!look.isSo()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("not within two minutes: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(500).toNanos());
        }
    }
}
