package com.orocloud.provisioning.site;

import static com.orocloud.provisioning.site.TestingSites.ID;
import static com.orocloud.provisioning.site.TestingSites.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class FirstBootTest {

    private final SitePlan plan = plan(ID, 1, EnvironmentProfile.FULL);
    private FirstBoot firstBoot;

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(FirstBoot.class.getResourceAsStream("/cloud-config/node.yaml"))) {
            firstBoot = new FirstBoot(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    new FirstBoot.Artifact(URI.create("https://artifacts.example/7"), "ab".repeat(32), "mail:25"));
        }
    }

    @Test
    void everyNodeGetsAWholeConfigThatFitsEveryProviderAndHoldsNoSecret() {
        for (SiteNode node : plan.nodes()) {
            String config = firstBoot.cloudConfig(plan, node);
            assertThat(config)
                    .startsWith("#cloud-config\n")
                    .contains(node.name(), "https://artifacts.example/7/node.tar.gz", "ab".repeat(32), "mail:25")
                    .doesNotContain("${")
                    .doesNotContainIgnoringCase("password");
            assertThat(config.getBytes(StandardCharsets.UTF_8).length).isLessThan(FirstBoot.BYTES_MAX);
            assertThat(parsed(config)).containsKeys("packages", "write_files", "runcmd", "bootcmd");
        }
    }

    @Test
    void aNodeInstallsWhatItsRoleNeedsAndNoMore() {
        assertThat(packages(Component.DATABASE)).contains("postgresql-15").doesNotContain("haproxy");
        assertThat(packages(Component.CACHE)).contains("redis-server", "redis-sentinel");
        assertThat(packages(Component.QUEUE)).contains("rabbitmq-server");
        assertThat(packages(Component.LOAD_BALANCER)).contains("haproxy");
        assertThat(packages(Component.WEB)).hasSize(4);
    }

    private List<String> packages(Component component) {
        SiteNode node = plan.nodes().stream()
                .filter(each -> each.component() == component)
                .findFirst()
                .orElseThrow();
        var packages = (List<?>) Objects.requireNonNull(
                parsed(firstBoot.cloudConfig(plan, node)).get("packages"));
        return packages.stream().map(String::valueOf).toList();
    }

    private static Map<String, Object> parsed(String config) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(config);
    }
}
