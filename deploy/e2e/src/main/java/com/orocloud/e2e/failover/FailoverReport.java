package com.orocloud.e2e.failover;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was measured: a table to read and a JSON file to compute with (deploy/failover-report.schema.json). */
final class FailoverReport {

    /** Limits in milliseconds for the contender that is ours. */
    private static final long MEDIAN_LIMIT_MS = 3000;

    private static final long P95_LIMIT_MS = 5000;
    private static final long SWITCHOVER_P95_LIMIT_MS = 1000;
    private static final String OURS = "orocloud";

    private final Instant startedAt;
    private final Duration took;
    private final List<Trial> trials;
    private final List<Skipped> skipped;
    private final List<Summary> summaries;

    FailoverReport(Instant startedAt, Duration took, List<Trial> trials, List<Skipped> skipped) {
        this.startedAt = startedAt;
        this.took = took;
        this.trials = List.copyOf(trials);
        this.skipped = List.copyOf(skipped);
        this.summaries = summaries(trials);
    }

    /** Something that was not measured. */
    record Skipped(String contender, String kind, String why) {}

    private static List<Summary> summaries(List<Trial> trials) {
        var summaries = new ArrayList<Summary>();
        for (String contender : trials.stream().map(Trial::contender).distinct().toList()) {
            for (Kind kind : Kind.values()) {
                List<Trial> those = trials.stream()
                        .filter(trial -> trial.contender().equals(contender) && trial.kind() == kind)
                        .toList();
                if (!those.isEmpty()) {
                    summaries.add(Summary.of(contender, kind, those));
                }
            }
        }
        return summaries;
    }

    boolean isWithinLimits() {
        return summaries.stream()
                .filter(summary -> summary.contender().equals(OURS))
                .allMatch(FailoverReport::isWithinLimits);
    }

    private static boolean isWithinLimits(Summary summary) {
        boolean fast = summary.kind() == Kind.SWITCHOVER
                ? summary.p95GapMs() <= SWITCHOVER_P95_LIMIT_MS
                : summary.medianGapMs() <= MEDIAN_LIMIT_MS && summary.p95GapMs() <= P95_LIMIT_MS;
        return fast && summary.lost() == 0 && summary.doubleWrites() == 0;
    }

    /** How many times longer another's median gap of this kind is than ours; empty if one of them was not measured. */
    private Optional<Double> ratio(Summary other) {
        return summaries.stream()
                .filter(summary -> summary.contender().equals(OURS)
                        && summary.kind() == other.kind()
                        && summary.medianGapMs() > 0
                        && !other.contender().equals(OURS))
                .map(ours -> Math.round(10.0 * other.medianGapMs() / ours.medianGapMs()) / 10.0)
                .findFirst();
    }

    String table() {
        var table = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%-18s %-10s %5s %10s %10s %10s %12s %6s %7s  %s%n",
                "contender",
                "kind",
                "runs",
                "median ms",
                "p95 ms",
                "longest",
                "acknowledged",
                "lost",
                "double",
                "ratio of medians"));
        for (Summary each : summaries) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-18s %-10s %5d %10d %10d %10d %12d %6d %7d  %s%n",
                    each.contender(),
                    each.kind().word(),
                    each.runs(),
                    each.medianGapMs(),
                    each.p95GapMs(),
                    each.longestGapMs(),
                    each.acknowledged(),
                    each.lost(),
                    each.doubleWrites(),
                    ratio(each).map(ratio -> ratio + " x ours").orElse("")));
        }
        skipped.forEach(
                each -> table.append("skipped: %s, %s: %s%n".formatted(each.contender(), each.kind(), each.why())));
        return table.append(isWithinLimits() ? "Within the limits.\n" : "NOT WITHIN THE LIMITS.\n")
                .toString();
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

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("startedAt", startedAt.toString());
        json.put("durationSeconds", took.toMillis() / 1000.0);
        json.put("withinLimits", isWithinLimits());
        json.put(
                "limits",
                Map.of(
                        "medianGapMs", MEDIAN_LIMIT_MS,
                        "p95GapMs", P95_LIMIT_MS,
                        "switchoverP95GapMs", SWITCHOVER_P95_LIMIT_MS,
                        "lost", 0,
                        "doubleWrites", 0));
        json.put("summaries", summaries.stream().map(this::json).toList());
        json.put("runs", trials.stream().map(FailoverReport::json).toList());
        json.put("skipped", skipped);
        return json;
    }

    private Map<String, Object> json(Summary summary) {
        var json = new LinkedHashMap<String, Object>();
        json.put("contender", summary.contender());
        json.put("kind", summary.kind().word());
        json.put("runs", summary.runs());
        json.put("medianGapMs", summary.medianGapMs());
        json.put("p95GapMs", summary.p95GapMs());
        json.put("longestGapMs", summary.longestGapMs());
        json.put("acknowledged", summary.acknowledged());
        json.put("lost", summary.lost());
        json.put("doubleWrites", summary.doubleWrites());
        ratio(summary).ifPresent(ratio -> json.put("medianGapTimesOurs", ratio));
        return json;
    }

    private static Map<String, Object> json(Trial trial) {
        var json = new LinkedHashMap<String, Object>();
        json.put("contender", trial.contender());
        json.put("kind", trial.kind().word());
        json.put("gapMs", trial.gapMs());
        json.put("acknowledged", trial.acknowledged());
        json.put("lost", trial.lost());
        json.put("doubleWrites", trial.doubleWrites());
        json.put("phasesMs", trial.phases());
        return json;
    }
}
