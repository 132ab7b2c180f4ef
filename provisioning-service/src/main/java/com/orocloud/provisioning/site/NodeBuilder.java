package com.orocloud.provisioning.site;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.events.Component;
import com.orocloud.messaging.EffectId;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one node, a step at a time: it looks first and then does the one next thing. */
final class NodeBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(NodeBuilder.class);

    /** How often a node is asked for before a person has to look. */
    private static final int ATTEMPTS = 12;

    private static final Duration SOON = Duration.ofMillis(250);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);

    private static final Duration WITHOUT_CAPACITY = Duration.ofSeconds(30);

    /** What a health page answers with when visitors can be served. */
    static final int GOOD = 200;

    private final Cloud cloud;
    private final NodeOrders orders;
    private final SiteBuilder.Limits limits;
    private final Clock clock;

    NodeBuilder(Cloud cloud, NodeOrders orders, SiteBuilder.Limits limits, Clock clock) {
        this.cloud = cloud;
        this.orders = orders;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What a node is made for.
     *
     * @param requestedAt tells one try from the next
     * @param inService true if visitors are served there already
     */
    record Construction(SitePlan plan, Instant requestedAt, Leadership leadership, boolean inService) {}

    /** What one run made of one node: how far it is now, or that it cannot be had. */
    sealed interface Step {

        record Now(SiteNode node) implements Step {}

        /** Not now: look at this site again after a rest. */
        record Later(SiteNode node, Duration rest) implements Step {}

        record GivenUp(String code, String message) implements Step {}

        /** Another instance of this service works on the site now. */
        record Lost() implements Step {}
    }

    /** @param nodes those of the site that it is to know, itself among them */
    Step advance(Construction work, List<SiteNode> nodes, SiteNode node) {
        if (node.ready()) {
            return new Step.Now(node);
        }
        if (node.address() == null) {
            return create(work, nodes, node);
        }
        if (nodes.stream().anyMatch(other -> other.address() == null)) {
            return new Step.Now(node);
        }
        return node.configured() ? listen(work, nodes, node) : configure(work, nodes, node);
    }

    private Step create(Construction work, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = work.plan();
        if (node.operation() != null && !node.waitsLongerThan(SOON, clock.instant())) {
            return new Step.Now(node);
        }
        return switch (cloud.observe(node.machine(plan))) {
            case Failed<Optional<Instance>>(var failure) -> trouble(plan, nodes, node, failure);
            case Got<Optional<Instance>>(var found) ->
                found.isPresent() ? adopt(plan, nodes, node, found.get()) : ask(work, nodes, node);
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

    private Step ask(Construction work, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = work.plan();
        if (node.operation() != null) {
            switch (cloud.work(node.machine(plan), node.operation())) {
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
        Map<String, String> items =
                orders.items(plan, nodes.stream().map(SiteNode::anew).toList(), node, Leadership.first(nodes));
        Answer<String> asked = cloud.createInstance(new InstanceOrder(
                node.machine(plan), plan.labels(node), items, publicAddress(plan, node), effect(work, node)));
        hit("provisioning.site.after-insert");
        return switch (asked) {
            case Got<String>(var reference) -> new Step.Now(node.askedFor(reference, clock.instant()));
            case Failed<String>(var failure) -> trouble(plan, nodes, node, failure);
        };
    }

    private Step configure(Construction work, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = work.plan();
        Answer<Optional<Instance>> seen = cloud.observe(node.machine(plan));
        if (seen instanceof Failed<Optional<Instance>>(var failure)) {
            return trouble(plan, nodes, node, failure);
        }
        if (!(seen instanceof Got<Optional<Instance>>(var found)) || found.isEmpty()) {
            return again(node, "it is gone");
        }
        Map<String, String> items = orders.items(plan, nodes, node, work.leadership());
        if (NodeOrders.isTold(found.get(), items)) {
            return new Step.Now(node.wasConfigured());
        }
        Answer<String> told = cloud.setMetadata(found.get(), items);
        hit("provisioning.site.after-metadata");
        return told instanceof Failed<String>(var failure) ? trouble(plan, nodes, node, failure) : new Step.Now(node);
    }

    private Step listen(Construction work, List<SiteNode> nodes, SiteNode node) {
        SitePlan plan = work.plan();
        return switch (cloud.guestState(node.machine(plan))) {
            case Failed<Optional<Cloud.GuestState>>(var failure) -> trouble(plan, nodes, node, failure);
            case Got<Optional<Cloud.GuestState>>(var state) ->
                new Step.Now(state.filter(said -> serves(work, node, said)).isPresent() ? node.isReady() : node);
        };
    }

    /** Beside nodes that serve visitors, a web node has to be as good; before a restore it cannot be. */
    private static boolean serves(Construction work, SiteNode node, Cloud.GuestState said) {
        boolean good = said.health() == GOOD || node.component() != Component.WEB || !work.inService();
        return said.ready() && said.generation() >= Leadership.FIRST && good;
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
    private static UUID effect(Construction work, SiteNode node) {
        SitePlan plan = work.plan();
        return EffectId.of(
                plan.environmentId(), plan.epoch(), node.name(), "insert", work.requestedAt(), node.attempt());
    }
}
