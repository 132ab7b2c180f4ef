package com.orocloud.provisioning.maintenance;

import com.orocloud.events.Component;
import com.orocloud.events.Impact;
import com.orocloud.events.MaintenanceKind;
import com.orocloud.events.MaintenanceRequested;
import com.orocloud.events.MaintenanceUrgency;
import com.orocloud.provisioning.calendar.Span;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, when, and what it means for visitors.
 *
 * @param requestEventId the request that it was scheduled by
 * @param urgency why it cannot wait; null if it can
 * @param components that are worked on
 * @param reducedRedundancyReason why it may begin though the databases have no standby; null: then it may not
 */
record Work(
        UUID windowId,
        String environmentId,
        UUID requestEventId,
        MaintenanceKind kind,
        @Nullable MaintenanceUrgency urgency,
        Impact impact,
        String summary,
        List<Component> components,
        @Nullable String reducedRedundancyReason,
        Span span) {

    static Work of(MaintenanceRequested request) {
        return new Work(
                request.getWindowId(),
                request.getEnvironmentId(),
                request.getMeta().getEventId(),
                request.getKind(),
                request.getUrgency(),
                request.getImpact(),
                request.getSummary(),
                List.copyOf(request.getComponents()),
                request.getReducedRedundancyReason(),
                new Span(request.getStartsAt(), request.getEndsAt()));
    }

    Work movedTo(Span other) {
        return new Work(
                windowId,
                environmentId,
                requestEventId,
                kind,
                urgency,
                impact,
                summary,
                components,
                reducedRedundancyReason,
                other);
    }

    boolean planned() {
        return kind == MaintenanceKind.PLANNED;
    }
}
