package com.orocloud.provisioning.site;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.events.Component;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.GuestState;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.site.NodeBuilder.Construction;
import com.orocloud.provisioning.site.NodeBuilder.Step;
import com.orocloud.provisioning.site.Site.Scaling;
import com.orocloud.provisioning.site.Site.Trouble;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a site in service another size: first what is to come, then what is to go. What the balancer does is known only
 * from what it says itself.
 */
public final class SiteScaler {

    private static final Logger LOG = LoggerFactory.getLogger(SiteScaler.class);

    private static final Duration SOON = Duration.ofMillis(250);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);

    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final Cloud cloud;
    private final NodeOrders orders;
    private final NodeBuilder builder;
    private final SiteBuilder.Limits limits;
    private final Clock clock;

    public SiteScaler(
            StateTable<Site> sites,
            Transitions transitions,
            Cloud cloud,
            NodeOrders orders,
            SiteBuilder.Limits limits,
            Clock clock) {
        this.sites = sites;
        this.transitions = transitions;
        this.cloud = cloud;
        this.orders = orders;
        this.builder = new NodeBuilder(cloud, orders, limits, clock);
        this.limits = limits;
        this.clock = clock;
    }

    /** @return how long to rest before looking again */
    Duration scale(Stored<Site> stored, Scaling scaling) {
        if (scaling.trouble() != null) {
            return AFTER_TROUBLE;
        }
        if (!scaling.joining().isEmpty()) {
            return join(stored, scaling);
        }
        if (!isBalanced(scaling)) {
            if (isLate(scaling)) {
                return giveUp(
                        stored,
                        "BALANCER_TIME_OUT",
                        "after " + limits.building()
                                + " the balancer does not say that it has just the nodes that serve: look at its log");
            }
            return SiteBuilder.restAfter(Duration.between(stored.changedAt(), clock.instant()));
        }
        if (!scaling.leaving().isEmpty()) {
            return release(stored, scaling);
        }
        if (!Resizing.surplus(scaling).isEmpty()) {
            return relieve(stored, scaling);
        }
        hit("provisioning.scale.before-reached");
        change(stored, Resizing::reached);
        return SOON;
    }

    private Duration join(Stored<Site> stored, Scaling scaling) {
        if (isLate(scaling)) {
            return giveUp(
                    stored, "SCALE_TIME_OUT", "not done after " + limits.building() + ": look at the nodes' logs");
        }
        var work = new Construction(
                scaling.plan(), scaling.since(), scaling.serving().leadership(), true);
        var further = new ArrayList<SiteNode>();
        Duration rest = SiteBuilder.restAfter(Duration.between(stored.changedAt(), clock.instant()));
        for (SiteNode node : scaling.joining()) {
            List<SiteNode> known = new ArrayList<>(scaling.serving().nodes());
            known.add(node);
            switch (isStillOurs(stored) ? builder.advance(work, known, node) : new Step.Lost()) {
                case Step.Now(var now) -> further.add(now);
                case Step.Later(var now, var pause) -> {
                    further.add(now);
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
        hit("provisioning.scale.before-joined");
        change(stored, site -> Resizing.advanced(site, further));
        return rest;
    }

    private boolean isLate(Scaling scaling) {
        return clock.instant().isAfter(scaling.since().plus(limits.building()));
    }

    private boolean isStillOurs(Stored<Site> stored) {
        return sites.renew(stored.id(), SiteSweep.OWNER, SiteSweep.LEASE);
    }

    private Duration giveUp(Stored<Site> stored, String code, String message) {
        LOG.warn("site {} cannot have the size wanted: {}", stored.id(), message);
        hit("provisioning.scale.before-trouble");
        change(stored, site -> Resizing.inTrouble(site, new Trouble(code, message)));
        return SOON;
    }

    /** Tells every balancer which web nodes serve. @return true once each says that it has just these, and serves */
    private boolean isBalanced(Scaling scaling) {
        SitePlan plan = scaling.plan();
        List<SiteNode> nodes = scaling.serving().nodes();
        Set<String> web = addresses(nodes);
        return nodes.stream()
                .filter(node -> node.component() == Component.LOAD_BALANCER)
                .allMatch(balancer -> {
                    Instance seen = value(cloud.observe(balancer.machine(plan)));
                    if (seen == null) {
                        return false;
                    }
                    Map<String, String> items = orders.items(
                            plan, nodes, balancer, scaling.serving().leadership());
                    if (!NodeOrders.isTold(seen, items)) {
                        later(cloud.setMetadata(seen, items));
                        hit("provisioning.scale.after-metadata");
                        return false;
                    }
                    GuestState said = value(cloud.guestState(balancer.machine(plan)));
                    return said != null
                            && isGood(said)
                            && Set.copyOf(said.web()).equals(web);
                });
    }

    private static Set<String> addresses(List<SiteNode> nodes) {
        return nodes.stream()
                .filter(node -> node.component() == Component.WEB)
                .map(SiteNode::address)
                .collect(Collectors.toSet());
    }

    private static boolean isGood(GuestState said) {
        return said.ready() && said.health() == NodeBuilder.GOOD;
    }

    /** Nobody leaves before everybody who stays says that visitors can be served there. */
    private Duration relieve(Stored<Site> stored, Scaling scaling) {
        List<SiteNode> surplus = Resizing.surplus(scaling);
        for (SiteNode node : scaling.serving().nodes()) {
            if (node.component() == Component.WEB && !surplus.contains(node)) {
                GuestState said = value(cloud.guestState(node.machine(scaling.plan())));
                if (said == null || !isGood(said)) {
                    LOG.info("nothing leaves site {} while {} is not healthy", stored.id(), node.name());
                    return AFTER_TROUBLE;
                }
            }
        }
        hit("provisioning.scale.before-relieved");
        change(stored, Resizing::relieved);
        return SOON;
    }

    /** Gives back what no request is at any more. */
    private Duration release(Stored<Site> stored, Scaling scaling) {
        Set<String> gone = new HashSet<>();
        for (SiteNode node : scaling.leaving()) {
            if (!isStillOurs(stored)) {
                return SOON;
            }
            if (isGone(scaling.plan(), node)) {
                gone.add(node.name());
            }
        }
        hit("provisioning.scale.before-gone");
        change(stored, site -> Resizing.gone(site, gone));
        return SOON;
    }

    private boolean isGone(SitePlan plan, SiteNode node) {
        Answer<Optional<Instance>> seen = cloud.observe(node.machine(plan));
        if (!(seen instanceof Got<Optional<Instance>>(var found))) {
            later(seen);
            return false;
        }
        if (found.isEmpty()) {
            return !mayStillCome(plan, node);
        }
        if (found.get().belongsTo(plan.environmentId())) {
            later(cloud.releaseInstance(found.get().machine()));
            hit("provisioning.scale.after-release");
            return false;
        }
        return true;
    }

    /** It was asked for and never seen: the provider may still be making it. */
    private boolean mayStillCome(SitePlan plan, SiteNode node) {
        return node.operation() != null
                && node.address() == null
                && !node.waitsLongerThan(limits.operation(), clock.instant())
                && (!(cloud.work(node.machine(plan), node.operation()) instanceof Got<Cloud.Work>(var progress))
                        || progress == Cloud.Work.PENDING);
    }

    private static <T> @Nullable T value(Answer<Optional<T>> answer) {
        later(answer);
        return answer instanceof Got<Optional<T>>(var found) ? found.orElse(null) : null;
    }

    private static void later(Answer<?> answer) {
        if (answer instanceof Failed<?>(var failure)) {
            LOG.info("{}", failure.text());
        }
    }

    private void change(Stored<Site> stored, Function<@Nullable Site, Outcome<Site>> decide) {
        transitions.apply(sites, stored.id(), Cause.of(stored), decide);
    }
}
