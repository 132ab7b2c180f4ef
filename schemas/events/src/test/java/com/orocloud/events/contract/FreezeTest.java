package com.orocloud.events.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How a version of the contract becomes a released one: {@code ./mvnw -pl schemas/events test -Dfreeze=0.2.0}. */
class FreezeTest {

    @Test
    void aReleasedVersionReadsBackAsItWasAndNeverChanges(@TempDir Path directory) throws Exception {
        ContractVersion current = ContractVersion.current();
        current.freeze(directory, "9.9.0");
        assertThat(ContractVersion.released(directory)).singleElement().satisfies(released -> {
            assertThat(released.version()).isEqualTo("9.9.0");
            assertThat(released.records()).containsOnlyKeys(current.records().keySet());
            assertThat(CompatibilityGate.breaks(current, List.of(released))).isEmpty();
            assertThat(CompatibilityGate.untold(current, List.of(released), "")).isEmpty();
        });
        assertThatThrownBy(() -> current.freeze(directory, "9.9.0")).hasMessageContaining("never changes");
    }

    @Test
    void releasesAreInOrderOfTheirVersionsNotOfTheirNames(@TempDir Path directory) throws Exception {
        for (String version : new String[] {"0.10.0", "0.2.0"}) {
            ContractVersion.current().freeze(directory, version);
        }
        assertThat(ContractVersion.released(directory))
                .extracting(ContractVersion::version)
                .containsExactly("0.2.0", "0.10.0");
    }

    @Test
    void schemasAreFrozenWithoutHintsForOneLanguage(@TempDir Path directory) throws Exception {
        ContractVersion.current().freeze(directory, "9.9.0");
        assertThat(Files.readString(directory.resolve("9.9.0/EnvironmentRequested.avsc")))
                .contains("\"pii\" : \"email\"")
                .doesNotContain("avro.java");
    }

    @Test
    @EnabledIfSystemProperty(named = "freeze", matches = "\\d+\\.\\d+\\.\\d+")
    void freezesTheContractOnRequest() throws Exception {
        assertThat(ContractLint.problems(ContractVersion.current())).isEmpty();
        ContractVersion.current().freeze(Path.of("frozen"), System.getProperty("freeze"));
    }
}
