package com.orocloud.provisioning.maintenance;

import com.orocloud.events.Component;
import com.orocloud.events.Impact;
import com.orocloud.events.MaintenanceKind;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Agreed;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One piece of work as it is now, for people.
 *
 * @param status the state's name in the README
 * @param inTheWay what held it up when it was due; empty if nothing did
 */
record MaintenanceNow(
        UUID windowId,
        String status,
        MaintenanceKind kind,
        Impact impact,
        String summary,
        List<Component> components,
        Instant startsAt,
        Instant endsAt,
        List<String> inTheWay) {

    static MaintenanceNow of(Agreed window) {
        Work work = window.work();
        return new MaintenanceNow(
                work.windowId(),
                window.getClass().getSimpleName(),
                work.kind(),
                work.impact(),
                work.summary(),
                work.components(),
                work.span().startsAt(),
                work.span().endsAt(),
                window instanceof Scheduled scheduled ? scheduled.preparation().hindrances() : List.of());
    }
}
