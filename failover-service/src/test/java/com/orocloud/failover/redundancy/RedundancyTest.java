package com.orocloud.failover.redundancy;

import static com.orocloud.failover.redundancy.TestingMembers.ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRedundancyRestored;
import com.orocloud.failover.redundancy.NodeProbes.Look;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Loss;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Ignored;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedundancyTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private final Members members = Members.of(TestingMembers.provisioned());
    private final Whole whole = new Whole(members);

    @Test
    void onlyNodesThatAnotherCanStandInForAreWatchedAndDatabasesElsewhere() {
        assertThat(members.components()).containsExactlyInAnyOrder(Component.WEB, Component.QUEUE);
    }

    @Test
    void aLostNodeIsNamedOnceAndItsComponentStillServes() {
        Outcome<Redundancy> lost = Redundancy.on(whole, queueLacks("queue-2"), AT);

        Reduced reduced = new Reduced(members, List.of(new Loss(Component.QUEUE, List.of("queue-2"), AT)));
        assertThat(lost).isEqualTo(Outcome.<Redundancy>applied(reduced, reducedEvent(List.of("queue-2"), 2, true)));
        assertThat(Redundancy.on(reduced, queueLacks("queue-2"), AT.plusSeconds(2)))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void withoutItsMajorityAComponentDoesNotServe() {
        Reduced reduced = new Reduced(members, List.of(new Loss(Component.QUEUE, List.of("queue-2"), AT)));

        Outcome<Redundancy> worse = Redundancy.on(reduced, queueLacks("queue-1", "queue-2"), AT.plusSeconds(10));

        assertThat(worse)
                .isEqualTo(Outcome.<Redundancy>applied(
                        new Reduced(members, List.of(new Loss(Component.QUEUE, List.of("queue-1", "queue-2"), AT))),
                        reducedEvent(List.of("queue-1", "queue-2"), 1, false)));
    }

    @Test
    void oneOfTwoWebNodesIsEnoughAndNoneIsNot() {
        assertThat(members.serveWithout(Component.WEB, 1)).isTrue();
        assertThat(members.serveWithout(Component.WEB, 2)).isFalse();
        assertThat(members.serveWithout(Component.QUEUE, 1)).isTrue();
        assertThat(members.serveWithout(Component.QUEUE, 2)).isFalse();
    }

    @Test
    void aComponentIsRestoredForItselfAndTheSiteIsWholeWhenAllAre() {
        Loss web = new Loss(Component.WEB, List.of("web-1"), AT);
        Loss queue = new Loss(Component.QUEUE, List.of("queue-2"), AT);
        Reduced both = new Reduced(members, List.of(web, queue));

        Outcome<Redundancy> one = Redundancy.on(both, queueLacks(), AT.plusSeconds(30));
        assertThat(one)
                .isEqualTo(Outcome.<Redundancy>applied(
                        new Reduced(members, List.of(web)),
                        new EnvironmentRedundancyRestored(Events.unstamped(), ID, 1L, Component.QUEUE, 3, 30L)));

        Outcome<Redundancy> all = Redundancy.on(
                new Reduced(members, List.of(web)), new Finding(Component.WEB, List.of(), ""), AT.plusSeconds(60));
        assertThat(all)
                .isEqualTo(Outcome.<Redundancy>applied(
                        whole, new EnvironmentRedundancyRestored(Events.unstamped(), ID, 1L, Component.WEB, 2, 60L)));
    }

    @Test
    void oneLookNeitherLosesANodeNorBringsItBack() {
        Look silent = new Look(false, "RabbitMQ does not answer");
        Look answers = new Look(true, "RabbitMQ answers");
        Sight sight = new Sight(true, 0, "").again(silent).again(silent);
        assertThat(sight.works()).isTrue();
        assertThat(sight.again(answers).again(silent).again(silent).works()).isTrue();

        Sight lost = sight.again(silent);
        assertThat(lost.works()).isFalse();
        assertThat(lost.again(answers).again(answers).works()).isFalse();
        assertThat(lost.again(answers).again(answers).again(answers).works()).isTrue();
    }

    private static Finding queueLacks(String... nodes) {
        return new Finding(Component.QUEUE, List.of(nodes), "no answer");
    }

    private static EnvironmentRedundancyReduced reducedEvent(List<String> missing, int working, boolean serving) {
        return new EnvironmentRedundancyReduced(
                Events.unstamped(), ID, 1L, Component.QUEUE, missing, working, 3, serving, "no answer", AT);
    }
}
