package com.orocloud.provisioning.maintenance;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.Channel;
import com.orocloud.events.Component;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrCause;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.Impact;
import com.orocloud.events.MaintenanceCancelRequested;
import com.orocloud.events.MaintenanceKind;
import com.orocloud.events.MaintenanceProgress;
import com.orocloud.events.MaintenanceReported;
import com.orocloud.events.MaintenanceRequested;
import com.orocloud.events.MaintenanceRescheduleRequested;
import com.orocloud.events.MaintenanceUrgency;
import com.orocloud.events.NotificationDispatched;
import com.orocloud.events.NotificationFailed;
import com.orocloud.provisioning.Matrix;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Cancelled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Completed;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.InProgress;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Overrunning;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Refused;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.RolledBack;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Verifying;
import com.orocloud.provisioning.maintenance.Preparation.Notice;
import com.orocloud.testkit.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Work on an environment, in each of its states, and what is said about it. */
public final class TestingMaintenance {

    static final String ID = "acme-prod";
    static final UUID WINDOW = new UUID(9, 1);
    static final UUID CASE = new UUID(9, 2);
    /** A Thursday; the agreed window begins on the Sunday after, at two in the morning. */
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    static final Instant START = Instant.parse("2026-11-29T02:00:00Z");
    static final Instant END = START.plus(Duration.ofHours(2));

    static final MaintenanceRequested PLANNED = planned(ID, WINDOW).build();
    static final Work WORK = Work.of(PLANNED);
    static final Scheduled SCHEDULED = new Scheduled(WORK, Preparation.NONE, NOW);
    static final Scheduled NOTICED = SCHEDULED.with(Preparation.NONE.noticed(Notice.GIVEN));
    static final InProgress IN_PROGRESS = new InProgress(WORK, START);
    static final Verifying VERIFYING = new Verifying(WORK, START);
    static final Overrunning OVERRUNNING = new Overrunning(WORK, START);
    static final Surroundings CALM = new Surroundings(backedUp(START), true, false);

    private TestingMaintenance() {}

    static Conditions backedUp(Instant recoveryPointAt) {
        return new Conditions(null, null, null, List.of(new Conditions.Point(new UUID(9, 3), recoveryPointAt, true)));
    }

    /** A disaster, and a backup that somebody keeps. */
    public static Conditions troubled() {
        return new Conditions(CASE, null, null, List.of(), List.of(new UUID(9, 3)));
    }

    static Surroundings with(Conditions conditions) {
        return new Surroundings(conditions, true, false);
    }

    public static EventMeta operator(String environmentId) {
        EventMeta meta = Meta.of("portal", "acme", environmentId);
        return EventMeta.newBuilder()
                .setEventId(meta.getEventId())
                .setOccurredAt(meta.getOccurredAt())
                .setSource(meta.getSource())
                .setTenantId(meta.getTenantId())
                .setAggregateId(meta.getAggregateId())
                .setCorrelationId(meta.getCorrelationId())
                .setActor(Actor.newBuilder()
                        .setKind(ActorKind.OPERATOR)
                        .setId("grace")
                        .build())
                .build();
    }

    public static MaintenanceRequested.Builder planned(String environmentId, UUID windowId) {
        return MaintenanceRequested.newBuilder()
                .setMeta(Meta.of("portal", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setWindowId(windowId)
                .setKind(MaintenanceKind.PLANNED)
                .setStartsAt(START)
                .setEndsAt(END)
                .setImpact(Impact.READ_ONLY)
                .setComponents(List.of(Component.DATABASE))
                .setSummary("PostgreSQL gets its minor update.");
    }

    public static MaintenanceRequested.Builder unplanned(String environmentId, UUID windowId, Instant startsAt) {
        return planned(environmentId, windowId)
                .setMeta(operator(environmentId))
                .setKind(MaintenanceKind.UNPLANNED)
                .setUrgency(MaintenanceUrgency.CRITICAL_SECURITY)
                .setStartsAt(startsAt)
                .setEndsAt(startsAt.plus(Duration.ofHours(1)));
    }

    public static MaintenanceRescheduleRequested move(String environmentId, UUID windowId, Instant startsAt) {
        return MaintenanceRescheduleRequested.newBuilder()
                .setMeta(Meta.of("portal", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setWindowId(windowId)
                .setStartsAt(startsAt)
                .setEndsAt(startsAt.plus(Duration.ofHours(1)))
                .setReason("the release is late")
                .build();
    }

    public static MaintenanceCancelRequested cancel(String environmentId, UUID windowId) {
        return MaintenanceCancelRequested.newBuilder()
                .setMeta(Meta.of("portal", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setWindowId(windowId)
                .setReason("not needed any more")
                .build();
    }

    public static MaintenanceReported report(String environmentId, UUID windowId, MaintenanceProgress progress) {
        return MaintenanceReported.newBuilder()
                .setMeta(operator(environmentId))
                .setEnvironmentId(environmentId)
                .setWindowId(windowId)
                .setProgress(progress)
                .setDowntimeSeconds(90)
                .setComment("as planned")
                .build();
    }

    public static NotificationDispatched dispatched(String environmentId, UUID windowId, String template) {
        return NotificationDispatched.newBuilder()
                .setMeta(Meta.of("notification-service", "acme", environmentId, windowId))
                .setEnvironmentId(environmentId)
                .setNotificationId(UUID.randomUUID())
                .setSubjectEventId(UUID.randomUUID())
                .setTemplate(template)
                .setChannel(Channel.EMAIL)
                .setRole(ContactRole.ENVIRONMENT_OWNER)
                .setRecipientHash("hash")
                .setRelay("relay")
                .setAttempt(1)
                .build();
    }

    static NotificationFailed failed(String environmentId, UUID windowId, String template) {
        return NotificationFailed.newBuilder()
                .setMeta(Meta.of("notification-service", "acme", environmentId, windowId))
                .setEnvironmentId(environmentId)
                .setNotificationId(UUID.randomUUID())
                .setSubjectEventId(UUID.randomUUID())
                .setTemplate(template)
                .setRole(ContactRole.ENVIRONMENT_OWNER)
                .setChannel(Channel.EMAIL)
                .setFailure(Failure.newBuilder()
                        .setStep("telling")
                        .setCode("BAD_ADDRESS")
                        .setMessage("no mail address")
                        .build())
                .build();
    }

    public static BackupCompleted backup(String environmentId, UUID backupId, Instant recoveryPointAt) {
        return BackupCompleted.newBuilder()
                .setMeta(Meta.of("backup-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setBackupId(backupId)
                .setTrigger(BackupTrigger.MANUAL)
                .setStartedAt(recoveryPointAt)
                .setRecoveryPointAt(recoveryPointAt)
                .setMediaCapturedAt(recoveryPointAt)
                .setCompletedAt(recoveryPointAt)
                .setObjects(List.of())
                .setCommitHash("0123")
                .setKeyId("key")
                .setManifestUri("gs://bucket/manifest")
                .setManifestSha256("00")
                .setStoredIn(TestingEvents.PRIMARY)
                .build();
    }

    public static DrCaseOpened caseOpened(String environmentId, UUID caseId) {
        return DrCaseOpened.newBuilder()
                .setMeta(Meta.of("dr-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setDrCaseId(caseId)
                .setCause(DrCause.REGION_UNAVAILABLE)
                .setLostRegion(TestingEvents.PRIMARY)
                .setTargetRegion(TestingEvents.RECOVERY)
                .setOutageId(new UUID(9, 4))
                .setOutageStartedAt(NOW)
                .build();
    }

    /** What a window makes of what it hears and of time. */
    public static Matrix<MaintenanceWindow> matrix() {
        var objection = MaintenanceRules.over();
        var openCase = new Conditions(CASE, null, null, CALM.conditions().points());
        var again = planned(ID, WINDOW).build();
        return new Matrix<MaintenanceWindow>()
                .state(SCHEDULED)
                .state("Scheduled, owner told", NOTICED)
                .state(IN_PROGRESS)
                .state(VERIFYING)
                .state(OVERRUNNING)
                .state(new Completed(WORK, END))
                .state(new RolledBack(WORK, END))
                .state(new Cancelled(WORK, "REQUESTED", NOW))
                .state(new Refused(ID, WINDOW, new UUID(9, 9)))
                .event("MaintenanceRequested, valid", w -> MaintenanceWindow.on(w, again, List.of(), NOW))
                .event("MaintenanceRequested, invalid", w -> MaintenanceWindow.on(w, again, objection, NOW))
                .event(
                        "MaintenanceRescheduleRequested",
                        w -> MaintenanceWindow.on(w, move(ID, WINDOW, START), List.of(), NOW))
                .event(
                        "MaintenanceRescheduleRequested, invalid",
                        w -> MaintenanceWindow.on(w, move(ID, WINDOW, START), objection, NOW))
                .event("MaintenanceCancelRequested", w -> MaintenanceWindow.on(w, cancel(ID, WINDOW), List.of(), NOW))
                .event(
                        "MaintenanceReported, VERIFYING",
                        w -> MaintenanceWindow.on(
                                w, report(ID, WINDOW, MaintenanceProgress.VERIFYING), List.of(), START))
                .event(
                        "MaintenanceReported, COMPLETED",
                        w -> MaintenanceWindow.on(
                                w, report(ID, WINDOW, MaintenanceProgress.COMPLETED), List.of(), START))
                .event(
                        "MaintenanceReported, ROLLED_BACK",
                        w -> MaintenanceWindow.on(
                                w, report(ID, WINDOW, MaintenanceProgress.ROLLED_BACK), List.of(), START))
                .event(
                        "NotificationDispatched",
                        w -> MaintenanceWindow.on(w, dispatched(ID, WINDOW, "maintenance-announced")))
                .event("NotificationFailed", w -> MaintenanceWindow.on(w, failed(ID, WINDOW, "maintenance-announced")))
                .event("*an hour before*", w -> MaintenanceTime.passed(w, CALM, START.minusSeconds(3600)))
                .event(
                        "*soon, without a young backup*",
                        w -> MaintenanceTime.passed(reminded(w), with(Conditions.CALM), START.minusSeconds(600)))
                .event("*due*", w -> MaintenanceTime.passed(w, CALM, START))
                .event("*a disaster is dealt with*", w -> MaintenanceTime.passed(w, with(openCase), START))
                .event("*its end has passed*", w -> MaintenanceTime.passed(w, CALM, END));
    }

    private static @Nullable MaintenanceWindow reminded(@Nullable MaintenanceWindow window) {
        return window instanceof Scheduled scheduled
                ? scheduled.with(scheduled.preparation().afterReminder())
                : window;
    }
}
