package com.orocloud.backup;

import com.orocloud.events.IaasProvider;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Brings a lost catalogue back; over HTTP, because the topics may be lost as well. */
@RestController
final class CatalogueController {

    private static final Logger log = LoggerFactory.getLogger(CatalogueController.class);
    private static final Pattern REGION = Pattern.compile("(GCP|OCI):([a-z0-9-]+)");

    private final CatalogueRebuild rebuild;

    CatalogueController(CatalogueRebuild rebuild) {
        this.rebuild = rebuild;
    }

    /** @param regions whose buckets are read, for example {@code GCP:europe-west4} */
    record Wanted(@Nullable List<String> regions) {}

    @PostMapping("/catalogue/rebuild")
    CatalogueRebuild.Result rebuild(@RequestBody Wanted wanted) {
        var regions = wanted.regions();
        if (regions == null || regions.isEmpty()) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "say whose buckets to read: {\"regions\": [\"GCP:europe-west4\"]}");
        }
        try {
            return rebuild.rebuild(
                    regions.stream().map(CatalogueController::region).toList());
        } catch (IOException e) {
            log.warn("rebuilding the catalogue", e);
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "a region does not answer; what was found until then is entered, so ask again: " + e.getMessage());
        }
    }

    private static Region region(String text) {
        var match = REGION.matcher(text);
        if (!match.matches()) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "a region is PROVIDER:NAME, for example GCP:europe-west4, and not " + text);
        }
        return new Region(IaasProvider.valueOf(match.group(1)), match.group(2));
    }
}
