package com.orocloud.backup;

import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.PLAN;
import static com.orocloud.backup.Samples.PRIMARY;
import static com.orocloud.backup.Samples.RUN;
import static com.orocloud.backup.Samples.idle;
import static com.orocloud.backup.Samples.open;
import static com.orocloud.backup.Samples.running;
import static com.orocloud.backup.Samples.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.Schedule.Skipped;
import com.orocloud.events.BackupTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

    private static final Instant ONE = NOON.plus(Duration.ofHours(1));

    @Test
    void theSlotIsFilledWhenItsHourBegins() {
        assertThat(pass(idle(), ONE.minusMillis(1), null)).isEqualTo(idle());
        var filled = pass(idle(), ONE, null);
        assertThat(open(filled).slot()).isEqualTo(ONE);
        assertThat(filled.nextSlot()).isEqualTo(ONE.plus(Duration.ofHours(1)));
    }

    @Test
    void aSlotThatBeganWhileTheServiceWasDownIsCaughtUpWithinItsHour() {
        assertThat(pass(idle(), ONE.plus(Duration.ofMinutes(59)), null).open()).isNotNull();
    }

    @Test
    void slotsMissedAltogetherAreRecorded() {
        var after = pass(idle(), ONE.plus(Duration.ofMinutes(150)), null);
        assertThat(after.skipped()).extracting(Skipped::slot).containsExactly(ONE, ONE.plus(Duration.ofHours(1)));
        assertThat(open(after).slot()).isEqualTo(ONE.plus(Duration.ofHours(2)));
    }

    @Test
    void aRunStillGoingMakesTheNextSlotSkipWithARecord() {
        var busy = new Schedule(ONE, List.of(), RUN, List.of());
        assertThat(pass(busy, ONE, null))
                .isEqualTo(new Schedule(
                        ONE.plus(Duration.ofHours(1)),
                        List.of(),
                        RUN,
                        List.of(new Skipped(ONE, "another run was still going"))));
    }

    @Test
    void anObstacleIsTheReasonOfTheSkip() {
        assertThat(pass(idle(), ONE, "the region is down").skipped())
                .containsExactly(new Skipped(ONE, "the region is down"));
    }

    @Test
    void wishesWaitForTheObstacleToPass() {
        var wishing = idle().wishing(wish("mine"));
        assertThat(pass(wishing, NOON, "the region is down")).isEqualTo(wishing);
        assertThat(open(pass(wishing, NOON, null)).backupId()).isEqualTo(TestingSite.id("mine"));
    }

    @Test
    void withoutASchedulePassingHoursMeanNothingButWishesAreRun() {
        var runs = runs();
        var after = idle().passOnDemand(ONE.plus(Duration.ofHours(3)), null, runs);
        assertThat(after).isEqualTo(Schedule.startingAfter(ONE.plus(Duration.ofHours(3))));
        assertThat(open(idle().wishing(wish("mine")).passOnDemand(NOON, null, runs))
                        .backupId())
                .isEqualTo(TestingSite.id("mine"));
    }

    @Test
    void itIsLookedAtAgainForItsNextSlotOrForAWishThatComesBeforeOrIsInTheWay() {
        assertThat(idle().dueAgain(NOON)).isEqualTo(ONE);
        var later = new Schedule.Wish(TestingSite.id("later"), BackupTrigger.INITIAL, null, NOON.plusSeconds(60));
        assertThat(idle().wishing(later).dueAgain(NOON)).isEqualTo(NOON.plusSeconds(60));
        assertThat(idle().wishing(wish("in the way")).dueAgain(NOON)).isBetween(NOON.plusSeconds(1), ONE);
        assertThat(running().wishing(later).dueAgain(NOON)).isEqualTo(ONE);
    }

    @Test
    void recordsOfSkipsAreBounded() {
        var after = pass(idle(), ONE.plus(Duration.ofDays(400)), "the region is down");
        assertThat(after.skipped()).hasSize(Schedule.SKIPPED_MAX);
    }

    @Test
    void theSlotsOfTheDayInSpringOnWhichAnHourIsMissingAreAllFilled() {
        assertThat(slotsOf("2027-03-28", "Europe/Berlin")).hasSize(23).doesNotHaveDuplicates();
    }

    @Test
    void theSlotsOfTheDayInAutumnOnWhichAnHourComesTwiceAreAllFilledOnce() {
        assertThat(slotsOf("2026-10-25", "Europe/Berlin")).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void aClockThatJumpedADayAheadAndBackLosesNoHour() {
        var ahead = closed(pass(idle(), ONE.plus(Duration.ofDays(1)), null));
        assertThat(ahead.nextSlot()).isEqualTo(ONE.plus(Duration.ofHours(25)));
        var back = pass(ahead, ONE.plus(Duration.ofMinutes(1)), null);
        assertThat(back.nextSlot()).isEqualTo(ONE.plus(Duration.ofHours(1)));
        assertThat(open(pass(back, back.nextSlot(), null)).slot()).isEqualTo(back.nextSlot());
    }

    /** The slot names the backup, so a slot that is passed twice is the same backup, and not a second one. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void howeverTheClockJumpsThereIsNeverASecondRunForASlotNorTwoRunsAtOnce(long seed) {
        var random = new Random(seed);
        var schedule = Schedule.startingAfter(NOON);
        var now = NOON;
        var backups = new HashSet<UUID>();
        var slots = new HashSet<Instant>();
        for (int step = 0; step < 300; step++) {
            now = now.plus(random.nextInt(20) == 0 ? Duration.ofHours(random.nextInt(96) - 48) : Duration.ofMinutes(7));
            var before = schedule.open();
            schedule = pass(schedule, now, random.nextInt(10) == 0 ? "an obstacle" : null);
            if (before != null) {
                assertThat(schedule.open()).isEqualTo(before);
            } else if (schedule.open() != null) {
                slots.add(schedule.open().slot());
                backups.add(schedule.open().backupId());
            }
            assertThat(schedule.nextSlot()).isAfter(now).isBeforeOrEqualTo(now.plus(Schedule.INTERVAL));
            if (random.nextInt(4) == 0) {
                schedule = closed(schedule);
            }
        }
        assertThat(backups).hasSameSizeAs(slots);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static List<Instant> slotsOf(String day, String zone) {
        var local = LocalDate.parse(day);
        var from = local.atStartOfDay(ZoneId.of(zone)).toInstant();
        var to = local.plusDays(1).atStartOfDay(ZoneId.of(zone)).toInstant();
        var schedule = new Schedule(from, List.of(), null, List.of());
        var slots = new ArrayList<Instant>();
        for (var now = from; now.isBefore(to); now = now.plus(Duration.ofMinutes(5))) {
            schedule = pass(schedule, now, null);
            if (schedule.open() != null) {
                slots.add(schedule.open().slot());
                schedule = closed(schedule);
            }
        }
        return slots;
    }

    private static Schedule closed(Schedule schedule) {
        return schedule.closed();
    }

    private static Schedule pass(Schedule schedule, Instant now, @Nullable String obstacle) {
        return schedule.pass(now, obstacle, "acme-prod", runs());
    }

    private static Schedule.Runs runs() {
        return (backupId, trigger, slot, label, openedAt) -> new Run(
                backupId,
                PLAN.environmentId(),
                PLAN.tenantId(),
                trigger,
                slot,
                label,
                PLAN.commitHash(),
                PRIMARY.epoch(),
                PRIMARY.region(),
                null,
                openedAt);
    }
}
