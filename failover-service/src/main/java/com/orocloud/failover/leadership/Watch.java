package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.Replica;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the looks at one site's database add up to. Kept in memory: after a restart it is counted anew, which costs a
 * second and is never wrong.
 *
 * @param since the first look
 * @param misses looks in a row in which the main did not do a write of its own
 * @param missedSince the first of them
 * @param lastHealthyAt the last look in which it did
 * @param lastPosition how far its log was then
 * @param steady looks in a row in which the main saw its standby get on
 * @param idle looks in a row in which it did not
 */
public record Watch(
        @Nullable Instant since,
        int misses,
        @Nullable Instant missedSince,
        @Nullable Instant lastHealthyAt,
        @Nullable WalPosition lastPosition,
        int steady,
        int idle,
        @Nullable Replica lastReplica,
        @Nullable Look look) {

    /** Nothing was seen yet. */
    public static Watch begin() {
        return new Watch(null, 0, null, null, null, 0, 0, null, null);
    }

    public Watch after(Look next) {
        Instant first = since == null ? next.at() : since;
        return switch (next.main()) {
            case Missed<MainView> _ ->
                new Watch(
                        first,
                        misses + 1,
                        missedSince == null ? next.at() : missedSince,
                        lastHealthyAt,
                        lastPosition,
                        steady,
                        idle,
                        lastReplica,
                        next);
            case Seen<MainView>(var main) -> {
                boolean getsOn = getsOn(main.replica());
                yield new Watch(
                        first,
                        0,
                        null,
                        next.at(),
                        main.position(),
                        getsOn ? steady + 1 : 0,
                        getsOn ? 0 : idle + 1,
                        main.replica(),
                        next);
            }
        };
    }

    /** Whether the node that is to follow was seen to be a main at the last look. */
    boolean oldMainAnswers() {
        return look != null && look.standby() instanceof Seen<StandbyView>(var standby) && !standby.inRecovery();
    }

    /** Streaming, and further than before or up to where the main was at the look before this one. */
    private boolean getsOn(@Nullable Replica replica) {
        return replica != null
                && replica.streaming()
                && (lastPosition == null
                        || replica.flushed().compareTo(lastPosition) >= 0
                        || lastReplica == null
                        || replica.flushed().compareTo(lastReplica.flushed()) > 0);
    }
}
