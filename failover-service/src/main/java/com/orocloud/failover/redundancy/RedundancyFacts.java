package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentRedundancyReduced;
import com.orocloud.events.EnvironmentRedundancyRestored;
import com.orocloud.events.LostNode;
import com.orocloud.failover.redundancy.Redundancy.Lack;
import com.orocloud.messaging.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What is said about redundancy, in the contract's words. */
final class RedundancyFacts {

    private RedundancyFacts() {}

    /** Nothing about databases: leadership tells more, and when a standby follows again. */
    static Optional<SpecificRecord> about(
            Component component, Members members, Optional<Lack> before, Optional<Lack> after, Instant at) {
        if (component == Component.DATABASE) {
            return Optional.empty();
        }
        return after.<SpecificRecord>map(lack -> reduced(members, lack))
                .or(() -> before.map(lack -> restored(members, lack, at)));
    }

    private static EnvironmentRedundancyReduced reduced(Members members, Lack lack) {
        int expected = members.of(lack.component()).size();
        int lost = lack.lost().size();
        return new EnvironmentRedundancyReduced(
                Events.unstamped(),
                members.environmentId(),
                members.siteEpoch(),
                lack.component(),
                lack.lost().stream()
                        .map(node -> new LostNode(node.nodeId(), node.zone(), node.since(), node.how()))
                        .toList(),
                expected - lost,
                expected,
                members.serves(lack.component(), lost),
                lack.since());
    }

    private static EnvironmentRedundancyRestored restored(Members members, Lack lack, Instant at) {
        return new EnvironmentRedundancyRestored(
                Events.unstamped(),
                members.environmentId(),
                members.siteEpoch(),
                lack.component(),
                members.of(lack.component()).size(),
                Math.max(0, Duration.between(lack.since(), at).toSeconds()));
    }
}
