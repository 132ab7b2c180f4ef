package com.orocloud.provisioning.maintenance;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.Failure;
import com.orocloud.events.MaintenanceCancelRequested;
import com.orocloud.events.MaintenanceReported;
import com.orocloud.events.MaintenanceRequested;
import com.orocloud.events.MaintenanceRescheduleRequested;
import com.orocloud.events.NotificationDispatched;
import com.orocloud.events.NotificationFailed;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.calendar.Span;
import com.orocloud.provisioning.maintenance.Preparation.Notice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on one environment, at its time.
 *
 * <pre>
 *   MaintenanceRequested --objections--> Refused
 *       |
 *       v                                           .---- end passed ----.
 *   Scheduled --due, nothing in the way--> InProgress --reported--> Verifying --end passed--> Overrunning
 *       |                                      '-- reported: --> Completed or RolledBack &lt;--'      |
 *       '-- asked to, a disaster, its time is over --> Cancelled              ^--------------------'
 * </pre>
 *
 * <p>What is asked of it is judged by {@link MaintenanceRules}; what time does to it is in {@link MaintenanceTime}. Work
 * that has begun ends only by an operator's word: the environment may be half changed, and no timer knows.
 */
public sealed interface MaintenanceWindow {

    String environmentId();

    /** Work that was agreed on. */
    sealed interface Agreed extends MaintenanceWindow {
        Work work();

        @Override
        default String environmentId() {
            return work().environmentId();
        }
    }

    /** Work that has begun and is not over. */
    sealed interface GoingOn extends Agreed {
        Instant startedAt();
    }

    /** Remembered, so that its id is never used for something else. */
    record Refused(String environmentId, UUID windowId, UUID requestEventId) implements MaintenanceWindow {}

    /** @param scheduledAt when its present times were fixed */
    record Scheduled(Work work, Preparation preparation, Instant scheduledAt) implements Agreed {

        Scheduled with(Preparation other) {
            return new Scheduled(work, other, scheduledAt);
        }
    }

    record InProgress(Work work, Instant startedAt) implements GoingOn {}

    /** The work is done; checks run. */
    record Verifying(Work work, Instant startedAt) implements GoingOn {}

    /** Past its end. */
    record Overrunning(Work work, Instant startedAt) implements GoingOn {}

    record Completed(Work work, Instant endedAt) implements Agreed {}

    record RolledBack(Work work, Instant endedAt) implements Agreed {}

    /** Never begun. */
    record Cancelled(Work work, String code, Instant at) implements Agreed {}

    static String id(String environmentId, UUID windowId) {
        return environmentId + "/" + windowId;
    }

    static String id(MaintenanceRequested event) {
        return id(event.getEnvironmentId(), event.getWindowId());
    }

    static String id(MaintenanceRescheduleRequested event) {
        return id(event.getEnvironmentId(), event.getWindowId());
    }

    static String id(MaintenanceCancelRequested event) {
        return id(event.getEnvironmentId(), event.getWindowId());
    }

    static String id(MaintenanceReported event) {
        return id(event.getEnvironmentId(), event.getWindowId());
    }

    /** All that is told of one window has its id as the story; null if the notice tells of something else. */
    static @Nullable String id(NotificationDispatched event) {
        return isNotice(event.getTemplate())
                ? id(event.getEnvironmentId(), event.getMeta().getCorrelationId())
                : null;
    }

    static @Nullable String id(NotificationFailed event) {
        return isNotice(event.getTemplate())
                ? id(event.getEnvironmentId(), event.getMeta().getCorrelationId())
                : null;
    }

    /**
     * @param objections every reason why it cannot be; none if it can
     * @param receivedAt notice is counted from then, whatever the request says of itself
     */
    static Outcome<MaintenanceWindow> on(
            @Nullable MaintenanceWindow current,
            MaintenanceRequested request,
            List<Failure> objections,
            Instant receivedAt) {
        if (current != null) {
            return request.getMeta().getEventId().equals(requestOf(current))
                    ? ignored("this request was answered before")
                    : rejected(current, Wish.of(request), MaintenanceRules.usedBefore());
        }
        if (!objections.isEmpty()) {
            return refused(Wish.of(request), objections);
        }
        var scheduled = new Scheduled(Work.of(request), Preparation.NONE, receivedAt);
        return applied(scheduled, MaintenanceFacts.scheduled(scheduled));
    }

    static Outcome<MaintenanceWindow> on(
            @Nullable MaintenanceWindow current,
            MaintenanceRescheduleRequested request,
            List<Failure> objections,
            Instant receivedAt) {
        return switch (current) {
            case null -> refused(Wish.of(request), MaintenanceRules.unknownWindow());
            case Scheduled(var work, var preparation, var _) when objections.isEmpty() -> {
                var moved = new Scheduled(
                        work.movedTo(new Span(request.getStartsAt(), request.getEndsAt())),
                        preparation.afterMove(),
                        receivedAt);
                yield applied(moved, MaintenanceFacts.rescheduled(moved, work.span(), request.getReason()));
            }
            case Scheduled _ -> rejected(current, Wish.of(request), objections);
            case InProgress _, Verifying _, Overrunning _ -> rejected(current, Wish.of(request), MaintenanceRules.alreadyBegun());
            case Completed _, RolledBack _, Cancelled _, Refused _ -> rejected(current, Wish.of(request), MaintenanceRules.over());
        };
    }

    static Outcome<MaintenanceWindow> on(
            @Nullable MaintenanceWindow current,
            MaintenanceCancelRequested request,
            List<Failure> objections,
            Instant receivedAt) {
        return switch (current) {
            case null -> refused(Wish.of(request), MaintenanceRules.unknownWindow());
            case Scheduled(var work, var _, var _) when objections.isEmpty() ->
                applied(
                        new Cancelled(work, "REQUESTED", receivedAt),
                        MaintenanceFacts.cancelled(work, "REQUESTED", request.getReason(), null));
            case Scheduled _ -> rejected(current, Wish.of(request), objections);
            case InProgress _, Verifying _, Overrunning _ -> rejected(current, Wish.of(request), MaintenanceRules.alreadyBegun());
            case Completed _, RolledBack _, Cancelled _, Refused _ -> rejected(current, Wish.of(request), MaintenanceRules.over());
        };
    }

    static Outcome<MaintenanceWindow> on(
            @Nullable MaintenanceWindow current,
            MaintenanceReported report,
            List<Failure> objections,
            Instant receivedAt) {
        return switch (current) {
            case null -> refused(Wish.of(report), MaintenanceRules.unknownWindow());
            case Scheduled _ ->
                rejected(current, Wish.of(report), MaintenanceRules.notBegun());
            case GoingOn goingOn when objections.isEmpty() -> reported(goingOn, report, receivedAt);
            case GoingOn goingOn -> rejected(goingOn, Wish.of(report), objections);
            case Completed _, RolledBack _, Cancelled _, Refused _ -> rejected(current, Wish.of(report), MaintenanceRules.over());
        };
    }

    private static Outcome<MaintenanceWindow> reported(GoingOn current, MaintenanceReported report, Instant at) {
        Work work = current.work();
        return switch (report.getProgress()) {
            case VERIFYING ->
                current instanceof InProgress(var _, var startedAt)
                        ? applied(new Verifying(work, startedAt), MaintenanceFacts.verifying(work))
                        : ignored("known, or past its end");
            case COMPLETED ->
                applied(new Completed(work, at), MaintenanceFacts.completed(current, report));
            case ROLLED_BACK ->
                applied(new RolledBack(work, at), MaintenanceFacts.rolledBack(current, report));
            case UNKNOWN -> ignored("objected to before");
        };
    }

    /** The notice to the owner is being handed to a relay. */
    static Outcome<MaintenanceWindow> on(@Nullable MaintenanceWindow current, NotificationDispatched event) {
        return noticed(current, event.getTemplate(), Notice.GIVEN);
    }

    /** The owner cannot be told; notification-service has told operations so. */
    static Outcome<MaintenanceWindow> on(@Nullable MaintenanceWindow current, NotificationFailed event) {
        return noticed(current, event.getTemplate(), Notice.FAILED);
    }

    private static Outcome<MaintenanceWindow> noticed(
            @Nullable MaintenanceWindow current, String template, Notice how) {
        return switch (current) {
            case Scheduled scheduled
            when scheduled.preparation().notice() == Notice.PENDING
                    && template.equals(noticeOf(scheduled.preparation().moved())) ->
                applied(scheduled.with(scheduled.preparation().noticed(how)));
            case Scheduled _ -> ignored("known, or about its earlier times");
            case null -> ignored("about no window of ours");
            case InProgress _, Verifying _, Overrunning _ -> ignored("already begun");
            case Completed _, RolledBack _, Cancelled _, Refused _ -> ignored("over");
        };
    }

    /** The kind of mail that tells the owner of its times. */
    private static String noticeOf(boolean moved) {
        return moved ? "maintenance-moved" : "maintenance-announced";
    }

    private static boolean isNotice(String template) {
        return template.equals(noticeOf(true)) || template.equals(noticeOf(false));
    }

    private static UUID requestOf(MaintenanceWindow window) {
        return switch (window) {
            case Refused(var _, var _, var requestEventId) -> requestEventId;
            case Agreed agreed -> agreed.work().requestEventId();
        };
    }

    /** Nothing of that id is known, or may be: it is remembered all the same, so that it is used once. */
    private static Outcome<MaintenanceWindow> refused(Wish wish, List<Failure> reasons) {
        return applied(
                new Refused(wish.environmentId(), wish.windowId(), wish.meta().getEventId()),
                MaintenanceFacts.rejected(wish, reasons));
    }

    private static Outcome<MaintenanceWindow> rejected(MaintenanceWindow current, Wish wish, List<Failure> reasons) {
        return applied(current, MaintenanceFacts.rejected(wish, reasons));
    }
}
