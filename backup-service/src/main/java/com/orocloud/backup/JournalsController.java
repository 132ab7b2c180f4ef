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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** To which seconds an environment's database can be brought, for operators. */
@RestController
record JournalsController(Environments environments, Backups backups, Journals journals) {

    /**
     * @param backupId what to name in a restore to the instant that was asked about: the newest proved backup before it
     * @param stretches the newest first; every second in one can be restored
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PointInTime(String environmentId, @Nullable UUID backupId, List<Stretch> stretches) {}

    /** @param why of a log that ended before its time */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stretch(
            UUID backupId,
            String state,
            Instant from,
            Instant until,
            @Nullable String why) {

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
    PointInTime pointInTime(@PathVariable String environmentId, @RequestParam(required = false) @Nullable Instant at) {
        if (environments.find(environmentId) == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such environment");
        }
        return new PointInTime(
                environmentId,
                at == null ? null : backups.newestProvedBefore(environmentId, at),
                journals.restorable(environmentId).stream().map(Stretch::of).toList());
    }
}
