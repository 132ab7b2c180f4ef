package com.orocloud.backup;

import com.orocloud.events.RestoreScope;
import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.Stored;
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

/** How far restores are, for those who wait for one. */
@RestController
final class RestoresController {

    private final Environments environments;
    private final Restores restores;

    RestoresController(Environments environments, Restores restores) {
        this.environments = environments;
        this.restores = restores;
    }

    /** One environment's newest restores, {@value Restores#PAGE} at most. */
    record Page(String environmentId, List<Listed> restores) {}

    /**
     * @param sourceEnvironmentId whose backup it is
     * @param step what it works on, or did last
     * @param databaseAt the instant that the database is brought to; null if it is the backup's
     * @param codes why it was rejected or failed
     */
    record Listed(
            UUID restoreId,
            String environmentId,
            String sourceEnvironmentId,
            UUID backupId,
            RestoreScope scope,
            @Nullable Instant databaseAt,
            String state,
            @Nullable RestoreStep step,
            @Nullable Integer stepsDone,
            @Nullable Integer stepsAll,
            Instant changedAt,
            List<String> codes) {

        static Listed of(Stored<Restore> stored, RestoreProgress.@Nullable At progress) {
            var order = stored.state().order();
            return new Listed(
                    order.restoreId(),
                    order.environmentId(),
                    order.source(),
                    order.backupId(),
                    order.scope(),
                    order.second() == null ? null : order.second().at(),
                    stored.state().getClass().getSimpleName().toUpperCase(Locale.ROOT),
                    progress == null ? null : progress.step(),
                    progress == null ? null : progress.stepsDone(),
                    progress == null ? null : progress.stepsAll(),
                    stored.changedAt(),
                    codes(stored.state()));
        }

        private static List<String> codes(Restore restore) {
            return switch (restore) {
                case Restore.Validating _, Restore.Saving _, Restore.Running _ -> List.of();
                case Restore.Opening _, Restore.Completed _ -> List.of();
                case Restore.Failed failed -> List.of(failed.code());
                case Restore.Rejected rejected -> rejected.codes();
            };
        }
    }

    @GetMapping("/environments/{environmentId}/restores")
    Page restores(@PathVariable String environmentId) {
        if (environments.find(environmentId) == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such environment");
        }
        return new Page(
                environmentId,
                restores.newest(environmentId).stream().map(this::listed).toList());
    }

    @GetMapping("/environments/{environmentId}/restores/{restoreId}")
    Listed restore(@PathVariable String environmentId, @PathVariable UUID restoreId) {
        return restores.find(restoreId)
                .filter(stored -> stored.state().order().environmentId().equals(environmentId))
                .map(this::listed)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such restore"));
    }

    private Listed listed(Stored<Restore> stored) {
        return Listed.of(stored, restores.progress(stored.id()));
    }
}
