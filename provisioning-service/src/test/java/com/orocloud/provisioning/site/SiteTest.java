package com.orocloud.provisioning.site;

import static com.orocloud.provisioning.site.TestingSites.CASE;
import static com.orocloud.provisioning.site.TestingSites.ID;
import static com.orocloud.provisioning.site.TestingSites.NOW;
import static com.orocloud.provisioning.site.TestingSites.nodeFence;
import static com.orocloud.provisioning.site.TestingSites.plan;
import static com.orocloud.provisioning.site.TestingSites.promoted;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.testkit.Simulation;
import com.orocloud.testkit.Simulation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SiteTest {

    private final SitePlan plan = plan(ID, 1);

    @Test
    void noComponentWithTwoNodesHasBothInOneZone() {
        for (Component component : List.of(Component.DATABASE, Component.WEB)) {
            assertThat(plan.nodes())
                    .filteredOn(node -> node.component() == component)
                    .extracting(SiteNode::zone)
                    .doesNotHaveDuplicates()
                    .hasSize(2);
        }
    }

    @Test
    void whatDecidesByMajorityKeepsItWithoutAnyOneZone() {
        List<SiteNode> nodes = plan(ID, 1, EnvironmentProfile.FULL).nodes();
        for (Component component : List.of(Component.CACHE, Component.QUEUE)) {
            assertThat(nodes)
                    .filteredOn(node -> node.component() == component)
                    .extracting(SiteNode::zone)
                    .doesNotHaveDuplicates()
                    .hasSize(3);
        }
        for (Component component : List.of(Component.CONSUMER, Component.SMTP)) {
            assertThat(nodes)
                    .filteredOn(node -> node.component() == component)
                    .extracting(SiteNode::zone)
                    .doesNotHaveDuplicates()
                    .hasSize(2);
        }
        assertThat(plan.nodes()).extracting(SiteNode::component).doesNotContain(Component.CACHE, Component.QUEUE);
    }

    @Test
    void aPlanFromBeforeThereWereProfilesIsMinimal() {
        var json = JsonMapper.builder().build();
        var written = (ObjectNode) json.readTree(json.writeValueAsString(plan));
        written.remove("profile");
        assertThat(json.treeToValue(written, SitePlan.class)).isEqualTo(plan);
    }

    @Test
    void aZoneWithoutCapacityIsReplacedByOneThatKeepsMainAndStandbyApart() {
        List<SiteNode> nodes = plan.nodes();
        SiteNode main = nodes.getFirst();
        SiteNode standby = nodes.get(1);
        String next = plan.nextZone(main, nodes).orElseThrow();
        assertThat(next).isNotEqualTo(main.zone()).isNotEqualTo(standby.zone());
        assertThat(plan.nextZone(main.movedTo(next), nodes)).isEmpty();
    }

    /** Any size, in any number of zones, with any zones running out of machines in any order. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverZonesRunOutNoComponentIsEverInOneZoneAlone(long seed) {
        var random = new SplittableRandom(seed);
        List<String> zones = IntStream.rangeClosed(1, 2 + random.nextInt(3))
                .mapToObj(number -> "zone-" + number)
                .toList();
        SitePlan any = TestingSites.plan(zones, 2 + random.nextInt(15), 2 + random.nextInt(2));
        var nodes = new ArrayList<>(any.nodes());
        for (int stockouts = 0; stockouts < 30; stockouts++) {
            assertThat(Stream.of(Component.DATABASE, Component.WEB))
                    .allSatisfy(component -> assertThat(nodes)
                            .filteredOn(node -> node.component() == component)
                            .extracting(SiteNode::zone)
                            .satisfies(taken -> assertThat(Set.copyOf(taken)).hasSizeGreaterThan(1)));
            int which = random.nextInt(nodes.size());
            SiteNode node = nodes.get(which);
            nodes.set(which, any.nextZone(node, nodes).map(node::movedTo).orElseGet(node::roundAgain));
        }
    }

    @Test
    void wantingASiteTwiceIsWantingItOnce() {
        var requested = new Site.Requested(plan, NOW);
        assertThat(Site.request(null, plan, NOW)).isEqualTo(Outcome.applied(requested));
        assertThat(Site.request(requested, plan, NOW.plusSeconds(1))).isInstanceOf(Ignored.class);
    }

    @Test
    void aSilentRegionIsSaidOnceAndTheProofLater() {
        var fencing = new Site.Fencing(plan, plan.nodes(), CASE, false);
        Site pending = applied(Site.fencePending(fencing, "no answer"), false);
        assertThat(Site.fencePending(pending, "no answer")).isInstanceOf(Ignored.class);
        Site fenced = applied(Site.fenceProven(pending, "TERMINATED", NOW), true);
        assertThat(Site.fenceProven(fenced, "TERMINATED", NOW)).isInstanceOf(Ignored.class);
    }

    private static Site applied(Outcome<Site> outcome, boolean proven) {
        var applied = (Applied<Site>) outcome;
        assertThat(applied.emitted())
                .singleElement()
                .isInstanceOfSatisfying(
                        EnvironmentFenced.class,
                        said -> assertThat(said.getProven()).isEqualTo(proven));
        return applied.state();
    }

    @Test
    void aLateRequestOfAnOlderTermCannotStopTheLeader() {
        Site site = TestingSites.complete(plan);
        site = ((Applied<Site>) Site.on(site, nodeFence(ID, 3, 2, 1))).state();
        assertThat(Site.on(site, nodeFence(ID, 2, 1, 2))).isInstanceOf(Ignored.class);
    }

    /** One node's fencing: requests and promotions in any order, repeated, with the sweeps' findings between them. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isFencedOnceAndRejoinsOnlyAfterThePromotion(long seed) {
        var said = new ArrayList<SpecificRecord>();
        var heardPromotion = new boolean[1];
        NodeFence end = Simulation.<NodeFence, Object>of((state, event) -> {
                    heardPromotion[0] |= event instanceof ZoneFailoverCompleted && state != null;
                    return decide(state, event, said);
                })
                .topic(List.of(nodeFence(ID, 2, 1, 2), nodeFence(ID, 2, 1, 2)))
                .topic(List.of(promoted(ID, 2, 1, 2)))
                .topic(List.of(Found.STOPPED, Found.STOPPED))
                .topic(List.of(Found.RUNNING, Found.RUNNING))
                .always(
                        "rejoining follows a promotion",
                        state -> !(state instanceof NodeFence.Rejoining) || heardPromotion[0])
                .run(seed);
        assertThat(end).isInstanceOf(NodeFence.Rejoined.class);
        assertThat(said).filteredOn(NodeFenced.class::isInstance).hasSize(1);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** What a sweep sees of the node. */
    private enum Found {
        STOPPED,
        RUNNING
    }

    private static Answer<NodeFence> decide(@Nullable NodeFence state, Object event, List<SpecificRecord> said) {
        Outcome<NodeFence> outcome = switch (event) {
            case NodeFenceRequested request -> NodeFence.on(state, request);
            case ZoneFailoverCompleted completed -> NodeFence.on(state, completed);
            case Found found -> look(state, found);
            default -> throw new IllegalArgumentException(event.toString());
        };
        return switch (outcome) {
            case Applied<NodeFence>(var next, var emitted) -> {
                said.addAll(emitted);
                yield Answer.now(next);
            }
            case Deferred<NodeFence> _ -> Answer.later(state);
            case Ignored<NodeFence> _, Outcome.Impossible<NodeFence> _ -> Answer.now(state);
        };
    }

    /** A sweep looks when there is something to look for. */
    private static Outcome<NodeFence> look(@Nullable NodeFence state, Found found) {
        return switch (found) {
            case STOPPED ->
                state == null ? Outcome.deferred("nothing is asked yet") : NodeFence.stopped(state, "TERMINATED");
            case RUNNING ->
                state instanceof NodeFence.Rejoining || state instanceof NodeFence.Rejoined
                        ? NodeFence.rejoined(state, NOW)
                        : Outcome.deferred("not started yet");
        };
    }
}
