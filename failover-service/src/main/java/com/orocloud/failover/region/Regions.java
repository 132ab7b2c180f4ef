package com.orocloud.failover.region;

import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.failover.region.RegionHealth.Up;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The health of all regions, and what is watched in them. */
@Component
public class Regions {

    private static final int MOST = 10_000;

    private final StateTable<RegionHealth> health;
    private final StateTable<Ingress> ingresses;
    private final StateTable<Placement> placements;
    private final StateTable<Sight> sights;
    private final StateTable<ProbePlan> plans;
    private final StateTable<Forecast> forecasts;
    private final StateTable<Reachability> reachability;
    private final StateTable<ProviderWord> words;

    Regions(JdbcClient jdbc, Clock clock) {
        this.health = new StateTable<>(jdbc, clock, "region_health", RegionHealth.class);
        this.ingresses = new StateTable<>(jdbc, clock, "ingress", Ingress.class);
        this.placements = new StateTable<>(jdbc, clock, "placement", Placement.class);
        this.sights = new StateTable<>(jdbc, clock, "sight", Sight.class);
        this.plans = new StateTable<>(jdbc, clock, "probe_plan", ProbePlan.class);
        this.forecasts = new StateTable<>(jdbc, clock, "forecast", Forecast.class);
        this.reachability = new StateTable<>(jdbc, clock, "reachability", Reachability.class);
        this.words = new StateTable<>(jdbc, clock, "provider_word", ProviderWord.class);
    }

    public StateTable<RegionHealth> health() {
        return health;
    }

    public StateTable<Ingress> ingresses() {
        return ingresses;
    }

    public StateTable<Placement> placements() {
        return placements;
    }

    public StateTable<Sight> sights() {
        return sights;
    }

    StateTable<ProbePlan> plans() {
        return plans;
    }

    StateTable<Forecast> forecasts() {
        return forecasts;
    }

    StateTable<Reachability> reachability() {
        return reachability;
    }

    /** The incident that a provider names for its lost region: the one that is known already, as long as it is open. */
    @Nullable
    String incident(RegionHealth health, Instant now) {
        if (!(health instanceof Down(var region, var outage))) {
            return null;
        }
        return ProviderWord.incident(
                outage.providerIncidentId(), words(region.id()).values(), now);
    }

    /** What a region's provider says of it; the feed that is believed first comes first. */
    Map<ProviderFeed.Kind, ProviderWord> words(String regionId) {
        var said = new EnumMap<ProviderFeed.Kind, ProviderWord>(ProviderFeed.Kind.class);
        for (ProviderFeed.Kind kind : ProviderFeed.Kind.values()) {
            words.find(kind.idFor(regionId)).ifPresent(word -> said.put(kind, word.state()));
        }
        return said;
    }

    StateTable<ProviderWord> words() {
        return words;
    }

    /** By site. */
    Map<String, Reachability> reachabilities() {
        return reachability.in(MOST).stream().collect(Collectors.toMap(Stored::id, Stored::state));
    }

    List<Stored<Ingress>> watchedRows() {
        return ingresses.in(MOST, Ingress.Watched.class);
    }

    /** What every vantage point has seen of everything. */
    List<Trace> traces() {
        return sights.in(MOST).stream()
                .flatMap(row -> switch (row.state()) {
                    case Sight.Seen seen -> seen.traces().stream();
                })
                .toList();
    }

    /** True while nobody can tell a lost node from a lost region. */
    public boolean inDoubt(String regionId) {
        return health.find(regionId)
                .map(row -> switch (row.state()) {
                    case Suspected _, Down _ -> true;
                    case Up _, Recovering _ -> false;
                })
                .orElse(false);
    }

    public List<Stored<RegionHealth>> all() {
        return health.in(MOST);
    }

    /** Every region in which an environment lives or would be recovered. */
    Set<Region> inUse() {
        return placements.in(MOST).stream()
                .flatMap(row -> row.state().regions().stream())
                .collect(Collectors.toSet());
    }

    List<Ingress.Watched> watched() {
        return ingresses.in(MOST, Ingress.Watched.class).stream()
                .map(Stored::state)
                .filter(Ingress.Watched.class::isInstance)
                .map(Ingress.Watched.class::cast)
                .toList();
    }
}
