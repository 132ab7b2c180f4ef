package com.orocloud.provisioning.site;

import static com.orocloud.provisioning.site.TestingSites.ID;
import static com.orocloud.provisioning.site.TestingSites.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.provisioning.site.Site.Complete;
import com.orocloud.provisioning.site.Site.Fencing;
import com.orocloud.provisioning.site.Site.Scaling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResizingTest {

    private final SitePlan plan = TestingSites.plan(ID, 1);
    private final Complete site = TestingSites.complete(plan);

    @Test
    void anotherNodeGoesToTheZoneWithTheFewestAndTakesTheFirstFreeNumber() {
        Scaling scaling = scaling(Resizing.wanted(site, new Size(4, 0), NOW));
        assertThat(scaling.joining())
                .extracting(SiteNode::name)
                .containsExactly("acme-prod-1-web-3", "acme-prod-1-web-4");
        assertThat(scaling.joining()).extracting(SiteNode::zone).startsWith("europe-west4-d");
        assertThat(scaling.serving()).isEqualTo(site);
    }

    @Test
    void aSizeThatItHasOrIsOnItsWayToIsNoNews() {
        assertThat(Resizing.wanted(site, plan.size(), NOW)).isInstanceOf(Ignored.class);
        Scaling scaling = scaling(Resizing.wanted(site, new Size(4, 0), NOW));
        assertThat(Resizing.wanted(scaling, new Size(4, 0), NOW)).isInstanceOf(Ignored.class);
    }

    @Test
    void aNodeServesOnlyWhenItIsReady() {
        Scaling scaling = scaling(Resizing.wanted(site, new Size(3, 0), NOW));
        SiteNode asked = scaling.joining().getFirst().askedFor("operation", NOW);
        scaling = scaling(Resizing.advanced(scaling, List.of(asked)));
        assertThat(scaling.serving()).isEqualTo(site);
        assertThat(Resizing.reached(scaling)).isInstanceOf(Ignored.class);
        scaling = scaling(Resizing.advanced(scaling, TestingSites.readyNodes(scaling.joining())));
        assertThat(web(scaling.serving())).isEqualTo(3);
        Complete grown = (Complete) state(Resizing.reached(scaling));
        assertThat(grown.plan().size()).isEqualTo(new Size(3, 0));
    }

    @Test
    void whatCannotBeHadIsTakenBack() {
        Scaling scaling = scaling(Resizing.wanted(site, new Size(3, 0), NOW));
        SiteNode asked = scaling.joining().getFirst().askedFor("operation", NOW);
        scaling = scaling(Resizing.advanced(scaling, List.of(asked)));
        scaling = scaling(Resizing.inTrouble(scaling, new Site.Trouble("NO_CAPACITY", "none left")));
        scaling = scaling(Resizing.wanted(scaling, plan.size(), NOW.plusSeconds(9)));
        assertThat(scaling.trouble()).isNull();
        assertThat(scaling.leaving()).containsExactly(asked);
        scaling = scaling(Resizing.gone(scaling, Set.of(asked.name())));
        assertThat(state(Resizing.reached(scaling))).isEqualTo(site);
    }

    @Test
    void theLeadershipOfItsDatabasesChangesMeanwhileAndAFenceStopsEveryNode() {
        Scaling scaling = scaling(Resizing.wanted(site, new Size(3, 0), NOW));
        scaling = scaling(Site.on(scaling, TestingSites.nodeFence(ID, 2, 1, 2)));
        assertThat(scaling.serving().leadership().generation()).isEqualTo(2);
        assertThat(((Fencing) state(Site.on(scaling, TestingSites.fence(ID, 1)))).nodes())
                .hasSize(site.nodes().size() + 1);
    }

    @Test
    void onlyNamesThatTheSiteCouldHaveHadAreItsLeftovers() {
        assertThat(List.of("acme-prod-1-web-7", "acme-prod-1-consumer-12")).allMatch(plan::couldHaveHad);
        assertThat(List.of("acme-prod-1-web-0", "acme-prod-1-db-3", "acme-prod-2-web-3", "acme-prod-1-web-3x"))
                .noneMatch(plan::couldHaveHad);
    }

    /** Any sizes wanted one after the other, at any moment, with zones that run out of machines. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsWantedWhenTwoZonesServeAndTheFloorIsKept(long seed) {
        var random = new SplittableRandom(seed);
        List<String> zones = IntStream.rangeClosed(1, 2 + random.nextInt(3))
                .mapToObj(number -> "zone-" + number)
                .toList();
        Site now = TestingSites.complete(TestingSites.plan(zones, 2 + random.nextInt(4), 2));
        for (int step = 0; step < 200; step++) {
            now = step(random, now);
            assertGood(now);
        }
        for (int step = 0; step < 60 && now instanceof Scaling; step++) {
            now = forward(now);
            assertGood(now);
        }
        Complete end = (Complete) now;
        assertThat(web(end)).isEqualTo(end.plan().size().webNodes());
    }

    private static Site step(SplittableRandom random, Site now) {
        if (random.nextInt(4) == 0) {
            return after(now, Resizing.wanted(now, new Size(2 + random.nextInt(15), 0), NOW));
        }
        if (random.nextInt(4) == 0
                && now instanceof Scaling scaling
                && !scaling.joining().isEmpty()) {
            SiteNode node = scaling.joining().getFirst();
            SiteNode moved = scaling.plan()
                    .nextZone(node, scaling.serving().nodes())
                    .map(node::movedTo)
                    .orElseGet(node::roundAgain);
            return after(now, Resizing.advanced(now, List.of(moved)));
        }
        return forward(now);
    }

    private static Site forward(Site now) {
        if (!(now instanceof Scaling scaling)) {
            return now;
        }
        if (!scaling.joining().isEmpty()) {
            return after(
                    now,
                    Resizing.advanced(
                            now,
                            TestingSites.readyNodes(List.of(scaling.joining().getFirst()))));
        }
        if (!scaling.leaving().isEmpty()) {
            return after(
                    now, Resizing.gone(now, Set.of(scaling.leaving().getFirst().name())));
        }
        return after(now, Resizing.surplus(scaling).isEmpty() ? Resizing.reached(now) : Resizing.relieved(now));
    }

    private static void assertGood(Site now) {
        List<SiteNode> all = now instanceof Scaling scaling ? scaling.nodes() : ((Complete) now).nodes();
        List<String> names = all.stream().map(SiteNode::name).toList();
        assertThat(new HashSet<>(names)).as("names are used once").hasSameSizeAs(names);
        Complete serving = now instanceof Scaling scaling ? scaling.serving() : (Complete) now;
        assertThat(web(serving)).isGreaterThanOrEqualTo(2);
        assertThat(serving.nodes().stream()
                        .filter(node -> node.component() == Component.WEB)
                        .map(SiteNode::zone)
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(serving.nodes())
                .filteredOn(node -> node.component() != Component.WEB)
                .hasSize(4);
    }

    private static Site after(Site before, Outcome<Site> outcome) {
        return outcome instanceof Applied<Site>(var state, var _) ? state : before;
    }

    private static long web(Complete site) {
        return site.nodes().stream()
                .filter(node -> node.component() == Component.WEB)
                .count();
    }

    private static Site state(Outcome<Site> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Site>) outcome).state();
    }

    private static Scaling scaling(Outcome<Site> outcome) {
        return (Scaling) state(outcome);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }
}
