package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.RegionForecast;
import com.orocloud.events.RegionForecastScored;
import com.orocloud.failover.region.RegionHealth.Outage;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One forecast, kept with what came of it; a new one is made for an outage whenever somebody's estimate
 * changes, or the provider names an incident.
 *
 * <pre>
 *   (nothing) --region lost--> Made --the hour is over, or the region is back--> Scored
 * </pre>
 */
sealed interface Forecast {

    Duration HORIZON = Duration.ofHours(1);

    record Made(Region region, UUID outageId, Instant at, double stillDownInAnHour, List<String> reasons, String model)
            implements Forecast {

        Instant dueAt() {
            return at.plus(HORIZON);
        }
    }

    record Scored(Made made, boolean wasStillDown, double brierScore) implements Forecast {}

    static String id(Outage outage) {
        return outage.id() + "/" + outage.expectedRecoveryAt() + "/" + outage.providerIncidentId();
    }

    static Outcome<Forecast> lost(@Nullable Forecast current, Region region, Outage outage, Instant now) {
        return switch (current) {
            case null -> {
                ForecastModel.Estimate estimate = ForecastModel.of(outage, now);
                Made made = new Made(
                        region, outage.id(), now, estimate.stillDownInAnHour(), estimate.reasons(), ForecastModel.NAME);
                yield applied(
                        made,
                        new RegionForecast(
                                Events.unstamped(),
                                region.ref(),
                                outage.id(),
                                now,
                                made.stillDownInAnHour(),
                                made.reasons(),
                                made.model()));
            }
            case Made _, Scored _ -> ignored("made already");
        };
    }

    /** What is known of the region once the hour is over, or sooner if it is back: then it is not lost at the hour. */
    static Outcome<Forecast> outcome(@Nullable Forecast current, boolean stillDown) {
        return switch (current) {
            case null -> impossible("the outcome of a forecast that was never made");
            case Made made -> {
                double missedBy = made.stillDownInAnHour() - (stillDown ? 1 : 0);
                double score = missedBy * missedBy;
                yield applied(
                        new Scored(made, stillDown, score),
                        new RegionForecastScored(
                                Events.unstamped(),
                                made.region().ref(),
                                made.outageId(),
                                made.at(),
                                made.stillDownInAnHour(),
                                stillDown,
                                score,
                                made.model()));
            }
            case Scored _ -> ignored("scored already");
        };
    }
}
