package com.orocloud.failover.leadership;

import com.orocloud.messaging.Stored;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers who leads an environment's databases, and why and why not. */
@RestController
class LeadershipController {

    private final Leaderships leaderships;
    private final Decisions decisions;
    private final Explanations explanations;

    LeadershipController(Leaderships leaderships, Decisions decisions, Explanations explanations) {
        this.leaderships = leaderships;
        this.decisions = decisions;
        this.explanations = explanations;
    }

    /** What was decided about one site's main, by whichever instance, newest first. */
    record SiteDecisions(String site, List<Explanation.Decided> decisions) {}

    /** Why a main was replaced, and why not although it was missed. */
    @GetMapping("/environments/{environmentId}/decisions")
    List<SiteDecisions> decisions(@PathVariable String environmentId) {
        return leadership(environmentId).stream()
                .map(site -> new SiteDecisions(site.site(), explanations.of(site.site())))
                .toList();
    }

    /**
     * One site.
     *
     * @param status name of the leadership's state
     * @param account what this instance saw and decided, newest first
     */
    record SiteLeadership(
            String site, String status, Instant since, Leadership leadership, Decisions.Account account) {}

    @GetMapping("/environments/{environmentId}/leadership")
    List<SiteLeadership> leadership(@PathVariable String environmentId) {
        List<SiteLeadership> sites = leaderships.ofEnvironment(environmentId).stream()
                .map(this::show)
                .toList();
        if (sites.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no database of " + environmentId + " is known");
        }
        return sites;
    }

    private SiteLeadership show(Stored<Leadership> row) {
        return new SiteLeadership(
                row.id(), row.state().getClass().getSimpleName(), row.changedAt(), row.state(), decisions.of(row.id()));
    }
}
