package com.orocloud.provisioning.maintenance;

import com.orocloud.events.EventMeta;
import com.orocloud.events.MaintenanceCancelRequested;
import com.orocloud.events.MaintenanceReported;
import com.orocloud.events.MaintenanceRequested;
import com.orocloud.events.MaintenanceRescheduleRequested;
import java.util.UUID;

/**
 * What every request about maintenance has: who says it, about what.
 *
 * @param record the request's name in the contract
 */
record Wish(String record, EventMeta meta, String environmentId, UUID windowId) {

    static Wish of(MaintenanceRequested request) {
        return new Wish("MaintenanceRequested", request.getMeta(), request.getEnvironmentId(), request.getWindowId());
    }

    static Wish of(MaintenanceRescheduleRequested request) {
        return new Wish(
                "MaintenanceRescheduleRequested",
                request.getMeta(),
                request.getEnvironmentId(),
                request.getWindowId());
    }

    static Wish of(MaintenanceCancelRequested request) {
        return new Wish(
                "MaintenanceCancelRequested", request.getMeta(), request.getEnvironmentId(), request.getWindowId());
    }

    static Wish of(MaintenanceReported report) {
        return new Wish("MaintenanceReported", report.getMeta(), report.getEnvironmentId(), report.getWindowId());
    }
}
