package com.orocloud.provisioning.site;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The sites of environments, their nodes and addresses, and what the provider was asked for, to read. */
@RestController
final class SitesController {

    private static final int PAGE_MAX = 100;

    private final Sites sites;

    SitesController(Sites sites) {
        this.sites = sites;
    }

    /**
     * In the order of their epochs; none for an environment that is not known.
     *
     * @param after the last epoch of the page before; 0 for the first page
     * @param limit 1 to 100
     */
    @GetMapping("/environments/{id}/sites")
    List<SiteNow> list(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "25") int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw problem(HttpStatus.BAD_REQUEST, "limit must be between 1 and " + PAGE_MAX + ".");
        }
        return sites.of(id, after, limit).stream().map(SiteNow::of).toList();
    }

    @GetMapping("/environments/{id}/sites/{epoch}")
    SiteNow one(@PathVariable String id, @PathVariable long epoch) {
        return sites.of(id, epoch - 1, 1).stream()
                .map(SiteNow::of)
                .filter(site -> site.epoch() == epoch)
                .findFirst()
                .orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "This environment has no site of this epoch."));
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
