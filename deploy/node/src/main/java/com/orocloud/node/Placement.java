package com.orocloud.node;

import com.orocloud.node.Assignment.DatabaseRole;
import org.jspecify.annotations.Nullable;

/**
 * What this disk's database has last been told to be, written durably before anything is done about it.
 *
 * <pre>
 *   NEW --initdb or base backup--> READY --newer generation says STANDBY--> FORMER --> REWINDING --> READY
 *                                                                                         `-- failed --> NEW
 * </pre>
 *
 * The generation is the fencing number: an order that is older than the disk's is refused, so a node that wakes up with
 * old metadata never starts a second writer.
 */
record Placement(long generation, DatabaseRole role, Stage stage) {

    enum Stage {
        /** Nothing usable is on the disk; what may lie there is thrown away. */
        NEW,
        /** The data directory is whole and belongs to the role. */
        READY,
        /** The data directory is whole but of an earlier generation; it must follow another main before it starts. */
        FORMER,
        /** A rewind has begun, so the data directory is neither the old nor the new; only a copy of the main helps. */
        REWINDING
    }

    sealed interface Verdict {
        /** The placement now in force; record it before acting on it. */
        record Accepted(Placement placement) implements Verdict {}

        /** Nothing may be started, stopped or changed for this order. */
        record Refused(String why) implements Verdict {}
    }

    Placement at(Stage newStage) {
        return new Placement(generation, role, newStage);
    }

    static Verdict on(@Nullable Placement recorded, long generation, DatabaseRole role) {
        if (recorded == null) {
            return new Verdict.Accepted(new Placement(generation, role, Stage.NEW));
        }
        if (generation < recorded.generation()) {
            return new Verdict.Refused(
                    "refused: generation " + generation + " is older than " + recorded.generation() + " of this disk");
        }
        if (generation == recorded.generation()) {
            return role == recorded.role()
                    ? new Verdict.Accepted(recorded)
                    : new Verdict.Refused("refused: generation " + generation + " already made this node "
                            + recorded.role() + "; another role needs a newer generation");
        }
        return switch (role) {
            case MAIN -> onNewerMain(recorded, generation);
            case STANDBY -> new Verdict.Accepted(new Placement(generation, role, stageOfRejoin(recorded.stage())));
        };
    }

    /** A main comes from this disk's own finished data, or from nothing if nothing was ever promised to be on it. */
    private static Verdict onNewerMain(Placement recorded, long generation) {
        boolean neverHadData = recorded.role() == DatabaseRole.MAIN && recorded.stage() == Stage.NEW;
        return recorded.stage() == Stage.READY || neverHadData
                ? new Verdict.Accepted(new Placement(generation, DatabaseRole.MAIN, recorded.stage()))
                : new Verdict.Refused("refused: the data on this disk is not whole (" + recorded.stage()
                        + "), so it cannot be the main of generation " + generation);
    }

    private static Stage stageOfRejoin(Stage stage) {
        return switch (stage) {
            case NEW, REWINDING -> Stage.NEW;
            case READY, FORMER -> Stage.FORMER;
        };
    }
}
