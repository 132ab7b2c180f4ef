package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.failover.redundancy.Look.Grade;
import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Lost;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the looks at one site's nodes add up to. Pure, and kept in memory: after a restart it is counted anew, which
 * costs a few seconds and is never wrong.
 *
 * @param sights by node
 * @param lookedAt the last look; null if there was none
 */
record Watch(Map<String, Sight> sights, @Nullable Instant lookedAt) {

    /** What was counted before a longer pause, or before another instance had the site, says nothing about now. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    static final Watch NOTHING = new Watch(Map.of(), null);

    /**
     * The same after another look. One at which not a single node answered shows nothing about any of them: perhaps it
     * is this service that is cut off, and if it is not, the region or the environment as a whole is somebody else's
     * finding.
     */
    Watch after(Watched state, Map<Member, Look> looks, Instant at) {
        if (looks.values().stream().noneMatch(Look::answers)) {
            return NOTHING;
        }
        boolean inOneGo = lookedAt != null && at.isBefore(lookedAt.plus(LONGEST_PAUSE));
        Set<String> recorded = state.lost().stream().map(Lost::nodeId).collect(Collectors.toSet());
        var next = new HashMap<String, Sight>();
        looks.forEach((member, look) -> {
            Sight before = inOneGo ? sights.get(member.nodeId()) : null;
            Sight known = Sight.from(before, !recorded.contains(member.nodeId()));
            next.put(member.nodeId(), known.again(works(member, looks), look.detail(), at));
        });
        return new Watch(Map.copyOf(next), at);
    }

    /** As the balancer sees it: good nodes take all the work; where none is good, those that answer at all do. */
    private static boolean works(Member member, Map<Member, Look> looks) {
        return switch (grade(member, looks)) {
            case WORKS -> true;
            case AILING -> noneWorks(member.component(), looks);
            case IDLE, SILENT -> false;
        };
    }

    private static boolean noneWorks(Component component, Map<Member, Look> looks) {
        return looks.keySet().stream()
                .filter(other -> other.component() == component)
                .noneMatch(other -> grade(other, looks) == Grade.WORKS);
    }

    private static Grade grade(Member member, Map<Member, Look> looks) {
        return Objects.requireNonNull(looks.get(member)).grade();
    }

    /** What is believed now. */
    Finding finding(Watched state, Instant at) {
        return new Finding(
                state,
                state.members().all().stream()
                        .filter(member -> isLost(member, state))
                        .map(member -> lost(member, at))
                        .toList(),
                at);
    }

    private boolean isLost(Member member, Watched state) {
        Sight sight = sights.get(member.nodeId());
        return sight == null
                ? state.lost().stream().anyMatch(lost -> lost.nodeId().equals(member.nodeId()))
                : !sight.works();
    }

    private Lost lost(Member member, Instant at) {
        Sight sight = sights.get(member.nodeId());
        Instant since = sight == null || sight.since() == null ? at : sight.since();
        String how = sight == null ? "" : sight.detail();
        return new Lost(member.component(), member.nodeId(), member.zone(), since, how);
    }
}
