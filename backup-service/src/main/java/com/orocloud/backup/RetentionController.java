package com.orocloud.backup;

import com.orocloud.backup.retention.Guard;
import com.orocloud.backup.retention.Policy;
import com.orocloud.backup.retention.Tier;
import com.orocloud.backup.retention.Verdict;
import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What retention would do now and why, and how to keep a backup from it; for operators. */
@RestController
final class RetentionController {

    private static final int REASON_MAX = 500;

    private final Environments environments;
    private final EnvironmentRetention retention;
    private final Backups backups;
    private final Clock clock;

    RetentionController(Environments environments, EnvironmentRetention retention, Backups backups, Clock clock) {
        this.environments = environments;
        this.retention = retention;
        this.backups = backups;
        this.clock = clock;
    }

    /** @param delete what the next look deletes; {@code keep} what it does not */
    record DryRun(
            String environmentId, Policy policy, ZoneId zone, Instant now, List<Judged> delete, List<Judged> keep) {}

    record Judged(
            String backupId,
            Instant at,
            Set<Tier> tiers,
            List<String> labels,
            Set<Guard> guards,
            List<LocalDate> standsFor,
            String why) {

        static Judged of(Verdict verdict) {
            return new Judged(
                    verdict.candidate().id(),
                    verdict.candidate().at(),
                    new TreeSet<>(verdict.tiers()),
                    verdict.daily() ? List.of("DAILY") : List.of(),
                    new TreeSet<>(verdict.guards()),
                    verdict.substitutes(),
                    verdict.why());
        }
    }

    /** Why a backup shall be kept. */
    record Reason(@Nullable String reason) {}

    @GetMapping("/environments/{environmentId}/retention")
    DryRun dryRun(@PathVariable String environmentId) {
        var environment = environments.find(environmentId);
        if (environment == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such environment");
        }
        var decided = retention.decide(environment);
        return new DryRun(
                environmentId,
                decided.policy(),
                decided.zone(),
                decided.now(),
                judged(decided.verdicts(), false),
                judged(decided.verdicts(), true));
    }

    @PostMapping("/environments/{environmentId}/backups/{backupId}/hold")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void hold(@PathVariable String environmentId, @PathVariable UUID backupId, @RequestBody Reason because) {
        var reason = because.reason();
        if (reason == null || reason.isBlank() || reason.length() > REASON_MAX) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "say why, in %d characters at most".formatted(REASON_MAX));
        }
        ask(environmentId, backupId, reason);
    }

    @DeleteMapping("/environments/{environmentId}/backups/{backupId}/hold")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void release(@PathVariable String environmentId, @PathVariable UUID backupId) {
        ask(environmentId, backupId, null);
    }

    private void ask(String environmentId, UUID backupId, @Nullable String reason) {
        var stored = backups.stored(backupId)
                .filter(backup -> backup.state().run().environmentId().equals(environmentId))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such backup"));
        var asked = new Hold.Asked(environmentId, stored.tenantId(), reason, clock.instant());
        var cause = Cause.of(stored, new Actor(ActorKind.OPERATOR, ""));
        var outcome = backups.change(backupId, cause, current -> Hold.on(current, asked));
        switch (outcome) {
            case Outcome.Applied<Backup> applied
            when reason != null && Hold.of(applied.state()) == null ->
                throw new ResponseStatusException(HttpStatus.CONFLICT, "there is nothing to hold any more");
            case Outcome.Deferred<Backup>(var why) -> throw new ResponseStatusException(HttpStatus.CONFLICT, why);
            case Outcome.Applied<Backup> _, Outcome.Ignored<Backup> _ -> {}
            case Outcome.Impossible<Backup>(var why) -> throw new IllegalStateException(why);
        }
    }

    private static List<Judged> judged(List<Verdict> verdicts, boolean kept) {
        return verdicts.stream()
                .filter(verdict -> verdict.kept() == kept)
                .map(Judged::of)
                .toList();
    }
}
