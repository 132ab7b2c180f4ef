package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.DrCause;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionForecast;
import com.orocloud.events.RegionRecovered;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one region being lost.
 *
 * <pre>
 *   (nothing) --RegionDown--> Down --RegionRecovered--> Over --RegionDown, another outage--> Down
 * </pre>
 *
 * A region only changes this record; which environments it hits is worked out by {@link CaseSweep}, also for those that
 * are learned of later.
 */
sealed interface Outage {

    /** Remembered ends of outages per region; an older fact about one of them is late. */
    int ENDS_REMEMBERED = 20;

    List<UUID> ended();

    /**
     * Lost, as last told.
     *
     * @param toldAt when failover-service said what is known here; an older word about the same outage is late
     * @param stillDownInAnHour as forecast; shown to whoever approves, and decides nothing
     */
    record Down(
            UUID outageId,
            Region region,
            Instant startedAt,
            Instant confirmedAt,
            @Nullable Instant expectedRecoveryAt,
            Instant toldAt,
            List<UUID> ended,
            @Nullable Double stillDownInAnHour)
            implements Outage, Disaster {

        @Override
        public DrCause cause() {
            return DrCause.REGION_UNAVAILABLE;
        }

        Down forecast(double likelihood) {
            return new Down(outageId, region, startedAt, confirmedAt, expectedRecoveryAt, toldAt, ended, likelihood);
        }

        private @Nullable Double forecastOf(UUID outage) {
            return outageId.equals(outage) ? stillDownInAnHour : null;
        }
    }

    record Over(Region region, Instant endedAt, List<UUID> ended) implements Outage {}

    static Outcome<Outage> on(@Nullable Outage current, RegionDown event) {
        return switch (current) {
            case null -> applied(down(event, List.of(), null));
            case Over over when over.ended().contains(event.getOutageId()) -> ignored("this outage is over");
            case Over over -> applied(down(event, over.ended(), null));
            case Down down when down.ended().contains(event.getOutageId()) -> ignored("an earlier outage");
            case Down down when isOlder(event, down) -> ignored("overtaken by a newer word about this outage");
            case Down down -> applied(down(event, down.ended(), down.forecastOf(event.getOutageId())));
        };
    }

    static Outcome<Outage> on(@Nullable Outage current, RegionForecast event) {
        return switch (current) {
            case null -> ignored("about an outage that is not known");
            case Over _ -> ignored("this outage is over");
            case Down down
            when down.outageId().equals(event.getOutageId()) -> applied(down.forecast(event.getStillDownInAnHour()));
            case Down _ -> ignored("about another outage");
        };
    }

    static Outcome<Outage> on(@Nullable Outage current, RegionRecovered event) {
        var region = Region.of(event.getRegion());
        var at = event.getMeta().getOccurredAt();
        return switch (current) {
            case null -> applied(new Over(region, at, List.of(event.getOutageId())));
            case Over over when over.ended().contains(event.getOutageId()) -> ignored("already over");
            case Over over -> applied(new Over(region, over.endedAt(), with(over.ended(), event.getOutageId())));
            case Down down
            when down.outageId().equals(event.getOutageId()) ->
                applied(new Over(region, at, with(down.ended(), event.getOutageId())));
            case Down _ -> ignored("the end of an earlier outage");
        };
    }

    private static boolean isOlder(RegionDown event, Down down) {
        return event.getMeta().getOccurredAt().isBefore(down.toldAt());
    }

    private static Down down(RegionDown event, List<UUID> ended, @Nullable Double stillDownInAnHour) {
        return new Down(
                event.getOutageId(),
                Region.of(event.getRegion()),
                event.getStartedAt(),
                event.getConfirmedAt(),
                event.getExpectedRecoveryAt(),
                event.getMeta().getOccurredAt(),
                ended,
                stillDownInAnHour);
    }

    private static List<UUID> with(List<UUID> ended, UUID outageId) {
        return Stream.concat(ended.stream(), Stream.of(outageId))
                .skip(Math.max(0, ended.size() + 1 - ENDS_REMEMBERED))
                .toList();
    }
}
