package com.orocloud.backup.retention;

import java.time.Instant;
import java.util.Set;

/**
 * A stored backup that is kept or deleted.
 *
 * @param at the slot of a scheduled one, the instant that any other restores to
 * @param scheduled false if somebody asked for it: then it stands for no Sunday
 * @param guards those that retention cannot know by itself: {@link Guard#LAST},
 *     {@link Guard#SECONDS}, {@link Guard#HELD}, {@link Guard#IN_USE}
 */
public record Candidate(String id, Instant at, boolean scheduled, Proof proof, Set<Guard> guards) {

    /** What is known about its worth. */
    public sealed interface Proof {}

    /** Stored, not yet restored for a test. */
    public record Unproven() implements Proof {}

    /** Proved by a restore: usable. */
    public record Proven(boolean offRegion) implements Proof {}

    /** Does not restore: kept for a while as evidence, never counted. */
    public record Quarantined(Instant since) implements Proof {}

    public Candidate {
        guards = Set.copyOf(guards);
    }

    boolean usable() {
        return proof instanceof Proven;
    }

    boolean usableOffRegion() {
        return proof instanceof Proven(boolean offRegion) && offRegion;
    }
}
