package com.orocloud.failover.leadership;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A database node as it was seen when somebody had to be chosen, and what was thought of it.
 *
 * @param behindBytes how much log the furthest candidate has and this one lacks; null if that is not known
 */
public record Candidate(
        String nodeId,
        boolean reachable,
        @Nullable WalPosition position,
        String verdict,
        @Nullable Long behindBytes) {

    Candidate(String nodeId, boolean reachable, @Nullable WalPosition position, String verdict) {
        this(nodeId, reachable, position, verdict, null);
    }

    /** The same candidates, each with how far it is behind the furthest of them. */
    static List<Candidate> compared(Candidate... candidates) {
        WalPosition furthest = List.of(candidates).stream()
                .map(Candidate::position)
                .filter(Objects::nonNull)
                .max(WalPosition::compareTo)
                .orElse(null);
        return List.of(candidates).stream().map(each -> each.behind(furthest)).toList();
    }

    private Candidate behind(@Nullable WalPosition furthest) {
        return furthest == null || position == null
                ? this
                : new Candidate(nodeId, reachable, position, verdict, furthest.beyond(position));
    }
}
