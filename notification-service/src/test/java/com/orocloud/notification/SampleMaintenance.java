package com.orocloud.notification;

import com.orocloud.events.Component;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Impact;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceKind;
import com.orocloud.events.MaintenanceOverran;
import com.orocloud.events.MaintenanceScheduled;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Work on the databases of an environment, as provisioning-service tells of it. */
final class SampleMaintenance {

    final UUID windowId = UUID.randomUUID();
    private final String environment;
    private final Instant startsAt = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private long version;

    SampleMaintenance(String environment) {
        this.environment = environment;
    }

    MaintenanceScheduled scheduled() {
        return MaintenanceScheduled.newBuilder()
                .setMeta(meta())
                .setEnvironmentId(environment)
                .setWindowId(windowId)
                .setKind(MaintenanceKind.PLANNED)
                .setStartsAt(startsAt)
                .setEndsAt(startsAt.plusSeconds(3600))
                .setImpact(Impact.READ_ONLY)
                .setSummary("PostgreSQL gets its minor update.")
                .setComponents(List.of(Component.DATABASE))
                .setNoticeSeconds(172_800)
                .build();
    }

    MaintenanceStarted started(boolean ownerTold) {
        return MaintenanceStarted.newBuilder()
                .setMeta(meta())
                .setEnvironmentId(environment)
                .setWindowId(windowId)
                .setKind(MaintenanceKind.PLANNED)
                .setEndsAt(startsAt.plusSeconds(3600))
                .setImpact(Impact.READ_ONLY)
                .setComponents(List.of(Component.DATABASE))
                .setOwnerTold(ownerTold)
                .build();
    }

    MaintenanceOverran overran() {
        return MaintenanceOverran.newBuilder()
                .setMeta(meta())
                .setEnvironmentId(environment)
                .setWindowId(windowId)
                .setEndsAt(startsAt.plusSeconds(3600))
                .setImpact(Impact.READ_ONLY)
                .setSummary("PostgreSQL gets its minor update.")
                .build();
    }

    MaintenanceCompleted completed() {
        return MaintenanceCompleted.newBuilder()
                .setMeta(meta())
                .setEnvironmentId(environment)
                .setWindowId(windowId)
                .setSummary("PostgreSQL gets its minor update.")
                .setStartedAt(startsAt)
                .setDowntimeSeconds(95)
                .setOverran(true)
                .setComment("Version 15.19 runs.")
                .build();
    }

    private EventMeta meta() {
        EventMeta fresh = Meta.of("provisioning-service", "acme", environment, windowId);
        return EventMeta.newBuilder()
                .setEventId(fresh.getEventId())
                .setOccurredAt(fresh.getOccurredAt())
                .setSource(fresh.getSource())
                .setTenantId(fresh.getTenantId())
                .setAggregateId(fresh.getAggregateId())
                .setAggregateVersion(++version)
                .setCorrelationId(fresh.getCorrelationId())
                .setActor(fresh.getActor())
                .build();
    }
}
