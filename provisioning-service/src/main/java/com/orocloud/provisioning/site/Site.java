package com.orocloud.provisioning.site;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentSiteRemoved;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeRef;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one environment in one region: one site per environment and epoch.
 *
 * <pre>
 *   Requested --begin--> Building --all nodes ready--> Complete
 *                        |      ^
 *         cannot be built|      |asked for again     Complete --another size wanted--> Scaling --has it--> Complete
 *                        +-> Failed
 *   any of them --SiteFenceRequested--> Fencing --all seen stopped--> Fenced
 *   any of them --its recovery was cancelled, its environment ends--> Releasing --all gone--> Released
 * </pre>
 *
 * <p>A site exists only because its environment asked for it, which for a recovery site is after the approval was
 * checked. Where its nodes stand is committed before the first of them is created, so no crash leaves a machine that
 * nobody knows.
 */
public sealed interface Site {

    SitePlan plan();

    /** Wanted; nothing is created yet. */
    record Requested(SitePlan plan, Instant requestedAt) implements Site {}

    record Building(SitePlan plan, List<SiteNode> nodes, Instant requestedAt) implements Site {}

    /**
     * Every node runs, and said so itself.
     *
     * @param leadership the newest decision about its databases; an older one is refused
     */
    record Complete(
            SitePlan plan, List<SiteNode> nodes, Leadership leadership, Instant requestedAt, Instant completedAt)
            implements Site {

        public List<NodeRef> nodeRefs() {
            return nodes.stream().map(SiteNode::ref).toList();
        }

        Complete with(SitePlan otherPlan, List<SiteNode> others) {
            return new Complete(otherPlan, others, leadership, requestedAt, completedAt);
        }

        /** Null if a decision as new or newer stands. */
        @Nullable
        Complete ledAs(NodeFenceRequested request) {
            return request.getLeaderTerm() > leadership.generation()
                    ? new Complete(
                            plan,
                            nodes,
                            new Leadership(request.getLeaderTerm(), request.getLeaderNodeId()),
                            requestedAt,
                            completedAt)
                    : null;
        }
    }

    /**
     * In service, and on the way to another size: see {@link Resizing}.
     *
     * @param serving the site as visitors are served from it now
     * @param size the one wanted
     * @param joining nodes being made, which no visitor comes to yet
     * @param leaving nodes that no new request comes to; gone when they have answered what they have
     * @param trouble why the size cannot be had; null if it can, as far as is known
     */
    record Scaling(
            Complete serving,
            Size size,
            List<SiteNode> joining,
            List<SiteNode> leaving,
            @Nullable Trouble trouble,
            Instant since)
            implements Site {

        @Override
        public SitePlan plan() {
            return serving.plan();
        }

        Scaling serving(Complete other) {
            return new Scaling(other, size, joining, leaving, trouble, since);
        }

        /** Everything that may be with the provider. */
        public List<SiteNode> nodes() {
            return Stream.of(serving.nodes(), joining, leaving)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    record Trouble(String code, String message) {}

    record Failed(SitePlan plan, List<SiteNode> nodes, String code, String message, Instant failedAt) implements Site {}

    /** @param announced true once it was said that the region does not answer */
    record Fencing(SitePlan plan, List<SiteNode> nodes, UUID drCaseId, boolean announced) implements Site {}

    record Fenced(SitePlan plan, List<SiteNode> nodes, UUID drCaseId, Instant fencedAt) implements Site {}

    record Releasing(SitePlan plan, List<SiteNode> nodes) implements Site {}

    record Released(SitePlan plan, Instant releasedAt) implements Site {}

    /** The site as it serves; null if it does not, or not yet. */
    static @Nullable Complete inService(@Nullable Site site) {
        return switch (site) {
            case Complete complete -> complete;
            case Scaling scaling -> scaling.serving();
            case null -> null;
            case Requested _, Building _, Failed _, Fencing _, Fenced _, Releasing _, Released _ -> null;
        };
    }

    /** The environment wants this site. */
    static Outcome<Site> request(@Nullable Site current, SitePlan plan, Instant at) {
        return current == null ? applied(new Requested(plan, at)) : ignored("this site was requested before");
    }

    /** Fixes where every node stands, before any is created. */
    static Outcome<Site> begin(@Nullable Site current) {
        return current instanceof Requested(var plan, var at)
                ? applied(new Building(plan, plan.nodes(), at))
                : ignored("not waiting to begin");
    }

    /** Some nodes got further. */
    static Outcome<Site> progressed(@Nullable Site current, List<SiteNode> nodes, Instant now) {
        if (!(current instanceof Building(var plan, var before, var requestedAt))) {
            return ignored("no longer being built");
        }
        if (nodes.stream().allMatch(SiteNode::ready)) {
            return applied(new Complete(plan, nodes, Leadership.first(nodes), requestedAt, now));
        }
        return nodes.equals(before) ? ignored("nothing changed") : applied(new Building(plan, nodes, requestedAt));
    }

    /** Asked for once more: what was built is adopted, what is missing is tried as often as at first. */
    static Outcome<Site> again(@Nullable Site current, Instant now) {
        return current instanceof Failed(var plan, var nodes, var _, var _, var _)
                ? applied(new Building(plan, nodes.stream().map(SiteNode::anew).toList(), now))
                : ignored("it did not fail");
    }

    static Outcome<Site> failed(@Nullable Site current, String code, String message, Instant now) {
        return current instanceof Building(var plan, var nodes, var requestedAt)
                ? applied(new Failed(plan, nodes, code, message, now))
                : ignored("no longer being built");
    }

    /** Remembers the newest leader, so that a late request of an older term cannot stop it. */
    static Outcome<Site> on(@Nullable Site current, NodeFenceRequested request) {
        return switch (current) {
            case null -> deferred("there is no site of this epoch, or not yet");
            case Requested _, Building _ -> deferred("the site is still being built");
            case Complete complete -> {
                Complete led = complete.ledAs(request);
                yield led == null ? ignored("a decision as new or newer stands") : applied(led);
            }
            case Scaling scaling -> {
                Complete led = scaling.serving().ledAs(request);
                yield led == null ? ignored("a decision as new or newer stands") : applied(scaling.serving(led));
            }
            case Failed _, Fencing _, Fenced _, Releasing _, Released _ -> ignored("the site is out of service");
        };
    }

    static Outcome<Site> on(@Nullable Site current, SiteFenceRequested request) {
        UUID drCaseId = request.getDrCaseId();
        return switch (current) {
            case null -> deferred("there is no site of this epoch, or not yet");
            case Requested(var plan, var _) -> applied(new Fencing(plan, plan.nodes(), drCaseId, false));
            case Building(var plan, var nodes, var _) -> applied(new Fencing(plan, nodes, drCaseId, false));
            case Complete(var plan, var nodes, var _, var _, var _) ->
                applied(new Fencing(plan, nodes, drCaseId, false));
            case Scaling scaling -> applied(new Fencing(scaling.plan(), scaling.nodes(), drCaseId, false));
            case Failed(var plan, var nodes, var _, var _, var _) -> applied(new Fencing(plan, nodes, drCaseId, false));
            case Fencing _, Fenced _ -> ignored("already being fenced");
            case Releasing _, Released _ -> impossible("the site is being taken down, there is nothing to fence");
        };
    }

    /** The region does not answer: say so at once, and go on trying. */
    static Outcome<Site> fencePending(@Nullable Site current, String evidence) {
        return current instanceof Fencing(var plan, var nodes, var drCaseId, var announced) && !announced
                ? applied(new Fencing(plan, nodes, drCaseId, true), fenced(plan, drCaseId, false, evidence))
                : ignored("said before, or not being fenced");
    }

    /** Every node was seen stopped. */
    static Outcome<Site> fenceProven(@Nullable Site current, String evidence, Instant now) {
        return current instanceof Fencing(var plan, var nodes, var drCaseId, var _)
                ? applied(new Fenced(plan, nodes, drCaseId, now), fenced(plan, drCaseId, true, evidence))
                : ignored("not being fenced");
    }

    /** The recovery that it was built for was cancelled: nothing of it may go on costing. */
    static Outcome<Site> release(@Nullable Site current) {
        return switch (current) {
            case null -> ignored("nothing was built");
            case Requested(var plan, var _) -> applied(new Releasing(plan, plan.nodes()));
            case Building(var plan, var nodes, var _) -> applied(new Releasing(plan, nodes));
            case Complete(var plan, var nodes, var _, var _, var _) -> applied(new Releasing(plan, nodes));
            case Scaling scaling -> applied(new Releasing(scaling.plan(), scaling.nodes()));
            case Failed(var plan, var nodes, var _, var _, var _) -> applied(new Releasing(plan, nodes));
            case Fencing _, Fenced _ -> ignored("a fenced site is kept as it is");
            case Releasing _, Released _ -> ignored("already being taken down");
        };
    }

    /** Its environment ends: nothing of it stays, not even what was fenced to be kept. */
    static Outcome<Site> dismantle(@Nullable Site current) {
        return switch (current) {
            case null -> ignored("nothing was built");
            case Requested _, Building _, Complete _, Scaling _, Failed _ -> release(current);
            case Releasing _, Released _ -> release(current);
            case Fencing(var plan, var nodes, var _, var _) -> applied(new Releasing(plan, nodes));
            case Fenced(var plan, var nodes, var _, var _) -> applied(new Releasing(plan, nodes));
        };
    }

    /** Every node was seen to be gone. */
    static Outcome<Site> released(@Nullable Site current, Instant now) {
        return current instanceof Releasing(var plan, var _)
                ? applied(new Released(plan, now), removed(plan))
                : ignored("not being taken down");
    }

    private static EnvironmentSiteRemoved removed(SitePlan plan) {
        return EnvironmentSiteRemoved.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(plan.environmentId())
                .setSiteEpoch(plan.epoch())
                .setSite(plan.role())
                .setRegion(plan.place().ref())
                .build();
    }

    private static EnvironmentFenced fenced(SitePlan plan, UUID drCaseId, boolean proven, String evidence) {
        return EnvironmentFenced.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(plan.environmentId())
                .setSiteEpoch(plan.epoch())
                .setSite(plan.role())
                .setProven(proven)
                .setEvidence(evidence)
                .setDrCaseId(drCaseId)
                .build();
    }
}
