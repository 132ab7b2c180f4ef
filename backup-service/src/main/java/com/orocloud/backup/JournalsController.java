package com.orocloud.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** To which seconds an environment's database can be brought, for operators. */
@RestController
record JournalsController(Environments environments, Journals journals) {

    /** @param stretches the newest first; every second in one can be restored */
    record PointInTime(String environmentId, List<Stretch> stretches) {}

    /** @param why of a log that ended before its time */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stretch(UUID backupId, String state, Instant from, Instant until, @Nullable String why) {

        private static Stretch of(Journal journal) {
            return new Stretch(
                    journal.backupId(),
                    journal.getClass().getSimpleName().toUpperCase(Locale.ROOT),
                    journal.from(),
                    journal.coveredUntil(),
                    journal instanceof Journal.Broken broken ? broken.why() : null);
        }
    }

    @GetMapping("/environments/{environmentId}/point-in-time")
    PointInTime pointInTime(@PathVariable String environmentId) {
        if (environments.find(environmentId) == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no environment has that id");
        }
        return new PointInTime(
                environmentId,
                journals.restorable(environmentId).stream().map(Stretch::of).toList());
    }
}
