package com.orocloud.backup;

import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.events.BackupTrigger;
import java.time.Clock;
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

/** What there is to restore, for operators. */
@RestController
final class BackupsController {

    private final Environments environments;
    private final Backups backups;
    private final Journals journals;
    private final Clock clock;

    BackupsController(Environments environments, Backups backups, Journals journals, Clock clock) {
        this.environments = environments;
        this.backups = backups;
        this.journals = journals;
        this.clock = clock;
    }

    /**
     * One environment's backups, the newest first, {@value Backups#PAGE} a page.
     *
     * @param nextCursor what to ask for to go on; null at the end
     */
    record Page(
            String environmentId,
            int page,
            List<Listed> backups,
            @Nullable PostureNow posture,
            @Nullable Instant nextSlot,
            List<Schedule.Skipped> skipped,
            @Nullable String nextCursor) {}

    record Listed(
            UUID backupId,
            String state,
            BackupTrigger trigger,
            @Nullable Instant slot,
            @Nullable String label,
            String storedIn,
            @Nullable String copyIn,
            @Nullable Instant recoveryPointAt,
            @Nullable Long bytes,
            @Nullable String why) {

        static Listed of(Backup backup) {
            return switch (backup) {
                case Backup.Running(var run) -> of(backup, run, null, null, null);
                case Backup.Completed set -> of(backup, set.run(), set.point(), null, null);
                case Backup.Verified set -> of(backup, set.run(), set.point(), null, null);
                case Backup.Replicated set -> of(backup, set.run(), set.point(), set.copy(), null);
                case Backup.Quarantined set -> of(backup, set.run(), set.point(), null, set.why());
                case Backup.Expiring set -> of(backup, set.run(), set.point(), null, set.rule());
                case Backup.Expired gone -> of(backup, gone.run(), null, null, gone.rule());
                case Backup.Failed failed -> of(backup, failed.run(), null, null, failed.why());
                case Backup.Removed failed -> of(backup, failed.run(), null, null, failed.why());
            };
        }

        private static Listed of(
                Backup backup, Run run, @Nullable Point point, @Nullable Region copy, @Nullable String why) {
            return new Listed(
                    run.backupId(),
                    backup.getClass().getSimpleName().toUpperCase(Locale.ROOT),
                    run.trigger(),
                    run.slot(),
                    run.label(),
                    run.storeIn().id(),
                    copy == null ? null : copy.id(),
                    point == null ? null : point.recoveryPointAt(),
                    point == null ? null : point.bytes(),
                    why);
        }
    }

    @GetMapping("/environments/{environmentId}/backups")
    Page backups(
            @PathVariable String environmentId,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(required = false) @Nullable String cursor) {
        var environment = environments.find(environmentId);
        if (environment == null || page < 0) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such environment or page");
        }
        var found = cursor == null ? backups.page(environmentId, page) : backups.after(environmentId, read(cursor));
        var listed = found.stream().map(Listed::of).toList();
        var next = PageCursor.after(found);
        return environment instanceof Kept kept
                ? new Page(
                        environmentId,
                        page,
                        listed,
                        PostureNow.of(
                                environmentId, kept.posture(), journals.newestCovered(environmentId), clock.instant()),
                        kept.schedule().nextSlot(),
                        kept.schedule().skipped(),
                        next)
                : new Page(environmentId, page, listed, null, null, List.of(), next);
    }

    private static PageCursor read(String cursor) {
        return PageCursor.read(cursor)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.BAD_REQUEST, "that is not a nextCursor of a page of backups"));
    }
}
