package com.orocloud.failover.redundancy;

import static com.orocloud.failover.redundancy.TestingMembers.AT;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Lost;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.ZoneRule.Zones;
import com.orocloud.messaging.Outcome.Applied;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The site has in zone a a node of everything, in b of all but the balancer, in c a queue node only. */
class ZoneRuleTest {

    private static final String A = "europe-west4-a";
    private static final String B = "europe-west4-b";
    private static final String C = "europe-west4-c";

    @Test
    void aZoneIsLostWhenNothingInItWorksAndSomethingElsewhereDoes() {
        Zones zones = ZoneRule.judge(List.of(without(in(B)))).orElseThrow();
        assertThat(zones.zones()).containsExactly(B);
        assertThat(zones.why())
                .isEqualTo("none of the 3 nodes in " + B + " works, and 5 nodes in other zones do, of 1 site");
        assertThat(zones.since()).as("when the last of them was lost").isEqualTo(AT.plusSeconds(2));
    }

    @Test
    void oneNodeThatWorksIsAZoneThatIsNotLost() {
        Predicate<Member> others = in(B).and(member -> !member.nodeId().equals("web-2"));
        assertThat(lost(without(others))).isEmpty();
        assertThat(lost(without(in(B)), new Whole(TestingMembers.members())))
                .as("another environment's nodes work there")
                .isEmpty();
    }

    @Test
    void nodesOfOneComponentAreNoZone() {
        assertThat(lost(without(in(C)))).isEmpty();
    }

    @Test
    void twoZonesOfThreeCanBeLost() {
        assertThat(lost(without(in(A).or(in(B))))).containsExactly(A, B);
    }

    @Test
    void whereNothingWorksAtAllNothingIsSaidOfZones() {
        assertThat(ZoneRule.judge(List.of(without(member -> true)))).isEmpty();
    }

    @Test
    void whereNothingIsNothingIsLost() {
        assertThat(ZoneRule.judge(List.of())).map(Zones::zones).isEqualTo(Optional.of(List.of()));
    }

    private static List<String> lost(Watched... sites) {
        return ZoneRule.judge(List.of(sites)).orElseThrow().zones();
    }

    private static Predicate<Member> in(String zone) {
        return member -> member.zone().equals(zone);
    }

    /** Database nodes are lost two seconds after the others. */
    private static Watched without(Predicate<Member> missing) {
        var whole = new Whole(TestingMembers.members());
        List<Lost> lost = whole.members().all().stream()
                .filter(missing)
                .map(member ->
                        TestingMembers.lost(member, member.nodeId().startsWith("database") ? AT.plusSeconds(2) : AT))
                .toList();
        return (Watched) ((Applied<Redundancy>) Redundancy.on(whole, new Finding(whole, lost, AT))).state();
    }
}
