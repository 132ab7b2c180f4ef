package com.orocloud.backup;

import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentType;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is fixed about an environment when it is accepted.
 *
 * @param calendarZone null in what releases before 0.2 have stored: UTC
 * @param project within which backups may be restored into another environment; null in what these have stored
 */
record Plan(
        String environmentId,
        String tenantId,
        EnvironmentType type,
        Region primary,
        @Nullable Region disasterRecovery,
        String commitHash,
        @Nullable String calendarZone,
        @Nullable String project) {

    Plan(
            String environmentId,
            String tenantId,
            EnvironmentType type,
            Region primary,
            @Nullable Region disasterRecovery,
            String commitHash) {
        this(environmentId, tenantId, type, primary, disasterRecovery, commitHash, null, null);
    }

    static Plan of(EnvironmentAccepted event) {
        var recovery = event.getDisasterRecovery();
        return new Plan(
                event.getEnvironmentId(),
                event.getMeta().getTenantId(),
                event.getType(),
                Region.of(event.getPrimary()),
                recovery == null ? null : Region.of(recovery),
                event.getGitReference(),
                event.getCalendarZone(),
                event.getProject());
    }

    boolean isInProjectOf(Plan other) {
        return belongsTo(other.tenantId()) && project != null && project.equals(other.project());
    }

    /** In which its days begin. */
    ZoneId zone() {
        return calendarZone == null ? ZoneOffset.UTC : ZoneId.of(calendarZone);
    }

    /** The region that shall survive the loss of the given one; null if the environment has only one. */
    @Nullable
    Region otherThan(Region region) {
        return region.equals(primary) ? disasterRecovery : primary;
    }

    boolean belongsTo(String tenant) {
        return Objects.equals(tenant, tenantId);
    }
}
