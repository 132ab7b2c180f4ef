package com.orocloud.provisioning;

import static com.orocloud.provisioning.maintenance.TestingMaintenance.backup;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.cancel;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.caseOpened;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.dispatched;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.planned;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.report;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.unplanned;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.Failure;
import com.orocloud.events.MaintenanceCancelled;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceDelayed;
import com.orocloud.events.MaintenanceOverran;
import com.orocloud.events.MaintenanceProgress;
import com.orocloud.events.MaintenanceRejected;
import com.orocloud.events.MaintenanceReminded;
import com.orocloud.events.MaintenanceScheduled;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.calendar.Span;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.TestingEnvironments;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.maintenance.Conditions;
import com.orocloud.provisioning.maintenance.MaintenanceSweep;
import com.orocloud.provisioning.maintenance.MaintenanceWindow;
import com.orocloud.provisioning.maintenance.MaintenanceWindows;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole stories of work on environments, over the real broker, with the sweep's clock in the test's hand. */
@RealServers
class MaintenanceLifeTest {

    private static RunningProvisioning running;

    private final TestTopics topics;
    private final HurriedClock clock = new HurriedClock();
    private final StateTable<MaintenanceWindow> windows;
    private MaintenanceSweep sweep;

    MaintenanceLifeTest(TestTopics topics) {
        this.topics = topics;
        windows = new StateTable<>(
                running.bean(JdbcClient.class), clock, "maintenance_window", MaintenanceWindow.class);
        sweep = life(windows, clock);
    }

    @BeforeAll
    static void start() {
        running = new RunningProvisioning();
        running.stopSweeping();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    /** One life of the sweep: what it knows is in the database. */
    private static MaintenanceSweep life(StateTable<MaintenanceWindow> windows, HurriedClock clock) {
        JdbcClient jdbc = running.bean(JdbcClient.class);
        return new MaintenanceSweep(
                windows,
                new StateTable<>(jdbc, clock, "conditions", Conditions.class),
                new StateTable<>(jdbc, clock, "environment", Environment.class),
                running.bean(MaintenanceWindows.class),
                running.bean(Transitions.class),
                clock);
    }

    @Test
    void killedAnywherePlannedWorkIsToldPreparedBegunOnceAndEnded() {
        CrashPoint.forget();
        tell("calm");
        var points = CrashPoint.seen().stream()
                .filter(point -> point.startsWith("provisioning.maintenance."))
                .sorted()
                .toList();
        assertThat(points).hasSize(2);
        for (String point : points) {
            CrashPoint.arm(point);
            tell("killed-" + points.indexOf(point));
            assertThat(CrashPoint.isArmed(point)).as(point + " was not passed").isFalse();
        }
    }

    private void tell(String id) {
        serve(id);
        UUID window = UUID.randomUUID();
        Span sunday = new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, 120, "UTC")
                .next(clock.instant().plus(Duration.ofHours(50)), 2)
                .getLast();
        var request = planned(id, window)
                .setStartsAt(sunday.startsAt())
                .setEndsAt(sunday.endsAt())
                .build();
        topics.say("portal", request);
        topics.say("portal", request);
        until(() -> is(id, window, MaintenanceWindow.Scheduled.class));
        topics.say("notification-service", dispatched(id, window, "maintenance-announced"));

        skipTo(sunday.startsAt().minus(Duration.ofMinutes(10)));
        until(() -> !said(BackupRequested.class, id).isEmpty());
        UUID backup = said(BackupRequested.class, id).getFirst().getBackupId();
        topics.say("backup-service", backup(id, backup, clock.instant()));
        skipTo(sunday.startsAt().plusSeconds(1));
        until(() -> !said(MaintenanceDelayed.class, id).isEmpty());
        topics.say("backup-service", TestingEvents.verified(id, backup));
        until(() -> is(id, window, MaintenanceWindow.InProgress.class));

        skipTo(sunday.endsAt());
        until(() -> is(id, window, MaintenanceWindow.Overrunning.class));
        topics.say("portal", report(id, window, MaintenanceProgress.COMPLETED));
        until(() -> !said(MaintenanceCompleted.class, id).isEmpty());

        assertThat(said(MaintenanceScheduled.class, id)).hasSize(1);
        assertThat(said(MaintenanceReminded.class, id)).hasSize(1);
        assertThat(said(BackupRequested.class, id)).hasSize(1);
        assertThat(said(MaintenanceDelayed.class, id).getFirst().getReasons())
                .extracting(Failure::getCode)
                .containsExactly("BACKUP_TOO_OLD");
        assertThat(said(MaintenanceStarted.class, id)).hasSize(1).allMatch(MaintenanceStarted::getOwnerTold);
        assertThat(said(MaintenanceOverran.class, id)).hasSize(1);
        assertThat(said(MaintenanceCompleted.class, id)).hasSize(1).allMatch(MaintenanceCompleted::getOverran);
        assertThat(said(MaintenanceScheduled.class, id).getFirst().getMeta().getCorrelationId())
                .isEqualTo(window);
        assertThat(said(MaintenanceRejected.class, id)).isEmpty();
    }

    @Test
    void aDisasterCancelsPlannedWorkAndAPlannedOneOutsideTheWindowIsRefused() {
        String id = "disaster";
        serve(id);
        UUID window = UUID.randomUUID();
        Span sunday = new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, 120, "UTC")
                .next(clock.instant().plus(Duration.ofHours(50)), 2)
                .getLast();
        var good = planned(id, window).setStartsAt(sunday.startsAt()).setEndsAt(sunday.endsAt());
        topics.say("portal", good.build());
        UUID outside = UUID.randomUUID();
        topics.say(
                "portal",
                planned(id, outside)
                        .setStartsAt(sunday.startsAt().plus(Duration.ofDays(1)))
                        .setEndsAt(sunday.endsAt().plus(Duration.ofDays(1)))
                        .build());
        until(() -> !said(MaintenanceRejected.class, id).isEmpty());
        assertThat(said(MaintenanceRejected.class, id).getFirst().getReasons())
                .extracting(Failure::getCode)
                .containsExactly("OUTSIDE_WINDOW");

        UUID drCase = UUID.randomUUID();
        topics.say("dr-service", caseOpened(id, drCase));
        skip(Duration.ofSeconds(11));
        until(() -> !said(MaintenanceCancelled.class, id).isEmpty());
        assertThat(said(MaintenanceCancelled.class, id).getFirst().getOpenCaseId()).isEqualTo(drCase);
        assertThat(said(MaintenanceScheduled.class, id)).hasSize(1);
    }

    @Test
    void urgentWorkBeginsAtOnceWhenItsNoticeHasLeftAndNothingElseBeginsBesideIt() {
        String id = "urgent";
        serve(id);
        UUID backup = UUID.randomUUID();
        topics.say("backup-service", backup(id, backup, clock.instant()));
        topics.say("backup-service", TestingEvents.verified(id, backup));
        UUID window = UUID.randomUUID();
        topics.say("portal", unplanned(id, window, Instant.now()).build());
        until(() -> is(id, window, MaintenanceWindow.Scheduled.class));
        topics.say("notification-service", dispatched(id, window, "maintenance-announced"));
        until(() -> is(id, window, MaintenanceWindow.InProgress.class));
        assertThat(said(MaintenanceStarted.class, id)).hasSize(1).allMatch(MaintenanceStarted::getOwnerTold);

        UUID beside = UUID.randomUUID();
        topics.say("portal", unplanned(id, beside, Instant.now()).build());
        topics.say("portal", cancel(id, window));
        until(() -> said(MaintenanceRejected.class, id).size() == 2);
        assertThat(said(MaintenanceRejected.class, id))
                .flatExtracting(MaintenanceRejected::getReasons)
                .extracting(Failure::getCode)
                .containsExactly("OVERLAPS", "ALREADY_BEGUN");
    }

    /** An environment in service, without the cloud under it. */
    private void serve(String id) {
        StateTable<Environment> table =
                new StateTable<>(running.bean(JdbcClient.class), clock, "environment", Environment.class);
        running.bean(Transitions.class)
                .apply(
                        table,
                        id,
                        Cause.system("acme", UUID.randomUUID()),
                        none -> Outcome.applied(TestingEnvironments.active(id)));
    }

    private void skipTo(Instant then) {
        skip(Duration.between(clock.instant(), then));
    }

    private void skip(Duration time) {
        clock.skip(time);
    }

    private boolean is(String id, UUID window, Class<? extends MaintenanceWindow> state) {
        return windows.find(MaintenanceWindow.id(id, window))
                .filter(stored -> state.isInstance(stored.state()))
                .isPresent();
    }

    private <E extends SpecificRecord> List<E> said(Class<E> type, String id) {
        return topics.said(type, event -> id.equals(EventKey.of(event)));
    }

    /** Sweeps and delivers until it is so; a sweep that is killed is followed by another life of the service. */
    private void until(BooleanSupplier reached) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try {
                        sweep.run();
                    } catch (SimulatedCrash crash) {
                        sweep = life(windows, clock);
                    }
                    running.deliver();
                    return reached.getAsBoolean();
                });
    }
}
