package com.orocloud.backup;

import com.orocloud.events.BackupTrigger;
import com.orocloud.messaging.EffectId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When an environment is backed up: hourly slots in UTC, each filled by a run or skipped with a reason, and the backups
 * that somebody wished for.
 *
 * <p>The next slot is stored, not computed from a timer, so that a slot missed while the service was down is seen and
 * recorded, and a slot is never filled twice however the clock jumps.
 *
 * @param open the run that is going; at most one
 */
record Schedule(
        Instant nextSlot, List<Wish> wishes, @Nullable Run open, List<Skipped> skipped) {

    static final Duration INTERVAL = Duration.ofHours(1);
    static final int WISHES_MAX = 8;

    private static final Duration OBSTACLE_AGAIN_AFTER = Duration.ofSeconds(10);

    /** As many as an hourly schedule makes in the seven days for which hourly backups are kept. */
    static final int SKIPPED_MAX = 168;

    /** A backup that does not come from the hourly slots. */
    record Wish(
            UUID backupId, BackupTrigger trigger, @Nullable String label, Instant notBefore) {}

    /** A slot without a backup, and why. */
    record Skipped(Instant slot, String why) {}

    Schedule {
        wishes = List.copyOf(wishes);
        skipped = List.copyOf(skipped);
    }

    static Schedule startingAfter(Instant now) {
        return new Schedule(slotAfter(now), List.of(), null, List.of());
    }

    boolean full() {
        return wishes.size() >= WISHES_MAX;
    }

    boolean knows(UUID backupId) {
        return isOpen(backupId)
                || wishes.stream().anyMatch(wish -> wish.backupId().equals(backupId));
    }

    Schedule wishing(Wish wish) {
        return new Schedule(
                nextSlot, Stream.concat(wishes.stream(), Stream.of(wish)).toList(), open, skipped);
    }

    Schedule closed() {
        return new Schedule(nextSlot, wishes, null, skipped);
    }

    boolean isOpen(UUID backupId) {
        return open != null && open.backupId().equals(backupId);
    }

    /**
     * Passes every slot up to now. Only the newest can be filled, by a run that begins within its hour; those before it
     * were missed. A wish that is due goes first, and then its run is what the slot finds going.
     *
     * @param obstacle why no run may begin now, or null
     */
    Schedule pass(Instant now, @Nullable String obstacle, String environmentId, Runs runs) {
        var wished = obstacle == null ? openingWish(now, runs) : this;
        if (wished.clockWentBack(now)) {
            return new Schedule(slotAfter(now), wished.wishes, wished.open, skipped);
        }
        return nextSlot.isAfter(now) ? wished : wished.passingSlots(now, obstacle, environmentId, runs);
    }

    /** Slots mean nothing: only what was wished for is run. */
    Schedule passOnDemand(Instant now, @Nullable String obstacle, Runs runs) {
        var wished = obstacle == null ? openingWish(now, runs) : this;
        return nextSlot.isAfter(now) && !clockWentBack(now)
                ? wished
                : new Schedule(slotAfter(now), wished.wishes, wished.open, skipped);
    }

    /** When to look again, should nothing happen until then. */
    Instant dueAgain(Instant now) {
        if (open != null || wishes.isEmpty()) {
            return nextSlot;
        }
        var wish = wishes.stream().map(Wish::notBefore).min(Instant::compareTo).orElse(nextSlot);
        var due = wish.isAfter(now) ? wish : now.plus(OBSTACLE_AGAIN_AFTER);
        return due.isBefore(nextSlot) ? due : nextSlot;
    }

    private Schedule openingWish(Instant now, Runs runs) {
        var next =
                wishes.stream().filter(wish -> !wish.notBefore().isAfter(now)).findFirst();
        if (open != null || next.isEmpty()) {
            return this;
        }
        var wish = next.get();
        var run = runs.run(wish.backupId(), wish.trigger(), null, wish.label(), now);
        var others = wishes.stream().filter(other -> !other.equals(wish)).toList();
        return new Schedule(nextSlot, others, run, skipped);
    }

    private Schedule passingSlots(Instant now, @Nullable String obstacle, String environmentId, Runs runs) {
        var newest = now.truncatedTo(ChronoUnit.HOURS);
        var skips = new ArrayList<>(skipped);
        skips.addAll(missedBefore(newest));
        var run = open;
        if (obstacle != null) {
            skips.add(new Skipped(newest, obstacle));
        } else if (run != null) {
            skips.add(new Skipped(newest, "another run was still going"));
        } else {
            var backupId = EffectId.of("backup", environmentId, newest);
            run = runs.run(backupId, BackupTrigger.SCHEDULED, newest, null, now);
        }
        return new Schedule(newest.plus(INTERVAL), wishes, run, newest(skips));
    }

    private List<Skipped> missedBefore(Instant newest) {
        var oldest = newest.minus(INTERVAL.multipliedBy(SKIPPED_MAX));
        return Stream.iterate(
                        nextSlot.isBefore(oldest) ? oldest : nextSlot,
                        slot -> slot.isBefore(newest),
                        slot -> slot.plus(INTERVAL))
                .map(slot -> new Skipped(slot, "missed: backup-service was not running"))
                .toList();
    }

    /** Fixes what a run works on. */
    @FunctionalInterface
    interface Runs {
        Run run(UUID backupId, BackupTrigger trigger, @Nullable Instant slot, @Nullable String label, Instant openedAt);
    }

    /** No slot lies more than one interval ahead, unless the clock that made it was wrong. */
    private boolean clockWentBack(Instant now) {
        return nextSlot.isAfter(now.plus(INTERVAL));
    }

    private static Instant slotAfter(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS).plus(INTERVAL);
    }

    private static List<Skipped> newest(List<Skipped> all) {
        return all.subList(Math.max(0, all.size() - SKIPPED_MAX), all.size());
    }
}
