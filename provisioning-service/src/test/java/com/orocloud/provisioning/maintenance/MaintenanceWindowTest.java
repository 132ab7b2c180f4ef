package com.orocloud.provisioning.maintenance;

import static com.orocloud.provisioning.maintenance.TestingMaintenance.CALM;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.CASE;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.END;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.ID;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.IN_PROGRESS;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.NOTICED;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.NOW;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.OVERRUNNING;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.PLANNED;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.SCHEDULED;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.START;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.WINDOW;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.WORK;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.backedUp;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.dispatched;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.failed;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.move;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.report;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.unplanned;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.Failure;
import com.orocloud.events.MaintenanceCancelled;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceDelayed;
import com.orocloud.events.MaintenanceProgress;
import com.orocloud.events.MaintenanceScheduled;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Cancelled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.InProgress;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import com.orocloud.provisioning.maintenance.Preparation.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class MaintenanceWindowTest {

    @Test
    void validWorkIsScheduledAndItsNoticeCountsFromWhenItWasHeard() {
        var outcome = MaintenanceWindow.on(null, PLANNED, List.of(), NOW);
        assertThat(outcome).isEqualTo(Outcome.applied(SCHEDULED, MaintenanceFacts.scheduled(SCHEDULED)));
        assertThat(said(outcome, MaintenanceScheduled.class).getNoticeSeconds())
                .isEqualTo(Duration.between(NOW, START).toSeconds());
    }

    @Test
    void aSecondRequestForAnIdIsRejectedAndTheSameOneIsNot() {
        var another = TestingMaintenance.planned(ID, WINDOW).build();
        assertThat(MaintenanceWindow.on(SCHEDULED, PLANNED, List.of(), NOW)).isInstanceOf(Ignored.class);
        assertThat(MaintenanceWindow.on(SCHEDULED, another, List.of(), NOW))
                .isEqualTo(Outcome.applied(
                        SCHEDULED, MaintenanceFacts.rejected(Wish.of(another), MaintenanceRules.usedBefore())));
    }

    @Test
    void plannedWorkBeginsAtItsStartAndNotBefore() {
        var ready = NOTICED.with(NOTICED.preparation().afterReminder());
        assertThat(MaintenanceTime.passed(ready, CALM, START.minusMillis(1))).isInstanceOf(Ignored.class);
        assertThat(MaintenanceTime.passed(ready, CALM, START))
                .isEqualTo(Outcome.applied(new InProgress(WORK, START), MaintenanceFacts.started(WORK, true)));
    }

    @Test
    void plannedWorkWhoseOwnerWasNotToldNeverBegins() {
        for (Notice notice : List.of(Notice.PENDING, Notice.FAILED)) {
            var window = SCHEDULED.with(Preparation.NONE.noticed(notice));
            assertThat(delayed(MaintenanceTime.passed(window, CALM, START))).containsExactly("OWNER_NOT_TOLD");
            assertThat(MaintenanceTime.passed(window, CALM, END))
                    .isInstanceOfSatisfying(Applied.class, applied -> assertThat(applied.state())
                            .isEqualTo(new Cancelled(WORK, "NEVER_STARTED", END)));
        }
    }

    @Test
    void urgentWorkWaitsAMinuteForTheNoticeAndNotAtAllForOneThatFailed() {
        var urgent = new Scheduled(
                Work.of(unplanned(ID, WINDOW, NOW).build()), Preparation.NONE, NOW);
        var calm = with(backedUp(NOW));
        assertThat(delayed(MaintenanceTime.passed(urgent, calm, NOW))).containsExactly("OWNER_NOT_TOLD");
        assertThat(delayed(MaintenanceTime.passed(urgent, calm, NOW.plusMillis(59_999))))
                .containsExactly("OWNER_NOT_TOLD");
        assertThat(said(MaintenanceTime.passed(urgent, calm, NOW.plusSeconds(60)), MaintenanceStarted.class)
                        .getOwnerTold())
                .isFalse();

        var failed = MaintenanceWindow.on(urgent, failed(ID, WINDOW, "maintenance-announced"));
        assertThat(said(MaintenanceTime.passed(state(failed), calm, NOW), MaintenanceStarted.class)
                        .getOwnerTold())
                .isFalse();
        var told = MaintenanceWindow.on(urgent, dispatched(ID, WINDOW, "maintenance-announced"));
        assertThat(said(MaintenanceTime.passed(state(told), calm, NOW), MaintenanceStarted.class)
                        .getOwnerTold())
                .isTrue();
    }

    @Test
    void everythingInTheWayIsToldAtOnceAndOnlyOnce() {
        var around = new Surroundings(
                new Conditions(null, null, NOW, List.of(), List.of()), false, true);
        var outcome = MaintenanceTime.passed(SCHEDULED, around, START);
        assertThat(delayed(outcome))
                .containsExactly(
                        "NOT_IN_SERVICE", "ANOTHER_GOES_ON", "REDUNDANCY_REDUCED", "BACKUP_TOO_OLD", "OWNER_NOT_TOLD");
        assertThat(MaintenanceTime.passed(state(outcome), around, START.plusSeconds(10))).isInstanceOf(Ignored.class);
    }

    @Test
    void reducedRedundancyHoldsUpOnlyWorkWithoutAReasonForIt() {
        var reduced = with(new Conditions(null, null, NOW, CALM.conditions().points(), List.of()));
        assertThat(delayed(MaintenanceTime.passed(NOTICED, reduced, START))).containsExactly("REDUNDANCY_REDUCED");
        var accepted = new Scheduled(
                Work.of(TestingMaintenance.planned(ID, WINDOW)
                        .setReducedRedundancyReason("the standby is what we repair")
                        .build()),
                NOTICED.preparation(),
                NOW);
        assertThat(state(MaintenanceTime.passed(accepted, reduced, START))).isInstanceOf(InProgress.class);
    }

    @Test
    void aBackupIsAskedForTwentyMinutesBeforeIfNoneWillBeYoungEnoughAndAgainAfterAQuarterOfAnHour() {
        var ready = NOTICED.with(NOTICED.preparation().afterReminder());
        var old = with(backedUp(START.minus(Duration.ofMinutes(61))));
        Instant soon = START.minus(Duration.ofMinutes(20));
        assertThat(MaintenanceTime.passed(ready, old, soon.minusMillis(1))).isInstanceOf(Ignored.class);
        var asked = MaintenanceTime.passed(ready, old, soon);
        UUID first = said(asked, BackupRequested.class).getBackupId();
        assertThat(MaintenanceTime.passed(state(asked), old, soon.plusSeconds(60))).isInstanceOf(Ignored.class);
        var again = MaintenanceTime.passed(state(asked), old, soon.plusSeconds(900));
        assertThat(said(again, BackupRequested.class).getBackupId()).isNotEqualTo(first);
        assertThat(MaintenanceTime.passed(ready, with(backedUp(START.minusSeconds(3600))), soon))
                .as("an hour is young enough")
                .isInstanceOf(Ignored.class);
    }

    @Test
    void aDisasterCancelsWhatHasNotBegunAndNothingElse() {
        var around = with(new Conditions(CASE, null, null, CALM.conditions().points(), List.of()));
        var cancelled = MaintenanceTime.passed(NOTICED, around, NOW);
        assertThat(said(cancelled, MaintenanceCancelled.class).getCode()).isEqualTo("DR_CASE_OPENED");
        assertThat(said(cancelled, MaintenanceCancelled.class).getOpenCaseId()).isEqualTo(CASE);
        assertThat(MaintenanceTime.passed(IN_PROGRESS, around, START)).isInstanceOf(Ignored.class);
    }

    @Test
    void movedWorkNeedsANoticeOfItsNewTimes() {
        Instant later = START.plus(Duration.ofDays(7));
        var moved = MaintenanceWindow.on(NOTICED, move(ID, WINDOW, later), List.of(), NOW);
        assertThat(MaintenanceWindow.on(state(moved), dispatched(ID, WINDOW, "maintenance-announced")))
                .as("a late word of the notice of the old times")
                .isInstanceOf(Ignored.class);
        assertThat(delayed(MaintenanceTime.passed(state(moved), with(backedUp(later)), later)))
                .containsExactly("OWNER_NOT_TOLD");
        var told = MaintenanceWindow.on(state(moved), dispatched(ID, WINDOW, "maintenance-moved"));
        assertThat(state(MaintenanceTime.passed(state(told), with(backedUp(later)), later)))
                .isInstanceOf(InProgress.class);
    }

    @Test
    void workThatBeganEndsOnlyByAWordAndTellsWhetherItOverran() {
        assertThat(state(MaintenanceTime.passed(IN_PROGRESS, CALM, END))).isEqualTo(OVERRUNNING);
        assertThat(MaintenanceTime.passed(OVERRUNNING, CALM, END.plus(Duration.ofDays(9))))
                .isInstanceOf(Ignored.class);
        var report = report(ID, WINDOW, MaintenanceProgress.COMPLETED);
        assertThat(said(MaintenanceWindow.on(OVERRUNNING, report, List.of(), END), MaintenanceCompleted.class)
                        .getOverran())
                .isTrue();
        assertThat(said(MaintenanceWindow.on(IN_PROGRESS, report, List.of(), START), MaintenanceCompleted.class)
                        .getOverran())
                .isFalse();
    }

    private static List<String> delayed(Outcome<MaintenanceWindow> outcome) {
        return said(outcome, MaintenanceDelayed.class).getReasons().stream()
                .map(Failure::getCode)
                .toList();
    }

    private static MaintenanceWindow state(Outcome<MaintenanceWindow> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<MaintenanceWindow>) outcome).state();
    }

    private static <E extends SpecificRecord> E said(Outcome<MaintenanceWindow> outcome, Class<E> type) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<MaintenanceWindow>) outcome)
                .emitted().stream()
                        .filter(type::isInstance)
                        .map(type::cast)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("not said in " + outcome));
    }
}
