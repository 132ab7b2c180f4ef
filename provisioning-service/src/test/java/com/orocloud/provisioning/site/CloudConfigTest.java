package com.orocloud.provisioning.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.orocloud.events.EnvironmentProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class CloudConfigTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final int LIMIT_BYTES = 16 * 1024;

    private final CloudConfig config =
            new CloudConfig(template(), URI.create("https://files.example/n.tar.gz"), DIGEST, "mail.example:587");
    private final SitePlan plan = TestingSites.plan(TestingSites.ID, 1, EnvironmentProfile.FULL);

    @Test
    void everyNodeGetsAWholeConfigurationThatChecksTheDigest() {
        for (SiteNode node : plan.nodes()) {
            String text = config.of(plan, node);

            assertThat(text).as(node.name()).startsWith("#cloud-config\n");
            assertThat(text.lines().filter(line -> !line.startsWith("#"))).noneMatch(line -> line.contains("${"));
            assertThat(text)
                    .contains(
                            "sum=" + DIGEST,
                            "'https://files.example/n.tar.gz'",
                            "node " + node.name(),
                            "OROCLOUD_MAIL_NEXT_HOP=mail.example:587");
            assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(LIMIT_BYTES);
            assertThat(packages(node.name())).doesNotContain("null").contains("temurin-25-jre");
        }
    }

    @Test
    void aNodeInstallsWhatItsRoleNeedsAndNoMore() {
        assertThat(packages("db-1")).contains("postgresql-15");
        assertThat(packages("lb-1")).contains("haproxy").doesNotContain("postgresql-15");
        assertThat(packages("cache-1")).contains("redis-server", "redis-sentinel");
        assertThat(packages("queue-1")).contains("rabbitmq-server");
        assertThat(packages("consumer-1")).isEqualTo(packages("web-1"));
        assertThat(packages("smtp-1")).isEqualTo(packages("web-1"));
    }

    /**
     * By cloud-init itself. The command that runs the tests unpacks it: installed, it would take the tests' own machine
     * for a new one.
     */
    @Test
    void cloudInitFindsNothingWrongWithAnyRoleAndWouldSaySo(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path modules = Path.of(System.getenv().getOrDefault("OROCLOUD_CLOUD_INIT", "/usr/lib/python3/dist-packages"));
        assumeThat(modules.resolve("cloudinit"))
                .as("cloud-init; deploy/test unpacks it")
                .isDirectory();
        for (SiteNode node :
                plan.nodes().stream().filter(node -> node.ordinal() == 1).toList()) {
            assertThat(objection(modules, Files.writeString(folder.resolve(node.name()), config.of(plan, node))))
                    .as(node.name())
                    .isEmpty();
        }
        Path wrong = Files.writeString(folder.resolve("wrong"), "#cloud-config\npackages: 3\n");
        assertThat(objection(modules, wrong)).contains("packages: 3 is not of type 'array'");
    }

    /** What cloud-init has against a configuration; empty if nothing. */
    private static String objection(Path modules, Path file) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        "/usr/bin/python3", "-m", "cloudinit.cmd.main", "schema", "--config-file", file.toString())
                .redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", modules.toString());
        Process check = builder.start();
        String says = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return check.waitFor() == 0 && says.startsWith("Valid cloud-config") ? "" : says;
    }

    @Test
    void whatIsNoDigestIsRefusedBeforeAnyMachineIsMade() {
        for (String digest : List.of("", "abc", DIGEST.toUpperCase(Locale.ROOT), DIGEST + "0")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> new CloudConfig(template(), URI.create("https://files.example"), digest, "mail:25"))
                    .withMessageContaining("deploy/node-archive");
        }
    }

    private List<String> packages(String suffix) {
        SiteNode node = plan.nodes().stream()
                .filter(each -> each.name().endsWith(suffix))
                .findFirst()
                .orElseThrow();
        Map<String, Object> read = new Yaml().load(config.of(plan, node));
        return ((List<?>) Objects.requireNonNull(read.get("packages")))
                .stream().map(String::valueOf).toList();
    }

    private static String template() {
        try (InputStream in =
                Objects.requireNonNull(CloudConfig.class.getResourceAsStream("/cloud-config/node.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
