package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CloudConfigTest {
    private static final int LIMIT_BYTES = 16 * 1024;

    @Test
    void itFitsEveryProviderAndSaysWhatToReplace() throws IOException {
        String config;
        try (InputStream in =
                Objects.requireNonNull(NodeSupervisor.class.getResourceAsStream("/cloud-config/node.yaml"))) {
            config = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(config.getBytes(StandardCharsets.UTF_8).length).isLessThan(LIMIT_BYTES);
        assertThat(config)
                .startsWith("#cloud-config\n")
                .contains(
                        "${packages}", "${artifact-url}", "${artifact-sha256}", "${mail-next-hop}", "sha256sum --check")
                .doesNotContainIgnoringCase("password");
    }
}
