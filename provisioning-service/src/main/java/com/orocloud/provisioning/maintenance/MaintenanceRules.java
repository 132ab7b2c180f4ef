package com.orocloud.provisioning.maintenance;

import com.orocloud.events.ActorKind;
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
import com.orocloud.messaging.Heard;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.calendar.Span;
import com.orocloud.provisioning.environment.HostedEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What requests about maintenance must be like. Finds every reason against one at once, each saying what to do.
 */
public final class MaintenanceRules {

    static final Duration NOTICE = Duration.ofDays(2);

    private static final Duration LENGTH_MAX = Duration.ofHours(24);

    private static final int SUMMARY_MAX = 2000;

    private static final int WINDOWS_NAMED = 3;

    private final Function<String, Set<String>> tenantsOf;

    /** @param tenantsOf the tenants that a source may speak for */
    public MaintenanceRules(Function<String, Set<String>> tenantsOf) {
        this.tenantsOf = tenantsOf;
    }

    /**
     * What a request meets.
     *
     * @param environment null if none of its id is known
     * @param planned times of other work on it that has not been done
     */
    record Meets(
            @Nullable HostedEnvironment environment, Conditions conditions, List<Span> planned) {}

    List<Failure> objections(Heard<MaintenanceRequested> heard, Meets meets) {
        MaintenanceRequested request = heard.event();
        var reasons = new Reasons();
        HostedEnvironment environment = known(Wish.of(request), heard.source(), meets, reasons);
        reasons.unless(request.getKind() != MaintenanceKind.UNKNOWN, "KIND_UNKNOWN", "Choose PLANNED or UNPLANNED.");
        reasons.unless(
                request.getImpact() != Impact.UNKNOWN, "IMPACT_UNKNOWN", "Choose NONE, DEGRADED, READ_ONLY or DOWN.");
        text(request.getSummary(), "SUMMARY_MISSING", "Say in summary what is done, for its owner", reasons);
        if (request.getKind() == MaintenanceKind.UNPLANNED) {
            MaintenanceUrgency urgency = request.getUrgency();
            reasons.unless(
                    urgency != null && urgency != MaintenanceUrgency.UNKNOWN,
                    "URGENCY_MISSING",
                    "UNPLANNED work needs an urgency: CRITICAL_SECURITY or URGENT. Other work is PLANNED.");
            operator(request.getMeta(), reasons);
        }
        var span = new Span(request.getStartsAt(), request.getEndsAt());
        if (environment != null) {
            reasons.unless(
                    environment.isInService(),
                    "NOT_IN_SERVICE",
                    "It is " + environment.status() + ": ask again when it is in service.");
            times(request.getKind(), span, environment, meets, heard.receivedAt(), reasons);
        }
        return reasons.found();
    }

    List<Failure> objections(Heard<MaintenanceRescheduleRequested> heard, Work work, Meets meets) {
        MaintenanceRescheduleRequested request = heard.event();
        var reasons = new Reasons();
        HostedEnvironment environment = known(Wish.of(request), heard.source(), meets, reasons);
        text(request.getReason(), "REASON_MISSING", "Say in reason why it is moved, for its owner", reasons);
        if (environment != null) {
            times(
                    work.kind(),
                    new Span(request.getStartsAt(), request.getEndsAt()),
                    environment,
                    meets,
                    heard.receivedAt(),
                    reasons);
        }
        return reasons.found();
    }

    List<Failure> cancelObjections(Heard<MaintenanceCancelRequested> heard, Meets meets) {
        var reasons = new Reasons();
        known(Wish.of(heard.event()), heard.source(), meets, reasons);
        text(heard.event().getReason(), "REASON_MISSING", "Say in reason why it is not done, for its owner", reasons);
        return reasons.found();
    }

    List<Failure> reportObjections(Heard<MaintenanceReported> heard, Meets meets) {
        MaintenanceReported report = heard.event();
        var reasons = new Reasons();
        known(Wish.of(report), heard.source(), meets, reasons);
        operator(report.getMeta(), reasons);
        reasons.unless(
                report.getProgress() != MaintenanceProgress.UNKNOWN,
                "PROGRESS_UNKNOWN",
                "Choose VERIFYING, COMPLETED or ROLLED_BACK.");
        reasons.unless(
                report.getDowntimeSeconds() >= 0, "DOWNTIME_INVALID", "downtimeSeconds must be 0 or more.");
        if (report.getProgress() == MaintenanceProgress.ROLLED_BACK) {
            text(report.getComment(), "COMMENT_MISSING", "Say in comment why it was undone, for its owner", reasons);
        }
        return reasons.found();
    }

    /** An environment of another customer is answered as one that does not exist. */
    private @Nullable HostedEnvironment known(Wish wish, String source, Meets meets, Reasons reasons) {
        String tenant = wish.meta().getTenantId();
        boolean speaks = tenantsOf.apply(source).contains(tenant);
        reasons.unless(
                speaks,
                "TENANT_NOT_REGISTERED",
                "The source " + source + " is not registered for tenant '" + tenant
                        + "': have it registered, or ask through the tenant's own source.");
        HostedEnvironment found = meets.environment();
        if (found == null || !found.tenantId().equals(tenant)) {
            reasons.add("ENVIRONMENT_UNKNOWN", "Tenant '" + tenant + "' has no environment of this id.");
            return null;
        }
        return found;
    }

    private static void operator(EventMeta meta, Reasons reasons) {
        reasons.unless(
                meta.getActor().getKind() == ActorKind.OPERATOR
                        && !meta.getActor().getId().isBlank(),
                "OPERATOR_MISSING",
                "Name the operator: meta.actor of kind OPERATOR with an id.");
    }

    private static void times(
            MaintenanceKind kind,
            Span span,
            HostedEnvironment environment,
            Meets meets,
            Instant receivedAt,
            Reasons reasons) {
        if (!span.endsAt().isAfter(span.startsAt()) || span.length().compareTo(LENGTH_MAX) > 0) {
            reasons.add("TIMES_INVALID", "endsAt must be after startsAt, by at most " + LENGTH_MAX.toHours() + " hours.");
            return;
        }
        reasons.unless(span.endsAt().isAfter(receivedAt), "TIME_PASSED", "endsAt has passed.");
        if (kind == MaintenanceKind.PLANNED) {
            planned(span, environment.maintenance(), receivedAt, reasons);
        }
        reasons.unless(
                meets.planned().stream().noneMatch(span::overlaps),
                "OVERLAPS",
                "Other work is planned or going on in that time: choose another, or move or cancel that.");
        reasons.unless(
                meets.conditions().caseId() == null,
                "DR_CASE_OPEN",
                "A disaster is being dealt with: ask again when the case is over.");
    }

    private static void planned(Span span, RecurringWindow window, Instant receivedAt, Reasons reasons) {
        Instant earliest = receivedAt.plus(NOTICE);
        reasons.unless(
                !span.startsAt().isBefore(earliest),
                "NOTICE_TOO_SHORT",
                "PLANNED work needs " + NOTICE.toHours() + " hours of notice: begin at " + earliest + " or later.");
        reasons.unless(
                window.covers(span),
                "OUTSIDE_WINDOW",
                "PLANNED work is done within the agreed window (" + window.rule() + ", " + window.minutes()
                        + " minutes, " + window.zone() + "). The next ones are " + named(window, earliest)
                        + ". What cannot wait is UNPLANNED.");
    }

    private static String named(RecurringWindow window, Instant earliest) {
        return window.next(earliest, WINDOWS_NAMED).stream()
                .map(each -> each.startsAt() + " to " + each.endsAt())
                .collect(Collectors.joining(", "));
    }

    private static void text(String text, String code, String whatToDo, Reasons reasons) {
        reasons.unless(
                !text.isBlank() && text.length() <= SUMMARY_MAX,
                code,
                whatToDo + ", in at most " + SUMMARY_MAX + " characters.");
    }

    static List<Failure> usedBefore() {
        return because("WINDOW_ID_USED", "This windowId was used before: choose a fresh UUID.");
    }

    static List<Failure> unknownWindow() {
        return because("WINDOW_UNKNOWN", "No work of this windowId is known for this environment.");
    }

    static List<Failure> notBegun() {
        return because("NOT_BEGUN", "It has not begun: wait for its MaintenanceStarted, or cancel it.");
    }

    static List<Failure> alreadyBegun() {
        return because("ALREADY_BEGUN", "It has begun: report it COMPLETED or ROLLED_BACK.");
    }

    static List<Failure> over() {
        return because("OVER", "It is over: ask for new work.");
    }

    private static List<Failure> because(String code, String whatToDo) {
        var reasons = new Reasons();
        reasons.add(code, whatToDo);
        return reasons.found();
    }

    /** Collects reasons. */
    private static final class Reasons {

        private final List<Failure> found = new ArrayList<>();

        void unless(boolean good, String code, String whatToDo) {
            if (!good) {
                add(code, whatToDo);
            }
        }

        void add(String code, String whatToDo) {
            found.add(Failure.newBuilder()
                    .setStep("checking the request")
                    .setCode(code)
                    .setMessage(whatToDo)
                    .build());
        }

        List<Failure> found() {
            return List.copyOf(found);
        }
    }
}
