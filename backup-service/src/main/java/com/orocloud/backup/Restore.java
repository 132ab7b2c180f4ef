package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.Failure;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.RestoreStarted;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One backup on its way into one site.
 *
 * <pre>
 *   Validating --Admitted--> Running --Finished--> Completed
 *        |                      |
 *        +------ Refused -------+--> Failed
 * </pre>
 *
 * <p>The site changes in one short step at the end, so that visitors see all of the backup or nothing of it.
 */
sealed interface Restore {

    Order order();

    /** Asked for; the site and the backup are looked up. */
    record Validating(Order order, Instant since) implements Restore {}

    /** The work is going on, or is taken up again. */
    record Running(Order order, Instant since) implements Restore {}

    record Completed(Order order, Instant at) implements Restore {}

    record Failed(Order order, Instant at, String code) implements Restore {}

    /** What was asked for. */
    record Order(
            UUID restoreId,
            String environmentId,
            String tenantId,
            long siteEpoch,
            UUID backupId,
            RestoreScope scope,
            SiteRole targetSite,
            @Nullable UUID drCaseId) {

        static Order of(RestoreRequested event) {
            return new Order(
                    event.getRestoreId(),
                    event.getEnvironmentId(),
                    event.getMeta().getTenantId(),
                    event.getSiteEpoch(),
                    event.getBackupId(),
                    event.getScope(),
                    event.getTargetSite(),
                    event.getDrCaseId());
        }

        boolean wantsDatabase() {
            return scope != RestoreScope.MEDIA;
        }

        boolean wantsMedia() {
            return scope != RestoreScope.DATABASE;
        }
    }

    /** The site is complete, the backup proved and at hand. */
    record Admitted(Duration estimate, Instant at) {}

    record Refused(String step, String code, String why, Instant at) {}

    record Finished(Instant recoveryPointAt, List<Finding> findings, Instant at) {}

    static Outcome<Restore> on(@Nullable Restore current, RestoreRequested event) {
        var order = Order.of(event);
        if (current != null && !current.order().equals(order)) {
            return impossible("another restore has that id");
        }
        return switch (current) {
            case null -> applied(new Validating(order, event.getMeta().getOccurredAt()));
            case Validating _, Running _, Completed _, Failed _ -> ignored("already asked for");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Admitted event) {
        return switch (current) {
            case null -> impossible("admitted a restore that nobody asked for");
            case Validating asked -> applied(new Running(asked.order(), event.at()), started(asked.order(), event));
            case Running _, Completed _ -> ignored("already admitted");
            case Failed _ -> ignored("already refused");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Refused event) {
        return switch (current) {
            case null -> impossible("refused a restore that nobody asked for");
            case Validating asked -> failed(asked.order(), event);
            case Running going -> failed(going.order(), event);
            case Completed _ -> ignored("already completed");
            case Failed _ -> ignored("already refused");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Finished event) {
        return switch (current) {
            case null -> impossible("finished a restore that nobody asked for");
            case Validating _ -> impossible("finished a restore without any work");
            case Running(var order, var since) ->
                applied(new Completed(order, event.at()), completed(order, since, event));
            case Completed _ -> ignored("already completed");
            case Failed _ -> impossible("finished a restore that had failed");
        };
    }

    private static RestoreStarted started(Order order, Admitted event) {
        return new RestoreStarted(
                Events.unstamped(),
                order.environmentId(),
                order.restoreId(),
                order.backupId(),
                order.targetSite(),
                order.drCaseId(),
                event.estimate().toSeconds());
    }

    private static Outcome<Restore> failed(Order order, Refused event) {
        return applied(
                new Failed(order, event.at(), event.code()),
                new RestoreFailed(
                        Events.unstamped(),
                        order.environmentId(),
                        order.restoreId(),
                        order.targetSite(),
                        order.drCaseId(),
                        new Failure(event.step(), event.code(), event.why(), false, 1)));
    }

    private static RestoreCompleted completed(Order order, Instant since, Finished event) {
        return new RestoreCompleted(
                Events.unstamped(),
                order.environmentId(),
                order.siteEpoch(),
                order.restoreId(),
                new RecoveryPoint(order.backupId(), event.recoveryPointAt()),
                order.scope(),
                order.targetSite(),
                order.drCaseId(),
                Duration.between(since, event.at()).toMillis(),
                event.findings().stream().map(Finding::record).toList());
    }
}
