package com.orocloud.failover.region;

import com.orocloud.failover.region.Forecast.Made;
import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Makes a forecast for every outage, and scores it when it is known what came of it. */
@Component
class ForecastSweep implements Sweep {

    private static final int A_RUN = 100;

    private final Regions regions;
    private final Transitions transitions;
    private final Clock clock;

    ForecastSweep(Regions regions, Transitions transitions, Clock clock) {
        this.regions = regions;
        this.transitions = transitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "forecasts";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void run() {
        for (Stored<RegionHealth> row : regions.all()) {
            if (row.state() instanceof Down(var region, var outage)) {
                String id = Forecast.id(outage);
                if (regions.forecasts().find(id).isEmpty()) {
                    transitions.apply(
                            regions.forecasts(),
                            id,
                            Cause.of(row),
                            current -> Forecast.lost(current, region, outage, clock.instant()));
                    CrashPoint.hit("failover.region.after-forecast");
                }
            }
        }
        regions.forecasts().in(A_RUN, Made.class).forEach(this::score);
    }

    private void score(Stored<Forecast> row) {
        if (!(row.state() instanceof Made made)) {
            return;
        }
        Instant now = clock.instant();
        // held down counts as lost: nobody is sent back to it yet
        boolean goesOn = regions.health()
                .find(made.region().id())
                .map(health -> switch (health.state()) {
                    case Down(var _, var outage) -> outage.id().equals(made.outageId());
                    case Recovering(var _, var outage, var _, var _) ->
                        outage.id().equals(made.outageId());
                    case RegionHealth.Up _, RegionHealth.Suspected _ -> false;
                })
                .orElse(false);
        if (!goesOn || !now.isBefore(made.dueAt())) {
            transitions.apply(
                    regions.forecasts(), row.id(), Cause.of(row), current -> Forecast.outcome(current, goesOn));
        }
    }
}
