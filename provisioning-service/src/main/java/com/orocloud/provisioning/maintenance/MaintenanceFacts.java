package com.orocloud.provisioning.maintenance;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.Failure;
import com.orocloud.events.MaintenanceCancelled;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceDelayed;
import com.orocloud.events.MaintenanceOverran;
import com.orocloud.events.MaintenanceRejected;
import com.orocloud.events.MaintenanceReminded;
import com.orocloud.events.MaintenanceReported;
import com.orocloud.events.MaintenanceRescheduled;
import com.orocloud.events.MaintenanceRolledBack;
import com.orocloud.events.MaintenanceScheduled;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.events.MaintenanceVerifying;
import com.orocloud.messaging.Events;
import com.orocloud.provisioning.calendar.Span;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.GoingOn;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Overrunning;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said about work on environments, in the words of the contract. */
final class MaintenanceFacts {

    private MaintenanceFacts() {}

    static MaintenanceScheduled scheduled(Scheduled window) {
        Work work = window.work();
        Duration notice = Duration.between(window.scheduledAt(), work.span().startsAt());
        return MaintenanceScheduled.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setKind(work.kind())
                .setUrgency(work.urgency())
                .setStartsAt(work.span().startsAt())
                .setEndsAt(work.span().endsAt())
                .setImpact(work.impact())
                .setSummary(work.summary())
                .setComponents(work.components())
                .setNoticeSeconds(Math.max(0, notice.toSeconds()))
                .build();
    }

    static MaintenanceRescheduled rescheduled(Scheduled window, Span before, String reason) {
        Work work = window.work();
        return MaintenanceRescheduled.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setKind(work.kind())
                .setPreviousStartsAt(before.startsAt())
                .setPreviousEndsAt(before.endsAt())
                .setStartsAt(work.span().startsAt())
                .setEndsAt(work.span().endsAt())
                .setImpact(work.impact())
                .setSummary(work.summary())
                .setReason(reason)
                .build();
    }

    static MaintenanceRejected rejected(Wish wish, List<Failure> reasons) {
        return MaintenanceRejected.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(wish.environmentId())
                .setWindowId(wish.windowId())
                .setRequestEventId(wish.meta().getEventId())
                .setRequest(wish.record())
                .setReasons(reasons)
                .build();
    }

    static MaintenanceReminded reminded(Work work) {
        return MaintenanceReminded.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setStartsAt(work.span().startsAt())
                .setEndsAt(work.span().endsAt())
                .setImpact(work.impact())
                .setSummary(work.summary())
                .build();
    }

    static MaintenanceDelayed delayed(Work work, List<Failure> reasons) {
        return MaintenanceDelayed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setReasons(reasons)
                .build();
    }

    /** Asked of backup-service. */
    static BackupRequested backupBefore(Work work, UUID backupId) {
        return BackupRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setBackupId(backupId)
                .setLabel("before maintenance " + work.windowId())
                .build();
    }

    static MaintenanceStarted started(Work work, boolean ownerTold) {
        return MaintenanceStarted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setKind(work.kind())
                .setEndsAt(work.span().endsAt())
                .setImpact(work.impact())
                .setComponents(work.components())
                .setOwnerTold(ownerTold)
                .build();
    }

    static MaintenanceVerifying verifying(Work work) {
        return MaintenanceVerifying.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setEndsAt(work.span().endsAt())
                .build();
    }

    static MaintenanceOverran overran(Work work) {
        return MaintenanceOverran.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setEndsAt(work.span().endsAt())
                .setImpact(work.impact())
                .setSummary(work.summary())
                .build();
    }

    static MaintenanceCompleted completed(GoingOn window, MaintenanceReported report) {
        Work work = window.work();
        return MaintenanceCompleted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setSummary(work.summary())
                .setStartedAt(window.startedAt())
                .setDowntimeSeconds(report.getDowntimeSeconds())
                .setOverran(window instanceof Overrunning)
                .setComment(report.getComment())
                .build();
    }

    static MaintenanceRolledBack rolledBack(GoingOn window, MaintenanceReported report) {
        Work work = window.work();
        return MaintenanceRolledBack.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setSummary(work.summary())
                .setStartedAt(window.startedAt())
                .setDowntimeSeconds(report.getDowntimeSeconds())
                .setOverran(window instanceof Overrunning)
                .setReason(report.getComment())
                .build();
    }

    static MaintenanceCancelled cancelled(Work work, String code, String reason, @Nullable UUID openCaseId) {
        return MaintenanceCancelled.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(work.environmentId())
                .setWindowId(work.windowId())
                .setStartsAt(work.span().startsAt())
                .setSummary(work.summary())
                .setCode(code)
                .setReason(reason)
                .setOpenCaseId(openCaseId)
                .build();
    }
}
