package com.orocloud.provisioning.site;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.events.Component;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Capacity;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.site.Site.Building;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /** How often a node is asked for before a person has to look. */
    private static final int ATTEMPTS = 12;

    private static final Duration SOON = Duration.ofMillis(250);

    /** The longer nothing happens, the more seldom it is looked: after a share of that time, within bounds. */
    private static final int SHARE_OF_WAIT = 4;

    private static final Duration LONGEST_REST = Duration.ofSeconds(3);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);

    private static final Duration WITHOUT_CAPACITY = Duration.ofSeconds(30);

    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final Cloud cloud;
    private final NodeOrders orders;
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
        this.cloud = cloud;
        this.orders = orders;
        this.limits = limits;
        this.clock = clock;
    }

    /** What one run made of one node: how far it is now, or that it cannot be had. */
    private sealed interface Step {

        record Now(SiteNode node) implements Step {}

        /** Not now: look at this site again after a rest. */
        record Later(SiteNode node, Duration rest) implements Step {}

        record GivenUp(String code, String message) implements Step {}

        /** Another instance of this service works on the site now. */
        record Lost() implements Step {}
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

    private static Duration restAfter(Duration unchanged) {
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
        for (SiteNode node : inTurn) {
            Step step = sites.renew(siteId, SiteSweep.OWNER, SiteSweep.LEASE)
                    ? advance(building, nodes, node)
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

    private Step advance(Building building, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = building.plan();
        if (node.ready()) {
            return new Step.Now(node);
        }
        if (node.address() == null) {
            return create(building, nodes, node);
        }
        if (nodes.stream().anyMatch(other -> other.address() == null)) {
            return new Step.Now(node);
        }
        return node.configured() ? listen(plan, nodes, node) : configure(plan, nodes, node);
    }

    private Step create(Building building, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = building.plan();
        if (node.operation() != null && !node.waitsLongerThan(SOON, clock.instant())) {
            return new Step.Now(node);
        }
        return switch (cloud.observe(node.machine(plan))) {
            case Failed<Optional<Instance>>(var failure) -> trouble(plan, nodes, node, failure);
            case Got<Optional<Instance>>(var found) ->
                found.isPresent() ? adopt(plan, nodes, node, found.get()) : ask(building, nodes, node);
        };
    }

    /** What is there counts, whoever of us created it; what is not ours is never touched. */
    private Step adopt(SitePlan plan, List<SiteNode> nodes, SiteNode node, Instance found) {
        if (!found.belongsTo(plan.environmentId())) {
            return new Step.GivenUp(
                    "NAME_TAKEN", "an instance " + found.machine() + " exists that is not ours: rename or remove it");
        }
        return switch (found.condition()) {
            case RUNNING -> found.address() == null ? new Step.Now(node) : run(plan, nodes, node, found);
            case STARTING, OTHER ->
                node.waitsLongerThan(limits.operation(), clock.instant())
                        ? replace(plan, nodes, node, found)
                        : new Step.Now(node);
            case STOPPING -> new Step.Now(node);
            case STOPPED -> {
                Answer<String> started = cloud.start(found.machine());
                hit("provisioning.site.after-start");
                yield started instanceof Failed<String>(var failure)
                        ? trouble(plan, nodes, node, failure)
                        : new Step.Now(node);
            }
        };
    }

    /** It never came to run: it holds nothing yet, and another may. */
    private Step replace(SitePlan plan, List<SiteNode> nodes, SiteNode node, Instance found) {
        Answer<String> released = cloud.releaseInstance(found.machine());
        hit("provisioning.site.after-replace");
        return released instanceof Failed<String>(var failure)
                ? trouble(plan, nodes, node, failure)
                : again(node, "it did not come to run within " + limits.operation());
    }

    /** It runs for us once it also has the public address that it is to listen on. */
    private Step run(SitePlan plan, List<SiteNode> nodes, SiteNode node, Instance found) {
        String address = publicAddress(plan, node);
        SiteNode running = node.running(Objects.requireNonNull(found.address()));
        if (address == null) {
            return new Step.Now(running);
        }
        Answer<Boolean> given = cloud.ensurePublicAddress(found, address);
        hit("provisioning.site.after-public-address");
        return switch (given) {
            case Got<Boolean>(var has) -> new Step.Now(has ? running : node);
            case Failed<Boolean>(var failure) -> trouble(plan, nodes, node, failure);
        };
    }

    private static @Nullable String publicAddress(SitePlan plan, SiteNode node) {
        return node.component() == Component.LOAD_BALANCER ? plan.addresses().ingress() : null;
    }

    private Step ask(Building building, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = building.plan();
        if (node.operation() != null) {
            Answer<Cloud.Work> work = cloud.work(node.machine(plan), node.operation());
            switch (work) {
                case Failed<Cloud.Work>(var failure) -> {
                    return trouble(plan, nodes, node, failure);
                }
                case Got<Cloud.Work>(var progress) -> {
                    if (progress == Cloud.Work.PENDING) {
                        return node.waitsLongerThan(limits.operation(), clock.instant())
                                ? again(node, "not created within " + limits.operation())
                                : new Step.Now(node);
                    }
                    if (progress != Cloud.Work.FORGOTTEN) {
                        return again(node, progress == Cloud.Work.DONE ? "it was created, and is gone" : "not created");
                    }
                }
            }
        }
        // the same words however often it is asked for, so that repeating is the same request: no address is in them
        Map<String, String> items = orders.items(plan, plan.nodes(), node, Leadership.first(nodes));
        Answer<String> asked = cloud.createInstance(new InstanceOrder(
                node.machine(plan), plan.labels(node), items, publicAddress(plan, node), effect(building, node)));
        hit("provisioning.site.after-insert");
        return switch (asked) {
            case Got<String>(var reference) -> new Step.Now(node.askedFor(reference, clock.instant()));
            case Failed<String>(var failure) -> trouble(plan, nodes, node, failure);
        };
    }

    private Step configure(SitePlan plan, List<SiteNode> nodes, SiteNode node) {
        Answer<Optional<Instance>> seen = cloud.observe(node.machine(plan));
        if (seen instanceof Failed<Optional<Instance>>(var failure)) {
            return trouble(plan, nodes, node, failure);
        }
        if (!(seen instanceof Got<Optional<Instance>>(var found)) || found.isEmpty()) {
            return again(node, "it is gone");
        }
        Map<String, String> items = orders.items(plan, nodes, node, Leadership.first(nodes));
        if (NodeOrders.isTold(found.get(), items)) {
            return new Step.Now(node.wasConfigured());
        }
        Answer<String> told = cloud.setMetadata(found.get(), items);
        hit("provisioning.site.after-metadata");
        return told instanceof Failed<String>(var failure) ? trouble(plan, nodes, node, failure) : new Step.Now(node);
    }

    private Step listen(SitePlan plan, List<SiteNode> nodes, SiteNode node) {
        return switch (cloud.guestState(node.machine(plan))) {
            case Failed<Optional<Cloud.GuestState>>(var failure) -> trouble(plan, nodes, node, failure);
            case Got<Optional<Cloud.GuestState>>(var state) ->
                new Step.Now(
                        state.filter(said -> said.ready() && said.generation() >= Leadership.FIRST)
                                        .isPresent()
                                ? node.isReady()
                                : node);
        };
    }

    private Step trouble(SitePlan plan, List<SiteNode> nodes, SiteNode node, CloudFailure failure) {
        LOG.info("{}", failure.text());
        return switch (failure) {
            case Transient _ -> new Step.Later(node, AFTER_TROUBLE);
            case Unknown _ -> new Step.Later(node, AFTER_TROUBLE);
            case Refused(var _, var code, var _) -> new Step.GivenUp(code, failure.text());
            case Capacity _ ->
                plan.nextZone(node, nodes)
                        .<Step>map(zone -> new Step.Later(node.movedTo(zone), SOON))
                        .orElseGet(() -> roundAgain(node, failure));
        };
    }

    /** Every zone was tried: begin with the first again, a little later. */
    private static Step roundAgain(SiteNode node, CloudFailure failure) {
        return node.attempt() < ATTEMPTS
                ? new Step.Later(node.roundAgain(), WITHOUT_CAPACITY)
                : new Step.GivenUp("NO_CAPACITY", failure.text() + "; every zone was tried several times");
    }

    private static Step again(SiteNode node, String why) {
        return node.attempt() < ATTEMPTS
                ? new Step.Later(node.again(), AFTER_TROUBLE)
                : new Step.GivenUp("NODE_DOES_NOT_STAY", node.name() + ": " + why + ", " + ATTEMPTS + " times");
    }

    /** Another attempt, or another try at the whole site, is another request to the provider. */
    private static UUID effect(Building building, SiteNode node) {
        SitePlan plan = building.plan();
        return EffectId.of(
                plan.environmentId(), plan.epoch(), node.name(), "insert", building.requestedAt(), node.attempt());
    }
}
