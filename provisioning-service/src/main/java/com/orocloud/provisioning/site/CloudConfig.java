package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * What makes a fresh machine a node: it installs what the node's role needs, fetches the supervisor, checks that it is
 * the expected one, and starts it. The template is deploy/node's; the node learns everything else from its metadata.
 *
 * @param template with the placeholders that its head explains
 * @param artifactUrl where machines fetch the archive that deploy/node-archive made
 * @param artifactSha256 of that archive; a machine that gets another one starts nothing
 * @param mailNextHop host:port of the server that mail relays hand mail to
 */
public record CloudConfig(String template, URI artifactUrl, String artifactSha256, String mailNextHop) {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public CloudConfig {
        if (!DIGEST.matcher(artifactSha256).matches()) {
            throw new IllegalArgumentException(
                    "provisioning.artifact-sha256 must be the 64 hexadecimal digits, in lower"
                            + " case, that deploy/node-archive prints: " + artifactSha256);
        }
    }

    /** For one node. */
    String of(SitePlan plan, SiteNode node) {
        return template.replace("${packages}", packages(node.component()))
                .replace("${artifact-url}", artifactUrl.toString())
                .replace("${artifact-sha256}", artifactSha256)
                .replace("${mail-next-hop}", mailNextHop)
                .replace("${environment}", plan.environmentId())
                .replace("${node}", node.name());
    }

    private static String packages(Component component) {
        return switch (component) {
            case DATABASE -> "postgresql-15";
            case LOAD_BALANCER -> "haproxy";
            case CACHE -> "redis-server, redis-sentinel";
            case QUEUE -> "rabbitmq-server";
            case WEB, FILES, CONSUMER, SEARCH, SMTP, NAT, UNKNOWN -> "";
        };
    }
}
