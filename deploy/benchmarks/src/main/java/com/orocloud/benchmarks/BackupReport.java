package com.orocloud.benchmarks;

import com.orocloud.benchmarks.BackupTargets.Verdict;
import com.orocloud.benchmarks.BackupWorker.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the bench saw: a table to read, and a JSON file to compute with (deploy/backup-bench-report.schema.json).
 *
 * @param passed every target that could be judged was met
 */
record BackupReport(
        String startedAt,
        Machine machine,
        long databaseBytes,
        int roundsAsked,
        List<Measurement> contenders,
        Done worker,
        List<Verdict> targets,
        boolean passed) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Where it ran. */
    record Machine(int processors, String postgres, String java) {}

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    String table() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nDatabase %.0f MB, %d processors, PostgreSQL %s; rates and processor time are of the database's size.%n",
                databaseBytes / 1e6,
                machine.processors(),
                machine.postgres()));
        for (Contender.Kind kind : Contender.Kind.values()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-72s %8s %8s %10s %8s%n",
                    kind.spoken(),
                    "seconds",
                    "MB/s",
                    "output MB",
                    "CPU s/GB"));
            contenders.stream().filter(one -> one.kind() == kind).forEach(one -> row(text, one));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nworker: heap limit %d MiB, heap peak %d MiB, resident peak %d MiB%n%n",
                worker.heapLimitBytes() >> 20,
                worker.heapPeakBytes() >> 20,
                worker.residentPeakBytes() >> 20));
        targets.forEach(verdict -> verdict(text, verdict));
        return text.toString();
    }

    private static void row(StringBuilder text, Measurement one) {
        var output = one.outputBytes();
        text.append(String.format(
                Locale.ROOT,
                "  %-70s %8s %8s %10s %8s%s%n",
                one.name(),
                decimals(2, one.seconds()),
                decimals(0, one.megabytesPerSecond()),
                decimals(0, output == null ? null : output / 1e6),
                decimals(1, one.cpuSecondsPerGigabyte()),
                one.skipped() == null ? "" : "  skipped: " + one.skipped()));
    }

    private static void verdict(StringBuilder text, Verdict verdict) {
        var met = verdict.met();
        text.append(String.format(
                Locale.ROOT,
                "%-8s %s %s: %s%n",
                met == null ? "skipped" : met ? "met" : "NOT MET",
                verdict.target(),
                decimals(verdict.required() < 1000 ? 2 : 0, verdict.required()),
                decimals(verdict.required() < 1000 ? 2 : 0, verdict.measured())));
    }

    private static String decimals(int decimals, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
