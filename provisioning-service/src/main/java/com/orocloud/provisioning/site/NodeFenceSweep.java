package com.orocloud.provisioning.site;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.site.NodeFence.Order;
import com.orocloud.provisioning.site.NodeFence.Rejoining;
import com.orocloud.provisioning.site.NodeFence.Stopping;
import com.orocloud.provisioning.site.Site.Complete;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops database nodes that lost the lead, and brings them back as standbys. */
public final class NodeFenceSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(NodeFenceSweep.class);

    private static final String OWNER = "node-fence-sweep";

    private static final int BATCH = 20;

    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofMillis(250);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);

    private final StateTable<NodeFence> fences;
    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final Cloud cloud;
    private final NodeOrders orders;
    private final Clock clock;

    public NodeFenceSweep(
            StateTable<NodeFence> fences,
            StateTable<Site> sites,
            Transitions transitions,
            Cloud cloud,
            NodeOrders orders,
            Clock clock) {
        this.fences = fences;
        this.sites = sites;
        this.transitions = transitions;
        this.cloud = cloud;
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public Duration interval() {
        return SOON;
    }

    @Override
    public void run() throws InterruptedException {
        Together.each(fences.claim(OWNER, LEASE, BATCH, Stopping.class, Rejoining.class), this::work);
    }

    private void work(Stored<NodeFence> stored) {
        Order order = stored.state().order();
        Complete site = Site.inService(sites.find(SitePlan.id(order.environmentId(), order.siteEpoch()))
                .map(Stored::state)
                .orElse(null));
        Duration rest = site != null && knows(site, order)
                ? work(stored, site)
                : change(
                        stored, fence -> NodeFence.superseded(fence, "no complete site of that epoch has these nodes"));
        fences.release(stored.id(), OWNER, clock.instant().plus(rest));
    }

    private Duration work(Stored<NodeFence> stored, Complete site) {
        int newer = Long.compare(
                site.leadership().generation(), stored.state().order().leaderTerm());
        if (newer > 0) {
            return change(stored, fence -> NodeFence.superseded(fence, "a newer term was ordered"));
        }
        if (newer < 0) {
            return SOON;
        }
        return switch (stored.state()) {
            case Stopping _ -> stop(stored, site);
            case Rejoining _ -> rejoin(stored, site);
            case NodeFence.Stopped _, NodeFence.Rejoined _, NodeFence.Superseded _ -> SOON;
        };
    }

    private static boolean knows(Complete site, Order order) {
        List<String> names = site.nodes().stream()
                .filter(SiteNode::isDatabase)
                .map(SiteNode::name)
                .toList();
        return names.contains(order.nodeId()) && names.contains(order.leaderNodeId());
    }

    private Duration stop(Stored<NodeFence> stored, Complete site) {
        SiteNode node = node(site, stored.state().order().nodeId());
        Answer<Optional<Instance>> seen = cloud.observe(node.machine(site.plan()));
        if (!(seen instanceof Got<Optional<Instance>>(var found))) {
            return later(seen);
        }
        if (found.isEmpty() || found.get().condition() == Condition.STOPPED) {
            String evidence = found.map(Instance::status).orElse("ABSENT");
            hit("provisioning.node-fence.before-commit");
            return change(stored, fence -> NodeFence.stopped(fence, evidence));
        }
        if (found.get().condition() == Condition.STOPPING) {
            return SOON;
        }
        Answer<String> stopped = cloud.stop(found.get().machine());
        hit("provisioning.node-fence.after-stop");
        return stopped instanceof Got<String> ? SOON : later(stopped);
    }

    /** First every database node is told the new order, then the old leader may start and follow it. */
    private Duration rejoin(Stored<NodeFence> stored, Complete site) {
        Order order = stored.state().order();
        @Nullable Instance old = null;
        boolean told = true;
        for (SiteNode node : site.nodes().stream().filter(SiteNode::isDatabase).toList()) {
            Answer<Optional<Instance>> seen = cloud.observe(node.machine(site.plan()));
            if (!(seen instanceof Got<Optional<Instance>>(var found)) || found.isEmpty()) {
                return later(seen);
            }
            Instance instance = found.get();
            if (NodeOrders.generationOf(instance) < order.leaderTerm()) {
                told = false;
                Answer<String> raised =
                        cloud.setMetadata(instance, orders.items(site.plan(), site.nodes(), node, site.leadership()));
                hit("provisioning.node-fence.after-metadata");
                if (raised instanceof Failed<String>) {
                    return later(raised);
                }
            }
            if (node.name().equals(order.nodeId())) {
                old = instance;
            }
        }
        return told && old != null ? start(stored, old) : SOON;
    }

    private Duration start(Stored<NodeFence> stored, Instance old) {
        if (old.condition() == Condition.RUNNING) {
            hit("provisioning.node-fence.before-rejoined");
            return change(stored, fence -> NodeFence.rejoined(fence, clock.instant()));
        }
        if (old.condition() != Condition.STOPPED) {
            return SOON;
        }
        Answer<String> started = cloud.start(old.machine());
        hit("provisioning.node-fence.after-start");
        return started instanceof Got<String> ? SOON : later(started);
    }

    private Duration change(Stored<NodeFence> stored, Function<@Nullable NodeFence, Outcome<NodeFence>> decide) {
        transitions.apply(fences, stored.id(), Cause.of(stored), decide);
        return SOON;
    }

    private static Duration later(Answer<?> answer) {
        if (answer instanceof Failed<?>(CloudFailure failure)) {
            LOG.info("{}", failure.text());
        }
        return AFTER_TROUBLE;
    }

    private static SiteNode node(Complete site, String name) {
        return site.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
