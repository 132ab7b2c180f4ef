package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.cloud.Place;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a region is lost, as failover-service said it. A region that nobody spoke about is taken to be healthy.
 *
 * <pre>
 *   Healthy &lt;--RegionRecovered, RegionDown--> Lost
 * </pre>
 *
 * <p>The event changes the region; a sweep then moves its environments, also those that are built later.
 */
public sealed interface RegionHealth {

    /** @param startedAt of the outage; one that began earlier is old news */
    record Lost(Place place, UUID outageId, Instant startedAt) implements RegionHealth {}

    /** @param lastOutageStartedAt of the outage that is over */
    record Healthy(Place place, UUID lastOutageId, Instant lastOutageStartedAt) implements RegionHealth {}

    static Outcome<RegionHealth> on(@Nullable RegionHealth current, RegionDown event) {
        var lost = new Lost(Place.of(event.getRegion()), event.getOutageId(), event.getStartedAt());
        return switch (current) {
            case null -> applied(lost);
            case Lost(var _, var outageId, var startedAt) ->
                outageId.equals(event.getOutageId()) || !event.getStartedAt().isAfter(startedAt)
                        ? ignored("known to be lost")
                        : applied(lost);
            case Healthy(var _, var over, var startedAt) ->
                over.equals(event.getOutageId()) || !event.getStartedAt().isAfter(startedAt)
                        ? ignored("this outage is over")
                        : applied(lost);
        };
    }

    static Outcome<RegionHealth> on(@Nullable RegionHealth current, RegionRecovered event) {
        return switch (current) {
            case null -> ignored("it was never lost");
            case Lost(var place, var outageId, var startedAt) ->
                outageId.equals(event.getOutageId())
                        ? applied(new Healthy(place, outageId, startedAt))
                        : ignored("another outage");
            case Healthy _ -> ignored("known to be healthy");
        };
    }
}
