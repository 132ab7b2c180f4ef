package com.orocloud.failover.leadership;

import org.jspecify.annotations.Nullable;

/** A database node as it was seen when somebody had to be chosen, and what was thought of it. */
public record Candidate(
        String nodeId, boolean reachable, @Nullable WalPosition position, String verdict) {}
