package com.orocloud.provisioning.maintenance;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Cancelled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Completed;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.InProgress;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Overrunning;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Refused;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.RolledBack;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Verifying;
import com.orocloud.provisioning.maintenance.Preparation.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What time does to a {@link MaintenanceWindow}: one next thing at a time. */
final class MaintenanceTime {

    private static final Duration REMIND_BEFORE = Duration.ofHours(1);

    /** So long before, a backup is asked for if none will be young enough: it takes time, and a restore proves it. */
    private static final Duration BACK_UP_BEFORE = Duration.ofMinutes(20);

    private static final Duration ASK_FOR_BACKUP_AGAIN = Duration.ofMinutes(15);

    private MaintenanceTime() {}

    static Outcome<MaintenanceWindow> passed(
            @Nullable MaintenanceWindow current, Surroundings surroundings, Instant now) {
        return switch (current) {
            case null -> ignored("there is no such window");
            case Scheduled scheduled -> scheduled(scheduled, surroundings, now);
            case InProgress(var work, var startedAt) -> goingOn(work, startedAt, now);
            case Verifying(var work, var startedAt) -> goingOn(work, startedAt, now);
            case Overrunning _ -> ignored("only a person ends it");
            case Completed _, RolledBack _, Cancelled _, Refused _ -> ignored("over");
        };
    }

    /** When something may be to do again, unless the surroundings change before. */
    static Instant nextLook(MaintenanceWindow window, Instant now) {
        Instant soon = now.plusSeconds(10);
        return switch (window) {
            case Scheduled(var work, var _, var _) -> earliestAfter(now, work.span().startsAt(), soon);
            case InProgress(var work, var _) -> earliestAfter(now, work.span().endsAt(), soon);
            case Verifying(var work, var _) -> earliestAfter(now, work.span().endsAt(), soon);
            case Overrunning _, Completed _, RolledBack _, Cancelled _, Refused _ -> soon;
        };
    }

    private static Instant earliestAfter(Instant now, Instant due, Instant soon) {
        return due.isAfter(now) && due.isBefore(soon) ? due : due.isAfter(now) ? soon : now.plusSeconds(1);
    }

    private static Outcome<MaintenanceWindow> scheduled(Scheduled current, Surroundings surroundings, Instant now) {
        Work work = current.work();
        UUID caseId = surroundings.conditions().caseId();
        if (caseId != null) {
            return cancelled(work, "DR_CASE_OPENED", "A disaster is being dealt with: ask anew after it.", caseId, now);
        }
        if (!now.isBefore(work.span().endsAt())) {
            return cancelled(work, "NEVER_STARTED", neverStarted(current.preparation()), null, now);
        }
        return now.isBefore(work.span().startsAt())
                ? before(current, surroundings, now)
                : due(current, surroundings, now);
    }

    private static Outcome<MaintenanceWindow> before(Scheduled current, Surroundings surroundings, Instant now) {
        Work work = current.work();
        Preparation preparation = current.preparation();
        Instant remindAt = work.span().startsAt().minus(REMIND_BEFORE);
        if (work.planned() && !preparation.reminded() && !now.isBefore(remindAt)) {
            return applied(current.with(preparation.afterReminder()), MaintenanceFacts.reminded(work));
        }
        boolean soon = !now.isBefore(work.span().startsAt().minus(BACK_UP_BEFORE));
        return soon && surroundings.backupIsTooOld(work.span().startsAt()) && mayAskForBackup(preparation, now)
                ? askForBackup(current, now)
                : ignored("not due");
    }

    private static Outcome<MaintenanceWindow> due(Scheduled current, Surroundings surroundings, Instant now) {
        Preparation preparation = current.preparation();
        if (surroundings.inService() && surroundings.backupIsTooOld(now) && mayAskForBackup(preparation, now)) {
            return askForBackup(current, now);
        }
        List<Failure> hindrances = surroundings.hindrances(current.work(), preparation, current.scheduledAt(), now);
        if (hindrances.isEmpty()) {
            return applied(
                    new InProgress(current.work(), now),
                    MaintenanceFacts.started(current.work(), preparation.notice() == Notice.GIVEN));
        }
        List<String> codes = hindrances.stream().map(Failure::getCode).toList();
        return codes.equals(preparation.hindrances())
                ? ignored("still in the way: " + codes)
                : applied(
                        current.with(preparation.hindered(codes)), MaintenanceFacts.delayed(current.work(), hindrances));
    }

    private static boolean mayAskForBackup(Preparation preparation, Instant now) {
        Instant asked = preparation.backupAskedAt();
        return asked == null || !now.isBefore(asked.plus(ASK_FOR_BACKUP_AGAIN));
    }

    private static Outcome<MaintenanceWindow> askForBackup(Scheduled current, Instant now) {
        return applied(
                current.with(current.preparation().afterAskingForBackup(now)),
                MaintenanceFacts.backupBefore(current.work(), current.preparation().nextBackup(current.work())));
    }

    private static Outcome<MaintenanceWindow> goingOn(Work work, Instant startedAt, Instant now) {
        return now.isBefore(work.span().endsAt())
                ? ignored("not over")
                : applied(new Overrunning(work, startedAt), MaintenanceFacts.overran(work));
    }

    private static Outcome<MaintenanceWindow> cancelled(
            Work work, String code, String reason, @Nullable UUID caseId, Instant now) {
        return applied(new Cancelled(work, code, now), MaintenanceFacts.cancelled(work, code, reason, caseId));
    }

    private static String neverStarted(Preparation preparation) {
        return preparation.hindrances().isEmpty()
                ? "Its time passed while nobody looked."
                : "Its time passed with this in the way: "
                        + preparation.hindrances().stream().collect(Collectors.joining(", ")) + ".";
    }
}
