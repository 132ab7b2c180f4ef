package com.orocloud.provisioning.site;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.site.NodeBuilder.Construction;
import com.orocloud.provisioning.site.NodeBuilder.Step;
import com.orocloud.provisioning.site.Site.Building;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a site: every node is created, told who its peers are, and heard to be ready.
 *
 * <p>Each run looks first and then does for each node the one next thing; so a run may end anywhere, and the next one
 * goes on from what is there.
 */
public final class SiteBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(SiteBuilder.class);

    private static final Duration SOON = Duration.ofMillis(250);

    /** The longer nothing happens, the more seldom it is looked: after a share of that time, within bounds. */
    private static final int SHARE_OF_WAIT = 4;

    private static final Duration LONGEST_REST = Duration.ofSeconds(3);

    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final NodeBuilder builder;
    private final Limits limits;
    private final Clock clock;

    /**
     * @param building how long it may take before it counts as failed
     * @param operation how long the provider may take over one machine before it is asked for it anew
     */
    public record Limits(Duration building, Duration operation) {}

    public SiteBuilder(
            StateTable<Site> sites,
            Transitions transitions,
            Cloud cloud,
            NodeOrders orders,
            Limits limits,
            Clock clock) {
        this.sites = sites;
        this.transitions = transitions;
        this.builder = new NodeBuilder(cloud, orders, limits, clock);
        this.limits = limits;
        this.clock = clock;
    }

    /** @return how long to rest before looking again */
    Duration build(Stored<Site> stored, Building building) throws InterruptedException {
        if (clock.instant().isAfter(building.requestedAt().plus(limits.building()))) {
            return giveUp(
                    stored,
                    "BUILD_TIME_OUT",
                    "not complete after " + limits.building() + ": look at the nodes' own logs");
        }
        Map<String, SiteNode> nodes = new LinkedHashMap<>();
        building.nodes().forEach(node -> nodes.put(node.name(), node));
        Duration rest = restAfter(Duration.between(stored.changedAt(), clock.instant()));
        for (Step step : advanceAll(stored.id(), building)) {
            switch (step) {
                case Step.Now(var node) -> nodes.put(node.name(), node);
                case Step.Later(var node, var pause) -> {
                    nodes.put(node.name(), node);
                    rest = pause;
                }
                case Step.GivenUp(var code, var message) -> {
                    return giveUp(stored, code, message);
                }
                case Step.Lost() -> {
                    return SOON;
                }
            }
        }
        List<SiteNode> now = List.copyOf(nodes.values());
        hit("provisioning.site.before-commit");
        transitions.apply(sites, stored.id(), Cause.of(stored), site -> Site.progressed(site, now, clock.instant()));
        return rest;
    }

    static Duration restAfter(Duration unchanged) {
        Duration share = unchanged.dividedBy(SHARE_OF_WAIT);
        Duration rest = share.compareTo(SOON) > 0 ? share : SOON;
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    /** At the same time what can be: components while they are created, then every node. */
    private List<Step> advanceAll(String siteId, Building building) throws InterruptedException {
        List<List<SiteNode>> independent = building.nodes().stream()
                .collect(Collectors.groupingBy(SiteBuilder::turn, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .toList();
        var steps = new ConcurrentLinkedQueue<Step>();
        Together.each(independent, nodes -> advanceEach(siteId, building, nodes, steps));
        return List.copyOf(steps);
    }

    /** Nodes with the same one take turns: none of a component may be moved to where another is being moved. */
    private static String turn(SiteNode node) {
        return node.address() == null ? node.component().name() : node.name();
    }

    private void advanceEach(String siteId, Building building, List<SiteNode> inTurn, Queue<Step> steps) {
        var nodes = new ArrayList<>(building.nodes());
        var work = new Construction(building.plan(), building.requestedAt(), Leadership.first(nodes), false);
        for (SiteNode node : inTurn) {
            Step step = sites.renew(siteId, SiteSweep.OWNER, SiteSweep.LEASE)
                    ? builder.advance(work, nodes, node)
                    : new Step.Lost();
            steps.add(step);
            if (!(step instanceof Step.Now(var advanced))) {
                return;
            }
            nodes.set(nodes.indexOf(node), advanced);
        }
    }

    private Duration giveUp(Stored<Site> stored, String code, String message) {
        LOG.warn("site {} cannot be built: {}", stored.id(), message);
        hit("provisioning.site.before-failed");
        transitions.apply(
                sites, stored.id(), Cause.of(stored), site -> Site.failed(site, code, message, clock.instant()));
        return SOON;
    }
}
