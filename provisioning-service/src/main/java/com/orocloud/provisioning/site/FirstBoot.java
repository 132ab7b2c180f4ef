package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a new machine does at its first start: installs what its role needs and starts the node's supervisor, which
 * learns the rest from the metadata. Identity and references only, nothing secret, and small enough for every provider.
 */
public final class FirstBoot {

    /** Oracle Cloud takes 32,000 bytes of all metadata together, in base64; this leaves room for the node's order. */
    static final int BYTES_MAX = 16 * 1024;

    private final String template;

    /**
     * What is the same for every machine.
     *
     * @param folder where node.tar.gz is
     * @param sha256 of that archive, in hexadecimal digits; a machine runs no other
     * @param mailNextHop host:port of the server that mail relays hand mail to
     */
    public record Artifact(URI folder, String sha256, String mailNextHop) {}

    /** @param template a cloud-config with the places to fill in */
    public FirstBoot(String template, Artifact artifact) {
        this.template = template.replace("${artifact-url}", artifact.folder().toString())
                .replace("${artifact-sha256}", artifact.sha256())
                .replace("${smarthost}", artifact.mailNextHop());
    }

    String cloudConfig(SitePlan plan, SiteNode node) {
        String config = template.replace("${packages}", String.join(", ", packages(node.component())))
                .replace("${environment}", plan.environmentId())
                .replace("${node}", node.name());
        if (config.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new IllegalStateException("the cloud-config of " + node.name() + " is larger than " + BYTES_MAX);
        }
        return config;
    }

    /** Debian's; the programs of the shop come in the archive and need none. */
    private static List<String> packages(Component component) {
        return switch (component) {
            case DATABASE -> List.of("postgresql-15");
            case LOAD_BALANCER -> List.of("haproxy");
            case CACHE -> List.of("redis-server", "redis-sentinel");
            case QUEUE -> List.of("rabbitmq-server");
            case WEB, FILES, CONSUMER, SMTP, SEARCH, NAT, UNKNOWN -> List.of();
        };
    }
}
