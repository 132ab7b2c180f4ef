package com.orocloud.provisioning.maintenance;

import static com.orocloud.provisioning.maintenance.TestingMaintenance.ID;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.NOW;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.START;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.WINDOW;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.dispatched;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.failed;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.move;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.planned;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.report;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.unplanned;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.MaintenanceProgress;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Agreed;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.GoingOn;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import com.orocloud.provisioning.maintenance.Preparation.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One piece of work through days on which anything is said at any time, twice or never, and conditions come and go. */
class MaintenanceSimulationTest {

    private static final int STEPS = 300;

    static List<Integer> seeds() {
        return IntStream.range(0, Integer.getInteger("seeds", 300)).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void workBeginsOnceAtItsTimeWithNothingInItsWay(int seed) {
        var world = new World(new SplittableRandom(seed));
        for (int step = 0; step < STEPS; step++) {
            world.step();
        }
    }

    /** The simulation tests something only if work begins in it, is held up, and ends in every way. */
    @Test
    void everyWayIsTaken() {
        var ends = new ArrayList<String>();
        int begun = 0;
        for (int seed : seeds()) {
            var world = new World(new SplittableRandom(seed));
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            begun += world.begun;
            ends.add(world.window == null ? "none" : world.window.getClass().getSimpleName());
        }
        assertThat(begun).isGreaterThan(30);
        assertThat(ends).contains("Completed", "RolledBack", "Cancelled", "Overrunning");
    }

    private static final class World {

        private final SplittableRandom random;
        private final boolean urgent;
        private Instant now = NOW;
        private @Nullable MaintenanceWindow window;
        private Surroundings surroundings = new Surroundings(Conditions.CALM, true, false);
        private int begun;

        World(SplittableRandom random) {
            this.random = random;
            this.urgent = random.nextBoolean();
        }

        void step() {
            now = now.plusSeconds(random.nextInt(near() ? 600 : 4 * 3600));
            MaintenanceWindow before = window;
            Outcome<MaintenanceWindow> outcome = anything();
            if (outcome instanceof Applied<MaintenanceWindow>(var after, var said)) {
                check(before, after, said);
                window = after;
            }
        }

        /** Time creeps around the start, so that something is to be seen of it. */
        private boolean near() {
            return window instanceof Agreed agreed
                    && Duration.between(now, agreed.work().span().startsAt()).abs().toHours() < 3;
        }

        private Outcome<MaintenanceWindow> anything() {
            int choice = random.nextInt(24);
            return switch (choice) {
                case 0 ->
                    MaintenanceWindow.on(
                            window,
                            urgent ? unplanned(ID, WINDOW, START).build() : planned(ID, WINDOW).build(),
                            List.of(),
                            now);
                case 1 ->
                    random.nextInt(8) == 0
                            ? MaintenanceWindow.on(
                                    window, move(ID, WINDOW, now.plusSeconds(3600)), List.of(), now)
                            : time();
                case 2, 3 -> MaintenanceWindow.on(window, dispatched(ID, WINDOW, "maintenance-announced"));
                case 4, 5 -> MaintenanceWindow.on(window, dispatched(ID, WINDOW, "maintenance-moved"));
                case 6 ->
                    random.nextInt(8) == 0
                            ? MaintenanceWindow.on(window, failed(ID, WINDOW, "maintenance-announced"))
                            : time();
                case 7 ->
                    random.nextInt(4) == 0
                            ? MaintenanceWindow.on(
                                    window,
                                    report(
                                            ID,
                                            WINDOW,
                                            random.nextBoolean()
                                                    ? MaintenanceProgress.COMPLETED
                                                    : MaintenanceProgress.ROLLED_BACK),
                                    List.of(),
                                    now)
                            : time();
                case 8, 9, 10, 11 -> {
                    surroundings = anySurroundings();
                    yield time();
                }
                default -> time();
            };
        }

        private Outcome<MaintenanceWindow> time() {
            return MaintenanceTime.passed(window, surroundings, now);
        }

        private Surroundings anySurroundings() {
            var conditions = new Conditions(
                    random.nextInt(60) == 0 ? TestingMaintenance.CASE : null,
                    null,
                    random.nextInt(6) == 0 ? now : null,
                    TestingMaintenance.backedUp(now.minusSeconds(random.nextInt(5400)))
                            .points(),
                    List.of());
            return new Surroundings(conditions, random.nextInt(8) > 0, random.nextInt(8) == 0);
        }

        private void check(@Nullable MaintenanceWindow before, MaintenanceWindow after, List<SpecificRecord> said) {
            if (said.stream().anyMatch(MaintenanceStarted.class::isInstance)) {
                assertThat(++begun).as("it begins once").isEqualTo(1);
                Scheduled scheduled = (Scheduled) requireNonNull(before);
                Work work = scheduled.work();
                assertThat(now).isBetween(work.span().startsAt(), work.span().endsAt().minusMillis(1));
                assertThat(surroundings.conditions().caseId()).isNull();
                assertThat(surroundings.inService()).isTrue();
                assertThat(surroundings.anotherGoesOn()).isFalse();
                assertThat(surroundings.conditions().reducedSince()).isNull();
                assertThat(surroundings.conditions().usablePoint()).isAfterOrEqualTo(now.minusSeconds(3600));
                assertThat(scheduled.preparation().notice() == Notice.GIVEN || !work.planned())
                        .isTrue();
            }
            if (before instanceof GoingOn) {
                assertThat(after)
                        .as("what has begun is never cancelled nor planned again")
                        .isNotInstanceOf(Scheduled.class)
                        .isNotInstanceOf(MaintenanceWindow.Cancelled.class);
            }
            if (before instanceof MaintenanceWindow.Completed
                    || before instanceof MaintenanceWindow.RolledBack
                    || before instanceof MaintenanceWindow.Cancelled) {
                assertThat(after).as("what is over stays over").isEqualTo(before);
            }
        }
    }
}
