package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.Replica;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import java.time.Duration;
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
 * @param standbyHeardAt when the standby last heard its main; kept while its receiver is away, because a receiver that
 *     connects again for a moment does not make a main lost
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
        @Nullable Instant standbyHeardAt,
        @Nullable Look look) {

    /** Nothing was seen yet. */
    public static Watch begin() {
        return new Watch(null, 0, null, null, null, 0, 0, null, null, null);
    }

    public Watch after(Look next) {
        Instant first = since == null ? next.at() : since;
        Instant heardAt = heardAt(next);
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
                        heardAt,
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
                        heardAt,
                        next);
            }
        };
    }

    /** Whether the node that is to follow was seen to be a main at the last look. */
    boolean oldMainAnswers() {
        return look != null && look.standby() instanceof Seen<StandbyView>(var standby) && !standby.inRecovery();
    }

    private @Nullable Instant heardAt(Look next) {
        return next.standby() instanceof Seen<StandbyView>(var standby) && standby.silentFor() != null
                ? next.at().minus(standby.silentFor())
                : standbyHeardAt;
    }

    /** Whether the standby has heard its main less than this long before the last look. */
    boolean standbyHears(Duration silence) {
        return look != null
                && standbyHeardAt != null
                && standbyHeardAt.isAfter(look.at().minus(silence));
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
