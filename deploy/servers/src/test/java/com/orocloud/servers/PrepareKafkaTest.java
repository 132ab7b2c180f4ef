package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareKafkaTest {

    @Test
    void namesTheOptionThatIsMissing() {
        assertThatThrownBy(() -> PrepareKafka.run("--bootstrap", "broker:9092"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--users is missing");
    }

    @Test
    void namesTheOptionThatItDoesNotKnow() {
        assertThatThrownBy(() -> PrepareKafka.run("--force", "yes")).hasMessage("--force is not an option");
    }

    @Test
    void refusesAUserWhoIsNotInTheCatalogue(@TempDir Path folder) throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "mallory=x\n");

        assertThatThrownBy(() -> PrepareKafka.run("--users", users.toString()))
                .hasMessageContaining("mallory")
                .hasMessageContaining("dr-service");
    }
}
