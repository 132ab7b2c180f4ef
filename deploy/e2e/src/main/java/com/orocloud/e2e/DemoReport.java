package com.orocloud.e2e;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.orocloud.local.EventStory;
import com.orocloud.local.Footprint;
import com.orocloud.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/** What the demo saw: a timeline to read and a JSON file to compute with (deploy/demo-report.schema.json). */
final class DemoReport {

    /** The facts that tell the story; the others are detail. */
    private static final Set<String> TURNING_POINTS = Set.of(
            "EnvironmentRejected",
            "EnvironmentAccepted",
            "EnvironmentProvisioned",
            "BackupReplicated",
            "DnsUpdated",
            "EnvironmentActivated",
            "ZoneFailoverStarted",
            "ZoneFailoverCompleted",
            "NodeFenced",
            "StandbyRebuilt",
            "RegionSuspectedDown",
            "RegionDown",
            "DrCaseOpened",
            "DrApprovalRequested",
            "DrApproved",
            "RestoreCompleted",
            "CustomerDnsActionRequired",
            "DrRecovered");

    private final LocalSystem system;
    private final Run run;
    private final List<Story> stories;
    private final Checks checks;
    private final List<GenericRecord> facts;

    /**
     * How the system itself did.
     *
     * @param untilReady from the command to all five services ready
     */
    record Run(Instant startedAt, Duration untilReady, Footprint whenReady, Footprint atEnd) {}

    DemoReport(LocalSystem system, Run run, List<Story> stories, Checks checks, Facts facts) {
        this.system = system;
        this.run = run;
        this.stories = List.copyOf(stories);
        this.checks = checks;
        this.facts = facts.all().stream()
                .sorted(Comparator.comparing(Facts::occurredAt))
                .toList();
    }

    String timeline() {
        var text = new StringBuilder("%n%s%n".formatted("What happened, when (seconds after the start)"));
        for (GenericRecord fact : facts) {
            if (TURNING_POINTS.contains(fact.getSchema().getName())) {
                text.append("%8.1f  %s%n".formatted(secondsSinceStart(Facts.occurredAt(fact)), EventStory.line(fact)));
            }
        }
        for (Story story : stories) {
            text.append(summary(story));
        }
        text.append("%nsystem ready after %.1f s with %s; at the end %.2f GB%n"
                .formatted(
                        seconds(run.untilReady()), run.whenReady(), run.atEnd().gigabytes()));
        return text.toString();
    }

    private static String summary(Story story) {
        return """

                %s
                  in service after          %6.1f s
                  main database %-8s    %6.1f s without writes, %d of %d acknowledged orders lost
                  region lost               %6d of %d acknowledged orders lost, all younger than the recovery point
                  recovery since approval   %6.1f s measured, %d s reported
                  data loss                 %6.1f s measured, %d s reported
                """.formatted(
                        story.customer.environment(),
                        Duration.between(story.requestedAt, story.activatedAt).toMillis() / 1000.0,
                        story.failover.kind(),
                        story.failover.measuredOutageMillis() / 1000.0,
                        story.failover.ordersLost(),
                        story.failover.ordersAcknowledged(),
                        story.region.ordersLost(),
                        story.region.ordersAcknowledged(),
                        story.measuredRecoverySeconds,
                        story.reportedRecoverySeconds,
                        story.measuredDataLossSeconds,
                        story.reportedDataLossSeconds);
    }

    void write(Path file) throws IOException {
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, gson.toJson(json()) + "\n");
    }

    private Map<String, Object> json() {
        var report = new LinkedHashMap<String, Object>();
        report.put("startedAt", run.startedAt().toString());
        report.put("durationSeconds", secondsSinceStart(Instant.now()));
        report.put("coldStartSeconds", seconds(run.untilReady()));
        report.put("megabytesWhenReady", run.whenReady().megabytes());
        report.put("megabytesAtEnd", run.atEnd().megabytes());
        report.put("passed", checks.allHeld());
        report.put("settingsThatAreNotDefaults", system.nonDefaultSettings());
        report.put("environments", stories.stream().map(this::json).toList());
        report.put("checks", checks.all());
        return report;
    }

    private Map<String, Object> json(Story story) {
        var json = new LinkedHashMap<String, Object>();
        json.put("environmentId", story.customer.environment());
        json.put("hostname", story.customer.hostname());
        json.put("domainMode", story.customer.domainMode().name());
        json.put("timeline", instants(story.customer));
        json.put("disasters", List.of(story.failover, story.region));
        json.put("drResourcesBeforeApproval", story.drResourcesBeforeApproval);
        json.put("dnsBefore", story.dnsBefore);
        json.put("dnsAfter", story.dnsAfter);
        json.put("recoverySecondsReported", story.reportedRecoverySeconds);
        json.put("recoverySecondsMeasured", story.measuredRecoverySeconds);
        json.put("dataLossSecondsReported", story.reportedDataLossSeconds);
        json.put("dataLossSecondsMeasured", story.measuredDataLossSeconds);
        return json;
    }

    /** The states of the environment and its case, and when it entered them. */
    private List<Map<String, String>> instants(Customer customer) {
        var instants = new ArrayList<Map<String, String>>();
        for (GenericRecord fact : facts) {
            String about = Facts.text(Facts.meta(fact), "aggregateId");
            if (about.equals(customer.environment()) || about.equals(customer.primaryKey())) {
                var entry = new LinkedHashMap<String, String>();
                entry.put("at", Facts.occurredAt(fact).toString());
                entry.put("event", fact.getSchema().getName());
                if (fact.getSchema().getField("step") != null) {
                    entry.put("step", Facts.text(fact, "step"));
                }
                instants.add(entry);
            }
        }
        return instants;
    }

    private double secondsSinceStart(Instant at) {
        return seconds(Duration.between(run.startedAt(), at));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
