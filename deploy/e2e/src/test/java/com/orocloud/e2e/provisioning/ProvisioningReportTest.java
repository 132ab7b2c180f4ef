package com.orocloud.e2e.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.orocloud.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvisioningReportTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final List<Built> built = new ArrayList<>(List.of(
            complete("crowd-gcp-000", Provider.GCP),
            complete("crowd-oci-001", Provider.OCI),
            new Built("crowd-gcp-002", Provider.GCP, "QUOTA_EXCEEDED", Duration.ofSeconds(2), List.of())));
    private final List<String> machines = new ArrayList<>(List.of("crowd-gcp-000-1-db-1", "crowd-oci-001-1-db-1"));
    private int calls = 300;

    private static Built complete(String id, Provider provider) {
        return new Built(id, provider, Built.PROVISIONED, Duration.ofSeconds(5), List.of(id + "-1-db-1"));
    }

    private ProvisioningReport report() {
        var alone = List.of(
                new Alone(Provider.GCP, Duration.ofMillis(2_500), Duration.ofMillis(900), 40),
                new Alone(Provider.OCI, Duration.ofMillis(2_000), Duration.ofMillis(300), 60));
        var crowd = new Crowd.Outcome(built, Duration.ofSeconds(6), calls, Map.of(FaultKind.QUOTA, 1));
        return new ProvisioningReport(NOON, alone, crowd, List.of(), machines);
    }

    @Test
    void whatIsAsItShouldBeIsWithinTheLimitsAndIsWrittenAsTheSchemaSays(@TempDir Path folder) throws IOException {
        assertThat(report().isWithinLimits()).as(report().table()).isTrue();
        Path file = folder.resolve("report.json");
        report().write(file);
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Home.root().resolve("deploy/provisioning-report.schema.json")));
        assertThat(schema.validate(Files.readString(file), InputFormat.JSON)).isEmpty();
        assertThat(Files.readString(file)).contains("\"environmentsPerMinute\": 30.0", "\"medianOverheadMs\": 1600");
    }

    @Test
    void aMachineOfNobodyIsAStray() {
        machines.add("crowd-gcp-002-1-db-1");
        assertThat(report().isWithinLimits()).isFalse();
        assertThat(report().table()).contains("NOT HELD  0 orphans");
    }

    @Test
    void aMachineThatIsThereTwiceIsADuplicate() {
        machines.add("crowd-gcp-000-1-db-1");
        assertThat(report().table()).contains("NOT HELD  0 duplicates");
    }

    @Test
    void aNodeThatIsNotThereIsMissed() {
        machines.removeLast();
        assertThat(report().table()).contains("NOT HELD  0 nodes missing");
    }

    @Test
    void tooManyCallsAreTooMany() {
        calls = 1_000;
        assertThat(report().table()).contains("NOT HELD  calls per environment");
    }

    @Test
    void onlyAQuotaMayFailAnEnvironment() {
        built.add(new Built("crowd-gcp-004", Provider.GCP, "BUILD_TIME_OUT", Duration.ofSeconds(2), List.of()));
        assertThat(report().table()).contains("NOT HELD  only quotas");
    }

    @Test
    void timesThatOverlapCountOnce() {
        var span = new Span(NOON, NOON.plusSeconds(10));
        var some = List.of(
                new Span(NOON.plusSeconds(5), NOON.plusSeconds(7)),
                new Span(NOON.minusSeconds(3), NOON.plusSeconds(1)),
                new Span(NOON.plusSeconds(6), NOON.plusSeconds(8)),
                new Span(NOON.plusSeconds(6), NOON.plusSeconds(6)),
                new Span(NOON.plusSeconds(9), NOON.plusSeconds(20)));
        assertThat(span.coveredBy(some)).isEqualTo(Duration.ofSeconds(1 + 3 + 1));
    }
}
