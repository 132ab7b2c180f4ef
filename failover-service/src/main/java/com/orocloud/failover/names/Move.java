package com.orocloud.failover.names;

import java.util.Set;

/**
 * What is to stand at a name instead of what was found there.
 *
 * @param mark the epoch of the site for which it is written
 */
public record Move(Found found, Set<String> newValues, int ttlSeconds, String mark) {

    /** How long the mark may be kept by whoever asks for it; nobody has a reason to. */
    public static final int MARK_TTL_SECONDS = 60;

    public Move {
        newValues = Set.copyOf(newValues);
    }

    /** Whether it stands there already. */
    boolean isMade() {
        return found.values().values().equals(newValues) && mark.equals(found.mark());
    }

    public String name() {
        return found.values().name();
    }

    public String type() {
        return found.values().type();
    }
}
