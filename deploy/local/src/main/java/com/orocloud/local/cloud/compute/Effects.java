package com.orocloud.local.cloud.compute;

import java.util.Optional;

/** What operations do to one kind of resource; safe to repeat, because a restart runs unfinished operations again. */
interface Effects {

    /** Returns false when it is too late for this life of the process; the next one will do it. */
    boolean happen(String type, String target) throws OperationFailure;

    /** What its owner calls it, for dialects in which that is not the end of its path. */
    default Optional<String> called(String target) {
        return Optional.empty();
    }

    /** Takes back what was prepared for an operation that failed. */
    void fail(String type, String target);
}
