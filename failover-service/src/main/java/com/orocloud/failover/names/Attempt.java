package com.orocloud.failover.names;

import java.util.List;

/** What came of a step towards a change of names. */
sealed interface Attempt {

    /** What would make the change, on the conditions that were found. */
    record Plan(Zone zone, List<Move> moves) implements Attempt {}

    /**
     * The zone's host has it.
     *
     * @param edge true if a name is behind an edge, which fetches from there now
     */
    record Done(boolean edge) implements Attempt {}

    /** Will not be done. */
    record Refused(String code, String message, boolean retryable) implements Attempt {}

    /** Not now; to be tried again from the beginning. */
    record Unavailable(String why) implements Attempt {}
}
