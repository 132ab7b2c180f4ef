package com.orocloud.provisioning.maintenance;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.calendar.Span;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Agreed;
import java.time.Clock;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Work on environments as it is now, to read and to subscribe to. It is asked for by events only. */
@RestController
final class MaintenanceController {

    /** The latest of an environment; what is older is in the facts. */
    private static final int SHOWN = 100;

    private static final int COMING = 5;

    private final StateTable<MaintenanceWindow> table;
    private final StateTable<Environment> environments;
    private final MaintenanceWindows windows;
    private final Clock clock;

    MaintenanceController(
            StateTable<MaintenanceWindow> table,
            StateTable<Environment> environments,
            MaintenanceWindows windows,
            Clock clock) {
        this.table = table;
        this.environments = environments;
        this.windows = windows;
        this.clock = clock;
    }

    /**
     * Work on one environment.
     *
     * @param agreed when planned work may be done
     * @param next the agreed windows that come next
     * @param work the latest first
     */
    record Maintenance(String environmentId, RecurringWindow agreed, List<Span> next, List<MaintenanceNow> work) {}

    @GetMapping("/environments/{id}/maintenance")
    Maintenance maintenance(@PathVariable String id) {
        RecurringWindow agreed = known(id).maintenance();
        return new Maintenance(
                id,
                agreed,
                agreed.next(clock.instant(), COMING),
                stored(id).stream()
                        .map(Stored::state)
                        .filter(Agreed.class::isInstance)
                        .map(Agreed.class::cast)
                        .map(MaintenanceNow::of)
                        .toList());
    }

    @GetMapping(value = "/environments/{id}/maintenance.ics", produces = "text/calendar;charset=UTF-8")
    String calendar(@PathVariable String id) {
        known(id);
        return MaintenanceCalendar.of(id, stored(id));
    }

    private HostedEnvironment known(String id) {
        return environments
                .find(id)
                .flatMap(HostedEnvironment::of)
                .orElseThrow(() -> new ErrorResponseException(
                        HttpStatus.NOT_FOUND,
                        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "No environment of this id is known."),
                        null));
    }

    private List<Stored<MaintenanceWindow>> stored(String id) {
        return windows.page(id, SHOWN).stream()
                .flatMap(each -> table.find(each).stream())
                .toList();
    }
}
