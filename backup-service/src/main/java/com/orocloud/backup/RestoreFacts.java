package com.orocloud.backup;

import com.orocloud.backup.Restore.Admitted;
import com.orocloud.backup.Restore.Finished;
import com.orocloud.backup.Restore.NotAdmitted;
import com.orocloud.backup.Restore.Opened;
import com.orocloud.backup.Restore.Opening;
import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.Restore.Refused;
import com.orocloud.events.Failure;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.events.RestoreRejected;
import com.orocloud.events.RestoreStarted;
import com.orocloud.messaging.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What is said about restores. */
final class RestoreFacts {

    private RestoreFacts() {}

    static RestoreStarted started(Order order, Admitted event) {
        return new RestoreStarted(
                Events.unstamped(),
                order.environmentId(),
                order.restoreId(),
                order.backupId(),
                order.targetSite(),
                order.drCaseId(),
                event.estimate().toSeconds());
    }

    static RestoreRejected rejected(Order order, NotAdmitted event) {
        return new RestoreRejected(
                Events.unstamped(), order.environmentId(), order.restoreId(), order.backupId(), event.reasons());
    }

    static RestoreFailed failed(Order order, Refused event) {
        return new RestoreFailed(
                Events.unstamped(),
                order.environmentId(),
                order.restoreId(),
                order.targetSite(),
                order.drCaseId(),
                new Failure(event.step(), event.code(), event.why(), false, 1),
                event.siteClosed());
    }

    static RestoreCompleted completed(Order order, Instant since, Finished event) {
        return completed(order, event.recoveryPointAt(), event.findings(), Duration.between(since, event.at()));
    }

    static RestoreCompleted completed(Opening going, Opened event) {
        return completed(
                going.order(),
                going.recoveryPointAt(),
                Stream.concat(going.findings().stream(), Stream.of(event.front()))
                        .toList(),
                Duration.between(going.since(), event.at()));
    }

    private static RestoreCompleted completed(
            Order order, Instant recoveryPointAt, List<Finding> findings, Duration took) {
        return new RestoreCompleted(
                Events.unstamped(),
                order.environmentId(),
                order.siteEpoch(),
                order.restoreId(),
                new RecoveryPoint(order.backupId(), recoveryPointAt),
                order.scope(),
                order.targetSite(),
                order.drCaseId(),
                took.toMillis(),
                findings.stream().map(Finding::record).toList());
    }
}
