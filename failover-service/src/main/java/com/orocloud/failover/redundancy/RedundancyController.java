package com.orocloud.failover.redundancy;

import com.orocloud.events.Component;
import com.orocloud.failover.redundancy.Redundancy.Lack;
import com.orocloud.failover.redundancy.Redundancy.Lost;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.Redundancy.Withdrawn;
import com.orocloud.messaging.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers which nodes an environment lacks, since when and why. */
@RestController
class RedundancyController {

    private final Redundancies redundancies;

    RedundancyController(Redundancies redundancies) {
        this.redundancies = redundancies;
    }

    /**
     * One site.
     *
     * @param status name of the redundancy's state
     * @param since when that state was recorded
     * @param components of a site that is not looked at any more: none
     */
    record SiteRedundancy(String site, String status, Instant since, List<ComponentView> components) {}

    /**
     * One component of a site.
     *
     * @param serving enough nodes are left for it to do its work
     * @param reducedSince since when it lacks nodes; null if it has all
     */
    record ComponentView(
            Component component,
            int expectedNodes,
            int workingNodes,
            boolean serving,
            @Nullable Instant reducedSince,
            List<Lost> lost) {}

    @GetMapping("/environments/{environmentId}/redundancy")
    List<SiteRedundancy> redundancy(@PathVariable String environmentId) {
        List<SiteRedundancy> sites = redundancies.ofEnvironment(environmentId).stream()
                .map(RedundancyController::show)
                .toList();
        if (sites.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no node of " + environmentId + " is known");
        }
        return sites;
    }

    private static SiteRedundancy show(Stored<Redundancy> row) {
        return new SiteRedundancy(
                row.id(),
                row.state().getClass().getSimpleName(),
                row.changedAt(),
                switch (row.state()) {
                    case Whole state -> components(state);
                    case Reduced state -> components(state);
                    case Withdrawn _ -> List.of();
                });
    }

    private static List<ComponentView> components(Watched state) {
        return state.members().components().stream()
                .map(component -> component(state, component))
                .toList();
    }

    private static ComponentView component(Watched state, Component component) {
        int expected = state.members().of(component).size();
        Optional<Lack> lack = state.lacks().stream()
                .filter(each -> each.component() == component)
                .findFirst();
        List<Lost> lost = lack.map(Lack::lost).orElse(List.of());
        return new ComponentView(
                component,
                expected,
                expected - lost.size(),
                state.members().serves(component, lost.size()),
                lack.map(Lack::since).orElse(null),
                lost);
    }
}
