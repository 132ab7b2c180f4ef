package com.orocloud.provisioning.maintenance;

import com.orocloud.events.Failure;
import com.orocloud.provisioning.maintenance.Preparation.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How things are around work that is to begin.
 *
 * @param inService true if visitors are being served and nothing is being recovered
 * @param anotherGoesOn true while other work on the same environment has begun and is not over
 */
record Surroundings(Conditions conditions, boolean inService, boolean anotherGoesOn) {

    static final Duration BACKUP_AGE_MAX = Duration.ofHours(1);

    /** Work that cannot wait, waits that long for the notice to its owner. */
    static final Duration NOTICE_WITHIN = Duration.ofMinutes(1);

    /** Everything that is in the way of beginning now. Recovering from a disaster is not among it: that cancels. */
    List<Failure> hindrances(Work work, Preparation preparation, Instant scheduledAt, Instant now) {
        var found = new ArrayList<Failure>();
        if (!inService) {
            found.add(hindrance("NOT_IN_SERVICE", "The environment is not in service."));
        }
        if (anotherGoesOn) {
            found.add(hindrance("ANOTHER_GOES_ON", "Other work on it is not over: complete it or roll it back."));
        }
        if (conditions.reducedSince() != null && work.reducedRedundancyReason() == null) {
            found.add(hindrance(
                    "REDUNDANCY_REDUCED",
                    "Its databases have no standby since " + conditions.reducedSince()
                            + ": wait until one follows, or ask anew with a reducedRedundancyReason."));
        }
        if (backupIsTooOld(now)) {
            found.add(hindrance("BACKUP_TOO_OLD", "No usable backup is younger than an hour; one was asked for."));
        }
        if (noticeIsMissing(work, preparation.notice(), scheduledAt, now)) {
            found.add(hindrance(
                    "OWNER_NOT_TOLD",
                    preparation.notice() == Notice.FAILED
                            ? "The owner could not be told: correct the contacts, or move the work."
                            : "The notice to its owner has not left."));
        }
        return found;
    }

    /** Whether a backup made by now would be too old then. */
    boolean backupIsTooOld(Instant then) {
        Instant usable = usablePoint();
        return usable == null || usable.isBefore(then.minus(BACKUP_AGE_MAX));
    }

    private @Nullable Instant usablePoint() {
        return conditions.usablePoint();
    }

    /** A notice that failed was escalated, and holds up only what can wait. */
    private static boolean noticeIsMissing(Work work, Notice notice, Instant scheduledAt, Instant now) {
        if (work.planned()) {
            return notice != Notice.GIVEN;
        }
        Instant due = work.span().startsAt().isAfter(scheduledAt) ? work.span().startsAt() : scheduledAt;
        return notice == Notice.PENDING && now.isBefore(due.plus(NOTICE_WITHIN));
    }

    private static Failure hindrance(String code, String whatToDo) {
        return Failure.newBuilder()
                .setStep("beginning maintenance")
                .setCode(code)
                .setMessage(whatToDo)
                .setRetryable(true)
                .build();
    }
}
