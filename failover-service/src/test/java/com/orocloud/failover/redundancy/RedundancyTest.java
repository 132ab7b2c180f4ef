package com.orocloud.failover.redundancy;

import static com.orocloud.failover.redundancy.TestingMembers.AT;
import static com.orocloud.failover.redundancy.TestingMembers.ID;
import static com.orocloud.failover.redundancy.TestingMembers.lost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRedundancyRestored;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.events.LostNode;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Lack;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.Redundancy.Withdrawn;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RedundancyTest {

    private final Members members = TestingMembers.members();
    private final Whole whole = new Whole(members);

    @Test
    void everyNodeThatCanBeAskedIsWatched() {
        assertThat(members.components())
                .containsExactly(Component.WEB, Component.DATABASE, Component.QUEUE, Component.LOAD_BALANCER);
    }

    @Test
    void aLostNodeIsNamedOnceWithWhatIsLeft() {
        Outcome<Redundancy> outcome = seen(whole, AT, "queue-2");

        Reduced reduced = new Reduced(members, List.of(new Lack(Component.QUEUE, AT, lost(AT, "queue-2"))));
        assertThat(outcome).isEqualTo(Outcome.<Redundancy>applied(reduced, queueLacks(2, true, "queue-2 b")));
        assertThat(seen(reduced, AT.plusSeconds(2), "queue-2")).isInstanceOf(Ignored.class);
    }

    @Test
    void withoutItsMajorityAQueueDoesNotServeAndWhatWasToldOfANodeStays() {
        Reduced reduced = reduced(whole, AT, "queue-2");

        Outcome<Redundancy> worse = seen(reduced, AT.plusSeconds(10), "queue-2", "queue-3");

        assertThat(facts(worse)).singleElement().satisfies(fact -> {
            var said = (EnvironmentRedundancyReduced) fact;
            assertThat(said.getServing()).isFalse();
            assertThat(said.getSince()).isEqualTo(AT);
            assertThat(said.getLostNodes())
                    .extracting(LostNode::getNodeId, LostNode::getSince)
                    .containsExactly(tuple("queue-2", AT), tuple("queue-3", AT.plusSeconds(10)));
        });
    }

    @Test
    void oneOfTwoWebNodesIsEnoughAndNoneAndNoBalancerAreNot() {
        assertThat(members.serves(Component.WEB, 1)).isTrue();
        assertThat(members.serves(Component.WEB, 2)).isFalse();
        assertThat(members.serves(Component.LOAD_BALANCER, 1)).isFalse();
        assertThat(members.serves(Component.QUEUE, 1)).isTrue();
        assertThat(members.serves(Component.QUEUE, 2)).isFalse();
    }

    @Test
    void eachComponentIsToldOfForItself() {
        Reduced both = reduced(whole, AT, "web-1", "queue-2");

        Outcome<Redundancy> queueIsBack = seen(both, AT.plusSeconds(30), "web-1");
        assertThat(facts(queueIsBack))
                .containsExactly(
                        new EnvironmentRedundancyRestored(Events.unstamped(), ID, 1L, Component.QUEUE, 3, 30L));

        Outcome<Redundancy> allAreBack = seen(reduced(whole, AT, "web-1"), AT.plusSeconds(60));
        assertThat(allAreBack)
                .isEqualTo(Outcome.<Redundancy>applied(
                        whole, new EnvironmentRedundancyRestored(Events.unstamped(), ID, 1L, Component.WEB, 2, 60L)));
    }

    @Test
    void aComponentThatLosesOneNodeAsAnotherComesBackHasBeenReducedSinceTheFirst() {
        Reduced first = reduced(whole, AT, "web-1");
        Reduced other = reduced(first, AT.plusSeconds(20), "web-2");

        assertThat(facts(seen(other, AT.plusSeconds(50))))
                .containsExactly(new EnvironmentRedundancyRestored(Events.unstamped(), ID, 1L, Component.WEB, 2, 50L));
    }

    @Test
    void aNodeThatLeftIsNotMissedAnyMoreAndOneThatStayedIs() {
        Reduced reduced = reduced(whole, AT, "web-2", "queue-2");

        EnvironmentScaled event = TestingMembers.scaled("web-2");
        Outcome<Redundancy> smaller = Redundancy.on(reduced, event);

        assertThat(facts(smaller))
                .containsExactly(new EnvironmentRedundancyRestored(
                        Events.unstamped(), ID, 1L, Component.WEB, 1, secondsSince(AT, event)));
        var state = (Reduced) ((Applied<Redundancy>) smaller).state();
        assertThat(state.members().of(Component.WEB)).hasSize(1);
        assertThat(state.lost()).extracting(Redundancy.Lost::nodeId).containsExactly("queue-2");
    }

    @Test
    void newNodesAreWatchedFromThenOn() {
        var smaller = (Whole) ((Applied<Redundancy>) Redundancy.on(whole, TestingMembers.scaled("web-2"))).state();
        assertThat(smaller.members().of(Component.WEB)).hasSize(1);
        assertThat(Redundancy.on(smaller, TestingMembers.scaled())).isEqualTo(Outcome.<Redundancy>applied(whole));
    }

    @Test
    void lostDatabasesAreRecordedAndToldByLeadership() {
        Outcome<Redundancy> outcome = seen(whole, AT, "database-1");

        assertThat(facts(outcome)).isEmpty();
        assertThat(((Applied<Redundancy>) outcome).state())
                .isInstanceOfSatisfying(
                        Reduced.class, state -> assertThat(state.lost()).hasSize(1));
    }

    @Test
    void whatWasJudgedBeforeSomethingElseWasRecordedChangesNothing() {
        Reduced reduced = reduced(whole, AT, "web-1");

        assertThat(Redundancy.on(reduced, new Finding(whole, lost(AT, "web-2"), AT)))
                .isInstanceOf(Ignored.class);
        assertThat(Redundancy.on(new Withdrawn(ID, 1), new Finding(whole, lost(AT, "web-2"), AT)))
                .isInstanceOf(Ignored.class);
    }

    private static long secondsSince(Instant start, EnvironmentScaled event) {
        return Math.max(
                0, Duration.between(start, event.getMeta().getOccurredAt()).toSeconds());
    }

    private static Outcome<Redundancy> seen(Watched state, Instant at, String... lost) {
        return Redundancy.on(state, new Finding(state, lost(at, lost), at));
    }

    private static Reduced reduced(Watched state, Instant at, String... lost) {
        return (Reduced) ((Applied<Redundancy>) seen(state, at, lost)).state();
    }

    private static List<SpecificRecord> facts(Outcome<Redundancy> outcome) {
        return ((Applied<Redundancy>) outcome).emitted();
    }

    /** @param lost as "node zone" */
    private static EnvironmentRedundancyReduced queueLacks(int working, boolean serving, String... lost) {
        return new EnvironmentRedundancyReduced(
                Events.unstamped(),
                ID,
                1L,
                Component.QUEUE,
                Stream.of(lost)
                        .map(node -> node.split(" "))
                        .map(node -> new LostNode(node[0], "europe-west4-" + node[1], AT, "does not answer"))
                        .toList(),
                working,
                3,
                serving,
                AT);
    }
}
