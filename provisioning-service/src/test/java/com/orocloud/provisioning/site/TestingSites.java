package com.orocloud.provisioning.site;

import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.provisioning.Matrix;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One site, and the fencing of one of its nodes, in each of their states. */
public final class TestingSites {

    static final String ID = "acme-prod";
    static final UUID CASE = new UUID(7, 1);
    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private TestingSites() {}

    public static SitePlan plan(String environmentId, long epoch) {
        return plan(environmentId, epoch, EnvironmentProfile.MINIMAL);
    }

    static SitePlan plan(String environmentId, long epoch, EnvironmentProfile profile) {
        boolean first = epoch == 1;
        String region = first ? "europe-west4" : "europe-west1";
        return new SitePlan(
                environmentId,
                "ocom-acme",
                first ? SiteRole.PRIMARY : SiteRole.DR,
                epoch,
                new Place(IaasProvider.GCP, region),
                List.of(region + "-b", region + "-c", region + "-d"),
                2,
                2,
                new SiteAddresses("192.0.2.1", "192.0.2.2"),
                List.of("shop.acme-prod.orocloud.test"),
                "0123456789abcdef0123456789abcdef01234567",
                first,
                "gcpsm://ocom/" + environmentId,
                first ? null : CASE,
                profile,
                null);
    }

    static SitePlan plan(List<String> zones, int webNodes, int databaseNodes) {
        SitePlan some = plan(ID, 1);
        return new SitePlan(
                ID,
                some.project(),
                some.role(),
                some.epoch(),
                some.place(),
                zones,
                webNodes,
                databaseNodes,
                some.addresses(),
                some.hostnames(),
                some.commit(),
                some.install(),
                some.secretsRef(),
                some.drCaseId(),
                some.profile(),
                null);
    }

    static List<SiteNode> readyNodes(SitePlan plan) {
        return readyNodes(plan.nodes());
    }

    static List<SiteNode> readyNodes(List<SiteNode> nodes) {
        return nodes.stream()
                .map(node -> node.askedFor("operation", NOW)
                        .running("10.0.0." + Math.abs(node.name().hashCode() % 200))
                        .wasConfigured()
                        .isReady())
                .toList();
    }

    public static Site.Complete complete(SitePlan plan) {
        List<SiteNode> nodes = readyNodes(plan);
        return new Site.Complete(plan, nodes, Leadership.first(nodes), NOW, NOW.plusSeconds(90));
    }

    public static SiteFenceRequested fence(String environmentId, long epoch) {
        return SiteFenceRequested.newBuilder()
                .setMeta(Meta.of("dr-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(epoch)
                .setSite(SiteRole.PRIMARY)
                .setDrCaseId(CASE)
                .build();
    }

    public static NodeFenceRequested nodeFence(String environmentId, long term, int lost, int leader) {
        return NodeFenceRequested.newBuilder()
                .setMeta(Meta.of("failover-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setLeaderTerm(term)
                .setNodeId(environmentId + "-1-db-" + lost)
                .setLeaderNodeId(environmentId + "-1-db-" + leader)
                .build();
    }

    public static ZoneFailoverCompleted promoted(String environmentId, long term, int lost, int leader) {
        return ZoneFailoverCompleted.newBuilder()
                .setMeta(Meta.of("failover-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setLeaderTerm(term)
                .setLostNodeId(environmentId + "-1-db-" + lost)
                .setPromotedNodeId(environmentId + "-1-db-" + leader)
                .setUnavailableMs(1_500)
                .setLostWalBytes(0)
                .setFencedBeforePromotion(false)
                .setPhases(List.of())
                .build();
    }

    /** What a site makes of what it hears and of what sweeps find. */
    public static Matrix<Site> matrix() {
        SitePlan plan = plan(ID, 1);
        List<SiteNode> nodes = plan.nodes();
        Site scaling = ((Applied<Site>) Resizing.wanted(complete(plan), new Size(3, 0), NOW)).state();
        List<SiteNode> another = readyNodes(((Site.Scaling) scaling).joining());
        return new Matrix<Site>()
                .state(new Site.Requested(plan, NOW))
                .state(new Site.Building(plan, nodes, NOW))
                .state(complete(plan))
                .state(scaling)
                .state(new Site.Failed(plan, nodes, "NO_CAPACITY", "none left", NOW))
                .state(new Site.Fencing(plan, nodes, CASE, false))
                .state(new Site.Fenced(plan, nodes, CASE, NOW))
                .state(new Site.Releasing(plan, nodes))
                .state(new Site.Released(plan, NOW))
                .event("*wanted by its environment*", s -> Site.request(s, plan, NOW))
                .event("*places fixed*", Site::begin)
                .event("*every node ready*", s -> Site.progressed(s, readyNodes(plan), NOW))
                .event("*asked for again*", s -> Site.again(s, NOW))
                .event("*cannot be built*", s -> Site.failed(s, "NO_CAPACITY", "none left", NOW))
                .event("*another size wanted*", s -> Resizing.wanted(s, new Size(4, 0), NOW))
                .event("*new nodes serve*", s -> Resizing.advanced(s, another))
                .event("*size cannot be had*", s -> Resizing.inTrouble(s, new Site.Trouble("NO_CAPACITY", "none left")))
                .event("NodeFenceRequested", s -> Site.on(s, nodeFence(ID, 2, 1, 2)))
                .event("NodeFenceRequested, of an old term", s -> Site.on(s, nodeFence(ID, 1, 1, 2)))
                .event("SiteFenceRequested", s -> Site.on(s, fence(ID, 1)))
                .event("*region does not answer*", s -> Site.fencePending(s, "no answer"))
                .event("*every node seen stopped*", s -> Site.fenceProven(s, "TERMINATED", NOW))
                .event("*its recovery was cancelled*", Site::release)
                .event("*its environment ends*", Site::dismantle)
                .event("*every node seen gone*", s -> Site.released(s, NOW));
    }

    /** What the fencing of a node makes of what it hears and of what sweeps find. */
    public static Matrix<NodeFence> nodeFenceMatrix() {
        var order = new NodeFence.Order(ID, 1, 2, ID + "-1-db-1", ID + "-1-db-2");
        return new Matrix<NodeFence>()
                .state(new NodeFence.Stopping(order, false))
                .state(new NodeFence.Stopped(order, "TERMINATED"))
                .state(new NodeFence.Rejoining(order))
                .state(new NodeFence.Rejoined(order, NOW))
                .state(new NodeFence.Superseded(order, "newer"))
                .event("NodeFenceRequested", f -> NodeFence.on(f, nodeFence(ID, 2, 1, 2)))
                .event("NodeFenceRequested, contradicting", f -> NodeFence.on(f, nodeFence(ID, 2, 2, 1)))
                .event("*seen stopped*", f -> NodeFence.stopped(f, "TERMINATED"))
                .event("ZoneFailoverCompleted", f -> NodeFence.on(f, promoted(ID, 2, 1, 2)))
                .event("*runs as standby*", f -> NodeFence.rejoined(f, NOW))
                .event("*newer decision*", f -> NodeFence.superseded(f, "newer"));
    }
}
