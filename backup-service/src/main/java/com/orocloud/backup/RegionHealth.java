package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a region can be worked with, as failover-service says.
 *
 * <pre>
 *   Healthy --RegionDown--> Down --RegionRecovered--> Healthy
 * </pre>
 *
 * <p>A region that was never heard of is healthy. Slots of environments in a lost region are skipped with that reason
 * instead of failing one by one.
 */
sealed interface RegionHealth {

    /** @param lastOutageId the outage that ended, so that a late word about it does not reopen it */
    record Healthy(UUID lastOutageId) implements RegionHealth {}

    record Down(UUID outageId, Instant since) implements RegionHealth {}

    static Outcome<RegionHealth> on(@Nullable RegionHealth current, RegionDown event) {
        var down = new Down(event.getOutageId(), event.getStartedAt());
        return switch (current) {
            case null -> applied(down);
            case Healthy(var last) when last.equals(event.getOutageId()) -> ignored("that outage is over");
            case Healthy _ -> applied(down);
            case Down _ -> ignored("already down");
        };
    }

    static Outcome<RegionHealth> on(@Nullable RegionHealth current, RegionRecovered event) {
        return switch (current) {
            case null -> ignored("was never down");
            case Healthy _ -> ignored("already healthy");
            case Down down when !down.outageId().equals(event.getOutageId()) -> ignored("another outage");
            case Down _ -> applied(new Healthy(event.getOutageId()));
        };
    }
}
