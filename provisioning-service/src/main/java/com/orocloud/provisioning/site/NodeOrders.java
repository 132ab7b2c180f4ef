package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node is told through its instance metadata: its role, its generation, its peers and where its secrets are. The
 * node's supervisor carries it out; there is no other way from here to a node.
 */
public final class NodeOrders {

    static final String ORDER = "orocloud-node";

    private static final String USER_DATA = "user-data";

    /** Whose addresses a node is told, each in the order of their ordinals. */
    private static final List<Component> PEERS = List.of(
            Component.DATABASE,
            Component.WEB,
            Component.FILES,
            Component.CACHE,
            Component.QUEUE,
            Component.CONSUMER,
            Component.SMTP);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CloudConfig cloudConfig;
    private final int requestsPerSource;

    /** @param requestsPerSource how many requests a balancer takes from one source in ten seconds */
    public NodeOrders(CloudConfig cloudConfig, int requestsPerSource) {
        this.cloudConfig = cloudConfig;
        this.requestsPerSource = requestsPerSource;
    }

    /** All metadata of a node, as far as its peers are known. */
    Map<String, String> items(SitePlan plan, List<SiteNode> nodes, SiteNode node, Leadership leadership) {
        return Map.of(
                "enable-guest-attributes",
                "TRUE",
                USER_DATA,
                cloudConfig.of(plan, node),
                ORDER,
                JSON.writeValueAsString(order(plan, nodes, node, leadership)));
    }

    /** True if the node was told this already. */
    static boolean isTold(Instance observed, Map<String, String> items) {
        return Objects.equals(observed.metadata().get(ORDER), items.get(ORDER));
    }

    /** The generation that an instance was told; 0 if it was told none. */
    static long generationOf(Instance observed) {
        String order = observed.metadata().get(ORDER);
        if (order == null) {
            return 0;
        }
        try {
            return JSON.readTree(order).path("generation").asLong(0);
        } catch (JacksonException unreadable) {
            return 0;
        }
    }

    /**
     * In which way a node's orders cannot be from here; empty if they may be. Orders differ in form from release to
     * release, so only what makes a node what it is counts.
     */
    public static Optional<String> deviation(SitePlan plan, SiteNode node, Leadership leadership, Instance observed) {
        String order = observed.metadata().get(ORDER);
        if (order == null) {
            return Optional.of(ORDER + " is missing");
        }
        try {
            JsonNode told = JSON.readTree(order);
            Map<String, String> should = Map.of(
                    "environment", plan.environmentId(),
                    "siteEpoch", Long.toString(plan.epoch()),
                    "nodeId", node.name(),
                    "role", node.component().name(),
                    "secretsRef", plan.secretsRef());
            Optional<String> wrong = should.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .filter(part ->
                            !part.getValue().equals(told.path(part.getKey()).asString("")))
                    .findFirst()
                    .map(part -> part.getKey() + " is " + told.path(part.getKey()));
            return wrong.or(() -> Optional.of(told.path("generation").asLong(0))
                    .filter(generation -> generation < Leadership.FIRST || generation > leadership.generation())
                    .map(generation -> "generation is " + generation));
        } catch (JacksonException unreadable) {
            return Optional.of(ORDER + " is not JSON");
        }
    }

    private Map<String, Object> order(SitePlan plan, List<SiteNode> nodes, SiteNode node, Leadership leadership) {
        var order = new LinkedHashMap<String, Object>();
        order.put("environment", plan.environmentId());
        order.put("project", plan.project());
        order.put("site", plan.role().name());
        order.put("siteEpoch", plan.epoch());
        order.put("nodeId", node.name());
        order.put("role", node.component().name());
        order.put("generation", leadership.generation());
        if (node.isDatabase()) {
            order.put("database", database(nodes, node, leadership));
        }
        if (node.component() == Component.LOAD_BALANCER) {
            order.put("requestsPerSource", requestsPerSource);
        }
        order.put("peers", peers(nodes));
        order.put("install", plan.install());
        order.put("hostnames", plan.hostnames());
        order.put("commit", plan.commit());
        order.put("secretsRef", plan.secretsRef());
        return order;
    }

    private static Map<String, Object> database(List<SiteNode> nodes, SiteNode node, Leadership leadership) {
        var database = new LinkedHashMap<String, Object>();
        database.put("role", node.name().equals(leadership.mainNode()) ? "MAIN" : "STANDBY");
        database.put("main", addressOf(nodes, leadership.mainNode()));
        database.put(
                "slots",
                nodes.stream()
                        .filter(other -> other.isDatabase() && !other.name().equals(node.name()))
                        .map(SiteNode::slot)
                        .toList());
        database.put("slot", node.slot());
        return database;
    }

    private static @Nullable String addressOf(List<SiteNode> nodes, String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .map(SiteNode::address)
                .orElse(null);
    }

    /** Empty until every node has an address, so that a node never acts on half a list. */
    private static Map<String, List<String>> peers(List<SiteNode> nodes) {
        if (nodes.stream().anyMatch(node -> node.address() == null)) {
            return Map.of();
        }
        var peers = new LinkedHashMap<String, List<String>>();
        for (Component component : PEERS) {
            List<String> addresses = nodes.stream()
                    .filter(node -> node.component() == component)
                    .map(SiteNode::address)
                    .collect(Collectors.toList());
            if (!addresses.isEmpty()) {
                peers.put(component.name().toLowerCase(Locale.ROOT), addresses);
            }
        }
        return peers;
    }
}
