package com.orocloud.e2e.provisioning;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was measured: a table to read and a JSON file to compute with (deploy/provisioning-report.schema.json). */
final class ProvisioningReport {

    static final long OVERHEAD_LIMIT_MS = 2_000;

    /** How many calls an environment may take, faults and all, in multiples of the fewest possible. */
    static final double CALLS_LIMIT = 4;

    private static final double SECONDS_A_MINUTE = 60;
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.95;

    private final Instant startedAt;
    private final List<Alone> alone;
    private final Crowd.Outcome crowd;
    private final List<String> orphans;
    private final List<String> machines;

    /**
     * @param orphans that the service told
     * @param machines every machine that the cloud has at the end
     */
    ProvisioningReport(
            Instant startedAt, List<Alone> alone, Crowd.Outcome crowd, List<String> orphans, List<String> machines) {
        this.startedAt = startedAt;
        this.alone = List.copyOf(alone);
        this.crowd = crowd;
        this.orphans = List.copyOf(orphans);
        this.machines = List.copyOf(machines);
    }

    private static <T extends Comparable<T>> T rank(List<T> values, double share) {
        List<T> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private List<Alone> of(Provider provider) {
        return alone.stream().filter(one -> one.provider() == provider).toList();
    }

    private long medianOverheadMs(Provider provider) {
        return rank(of(provider).stream().map(one -> one.overhead().toMillis()).toList(), MEDIAN);
    }

    private int medianCalls(Provider provider) {
        return rank(of(provider).stream().map(Alone::calls).toList(), MEDIAN);
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private long complete() {
        return crowd.environments().stream().filter(Built::isComplete).count();
    }

    private double environmentsPerMinute() {
        return rounded(crowd.environments().size()
                * SECONDS_A_MINUTE
                * 1_000
                / crowd.took().toMillis());
    }

    private double callsPerEnvironment() {
        return rounded((double) crowd.calls() / crowd.environments().size());
    }

    /** Of the mixture of providers that was built. */
    private double minimumCalls() {
        return rounded(crowd.environments().stream()
                .mapToInt(built -> built.provider().minimumCalls())
                .average()
                .orElse(0));
    }

    /** Machines of one name that are there more than once. */
    private List<String> duplicates() {
        var seen = new HashSet<String>();
        return machines.stream().filter(name -> !seen.add(name)).distinct().toList();
    }

    /** Machines of the crowd that are there and belong to no complete environment, found without asking the service. */
    private List<String> strays() {
        Set<String> known = crowd.environments().stream()
                .flatMap(built -> built.nodes().stream())
                .collect(Collectors.toSet());
        return machines.stream()
                .filter(name -> name.startsWith("crowd-") && !known.contains(name))
                .toList();
    }

    private List<String> missing() {
        var there = new HashSet<>(machines);
        return crowd.environments().stream()
                .flatMap(built -> built.nodes().stream())
                .filter(name -> !there.contains(name))
                .toList();
    }

    /** What the limits are, and whether each was kept. */
    private Map<String, Boolean> limits() {
        var kept = new LinkedHashMap<String, Boolean>();
        kept.put("0 orphans", orphans.isEmpty() && strays().isEmpty());
        kept.put("0 duplicates", duplicates().isEmpty());
        kept.put("0 nodes missing", missing().isEmpty());
        kept.put(
                "only quotas fail an environment",
                crowd.environments().stream()
                        .allMatch(built -> built.isComplete()
                                || built.outcome().startsWith("QUOTA")
                                || built.outcome().startsWith("LIMIT")));
        kept.put("every kind of fault struck", crowd.struck().values().stream().allMatch(times -> times > 0));
        kept.put(
                "calls per environment at most " + CALLS_LIMIT + " times the fewest possible",
                callsPerEnvironment() <= CALLS_LIMIT * minimumCalls());
        for (Provider provider : Provider.values()) {
            kept.put(
                    "overhead on " + provider + " below " + OVERHEAD_LIMIT_MS + " ms",
                    medianOverheadMs(provider) < OVERHEAD_LIMIT_MS);
        }
        return kept;
    }

    boolean isWithinLimits() {
        return limits().values().stream().allMatch(kept -> kept);
    }

    String table() {
        var lines = new ArrayList<String>();
        for (Provider provider : Provider.values()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "alone on %s: overhead %d ms (median of %d), %d calls, the fewest possible %d",
                    provider,
                    medianOverheadMs(provider),
                    of(provider).size(),
                    medianCalls(provider),
                    provider.minimumCalls()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "at once: %d of %d complete in %.1f s, %.1f environments a minute; %.1f calls each, the fewest possible %.1f",
                complete(),
                crowd.environments().size(),
                crowd.took().toMillis() / 1_000.0,
                environmentsPerMinute(),
                callsPerEnvironment(),
                minimumCalls()));
        lines.add("ends: " + ends());
        lines.add("faults that struck: " + crowd.struck());
        limits().forEach((limit, kept) -> lines.add((kept ? "held      " : "NOT HELD  ") + limit));
        return "\n" + String.join("\n", lines) + "\n"
                + (isWithinLimits() ? "Within the limits.\n" : "NOT WITHIN THE LIMITS.\n");
    }

    private Map<String, Long> ends() {
        return crowd.environments().stream()
                .collect(Collectors.groupingBy(Built::outcome, TreeMap::new, Collectors.counting()));
    }

    void write(Path file) throws IOException {
        Files.writeString(
                file,
                new GsonBuilder()
                                .setPrettyPrinting()
                                .disableHtmlEscaping()
                                .create()
                                .toJson(json()) + "\n");
    }

    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("startedAt", startedAt.toString());
        json.put("withinLimits", isWithinLimits());
        json.put("limits", limits());
        var each = new LinkedHashMap<String, Object>();
        for (Provider provider : Provider.values()) {
            each.put(provider.name(), json(provider));
        }
        json.put("alone", each);
        json.put("atOnce", atOnce());
        return json;
    }

    private Map<String, Object> json(Provider provider) {
        var json = new LinkedHashMap<String, Object>();
        json.put("runs", of(provider).size());
        json.put("medianOverheadMs", medianOverheadMs(provider));
        json.put("medianCalls", medianCalls(provider));
        json.put("fewestCallsPossible", provider.minimumCalls());
        json.put(
                "tookMs",
                of(provider).stream().map(one -> one.took().toMillis()).toList());
        json.put(
                "cloudTookMs",
                of(provider).stream().map(one -> one.cloudTook().toMillis()).toList());
        return json;
    }

    private Map<String, Object> atOnce() {
        List<Duration> took = crowd.environments().stream().map(Built::took).toList();
        var json = new LinkedHashMap<String, Object>();
        json.put("environments", crowd.environments().size());
        json.put("complete", complete());
        json.put("ends", ends());
        json.put("tookSeconds", crowd.took().toMillis() / 1_000.0);
        json.put("environmentsPerMinute", environmentsPerMinute());
        json.put("medianSeconds", rank(took, MEDIAN).toMillis() / 1_000.0);
        json.put("p95Seconds", rank(took, MOST).toMillis() / 1_000.0);
        json.put("calls", crowd.calls());
        json.put("callsPerEnvironment", callsPerEnvironment());
        json.put("fewestCallsPossible", minimumCalls());
        json.put("faultsThatStruck", crowd.struck());
        json.put("orphans", orphans);
        json.put("strays", strays());
        json.put("duplicates", duplicates());
        json.put("missing", missing());
        return json;
    }
}
