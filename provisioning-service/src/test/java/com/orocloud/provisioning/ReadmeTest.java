package com.orocloud.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.provisioning.environment.TestingEnvironments;
import com.orocloud.provisioning.site.TestingSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's state tables are those of the code. On failure: replace the table by the expected one. */
class ReadmeTest {

    @ParameterizedTest
    @ValueSource(strings = {"Environment", "RegionHealth", "Site", "NodeFence"})
    void theReadmeTellsWhatTheCodeDoes(String lifecycle) throws IOException {
        Matrix<?> matrix = switch (lifecycle) {
            case "Environment" -> TestingEnvironments.matrix();
            case "RegionHealth" -> TestingEnvironments.regionMatrix();
            case "Site" -> TestingSites.matrix();
            default -> TestingSites.nodeFenceMatrix();
        };
        assertThat(Files.readString(Path.of("README.md")))
                .contains("### " + lifecycle + "\n\n" + matrix.render() + "\n");
    }
}
