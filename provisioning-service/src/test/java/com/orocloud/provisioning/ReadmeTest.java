package com.orocloud.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.provisioning.decommission.TestingDecommissions;
import com.orocloud.provisioning.environment.TestingEnvironments;
import com.orocloud.provisioning.inventory.TestingFindings;
import com.orocloud.provisioning.maintenance.TestingMaintenance;
import com.orocloud.provisioning.scaling.TestingScaling;
import com.orocloud.provisioning.site.TestingSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's state tables are those of the code. {@code -Dreadme.update=true} writes them anew. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Environment",
                "RegionHealth",
                "Site",
                "NodeFence",
                "Drift",
                "Orphan",
                "MaintenanceWindow",
                "Decommission",
                "Scaling"
            })
    void theReadmeTellsWhatTheCodeDoes(String lifecycle) throws IOException {
        Matrix<?> matrix = switch (lifecycle) {
            case "Environment" -> TestingEnvironments.matrix();
            case "RegionHealth" -> TestingEnvironments.regionMatrix();
            case "MaintenanceWindow" -> TestingMaintenance.matrix();
            case "Decommission" -> TestingDecommissions.matrix();
            case "Scaling" -> TestingScaling.matrix();
            case "Site" -> TestingSites.matrix();
            case "NodeFence" -> TestingSites.nodeFenceMatrix();
            case "Drift" -> TestingFindings.driftMatrix();
            default -> TestingFindings.orphanMatrix();
        };
        var heading = "### " + lifecycle + "\n\n";
        var text = Files.readString(README);
        int from = text.indexOf(heading) + heading.length();
        int next = text.indexOf("\n\n", from);
        var current = text.substring(0, from) + matrix.render() + (next < 0 ? "\n" : text.substring(next));
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(README, current);
        }
        assertThat(Files.readString(README))
                .as("the table of " + lifecycle + " is stale: run this test with -Dreadme.update=true")
                .isEqualTo(current);
    }
}
