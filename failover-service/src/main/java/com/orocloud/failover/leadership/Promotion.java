package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Leadership.FailingOver;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that became main.
 *
 * @param writableAt when its first commit came back
 * @param received how far it had received the old main's log; null if that is not known any more
 * @param fencedBefore whether the old main had been proved stopped before
 * @param reached the parts of the promotion, in order
 */
record Promotion(Instant writableAt, @Nullable WalPosition received, boolean fencedBefore, List<Reached> reached) {

    /** Everything from what led to the decision to the first write. */
    List<Reached> after(FailingOver attempt) {
        return Stream.concat(attempt.reached().stream(), reached.stream()).toList();
    }
}
