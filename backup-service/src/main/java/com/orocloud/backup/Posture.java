package com.orocloud.backup;

import com.orocloud.events.ObjectiveScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How well an environment is protected now.
 *
 * @param verified newest point that was proved by a restore
 * @param offRegion newest proved point that has a checked copy outside the region
 * @param lastTest the newest restore test, also of a backup that is gone by now
 * @param objectives those that were agreed
 */
record Posture(
        @Nullable Restorable verified,
        @Nullable Restorable offRegion,
        @Nullable Tested lastTest,
        Counts counts,
        List<Objective> objectives,
        int consecutiveFailures) {

    private static final Counts NO_BACKUPS = new Counts(0, 0, 0, 0);

    static final Posture NONE = new Posture(null, null, null, NO_BACKUPS, List.of(), 0);

    /** A backup that can be restored, and to which instant. */
    record Restorable(UUID backupId, Instant recoveryPointAt) {}

    /** A restore test. */
    record Tested(UUID backupId, Instant at, boolean passed) {

        private static @Nullable Tested newer(@Nullable Tested one, @Nullable Tested other) {
            return one == null || (other != null && other.at().isAfter(one.at())) ? other : one;
        }
    }

    /**
     * Backups that are stored.
     *
     * @param usable proved by a restore
     * @param offRegion of these, those with a copy in another region
     * @param unproved whose restore test is still to come
     * @param quarantined that do not restore
     */
    record Counts(int usable, int offRegion, int unproved, int quarantined) {}

    /** What the catalogue says of an environment. */
    record Inventory(
            @Nullable Restorable verified,
            @Nullable Restorable offRegion,
            @Nullable Tested lastTest,
            Counts counts) {}

    /**
     * The oldest that the newest usable backup may be.
     *
     * @param agreedAt the age of a backup that does not exist is counted from here
     * @param breachedAt null while it is kept
     */
    record Objective(
            ObjectiveScope scope,
            Instant agreedAt,
            @Nullable Instant breachedAt) {

        /** A backup an hour, and the time to take and prove it. */
        private static final Duration IN_REGION = Duration.ofMinutes(70);

        /** A day, which a copy an hour keeps many times over. */
        private static final Duration DISASTER_RECOVERY = Duration.ofHours(24);

        Duration limit() {
            return switch (scope) {
                case IN_REGION -> IN_REGION;
                case DISASTER_RECOVERY, UNKNOWN -> DISASTER_RECOVERY;
            };
        }

        /** The first instant at which it is broken, if nothing newer becomes usable. */
        private Instant brokenFrom(@Nullable Restorable newest) {
            return (newest == null ? agreedAt : newest.recoveryPointAt())
                    .plus(limit())
                    .plusMillis(1);
        }

        private Objective judged(@Nullable Restorable newest, Instant now, boolean excused) {
            if (brokenFrom(newest).isAfter(now)) {
                return new Objective(scope, agreedAt, null);
            }
            return breachedAt == null && !excused ? new Objective(scope, agreedAt, now) : this;
        }
    }

    /** Releases before 0.2 have stored neither of the two; the next look at the catalogue tells them. */
    Posture {
        counts = Objects.requireNonNullElse(counts, NO_BACKUPS);
        objectives = List.copyOf(Objects.requireNonNullElse(objectives, List.<Objective>of()));
    }

    /** @param excused true if it was no fault of the environment: its failures are not counted then */
    Posture afterRun(boolean stored, boolean excused) {
        int failures = stored ? 0 : consecutiveFailures + (excused ? 0 : 1);
        return new Posture(verified, offRegion, lastTest, counts, objectives, failures);
    }

    /**
     * With what the catalogue says now.
     *
     * @param agreed what is to be judged
     * @param excused true while a lost region or a recovery explains every age: no breach begins then
     */
    Posture showing(Inventory now, Set<ObjectiveScope> agreed, Instant at, boolean excused) {
        var judged = new ArrayList<Objective>();
        for (ObjectiveScope scope : agreed) {
            var newest = scope == ObjectiveScope.IN_REGION ? now.verified() : now.offRegion();
            judged.add(objective(scope, at).judged(newest, at, excused));
        }
        return new Posture(
                now.verified(),
                now.offRegion(),
                Tested.newer(lastTest, now.lastTest()),
                now.counts(),
                judged,
                consecutiveFailures);
    }

    @Nullable
    Restorable newest(ObjectiveScope scope) {
        return scope == ObjectiveScope.IN_REGION ? verified : offRegion;
    }

    Objective objective(ObjectiveScope scope, Instant agreedNow) {
        return objectives.stream()
                .filter(objective -> objective.scope() == scope)
                .findFirst()
                .orElse(new Objective(scope, agreedNow, null));
    }

    /** When an objective will be broken next; null if none can be. */
    @Nullable
    Instant dueAgain() {
        return objectives.stream()
                .filter(objective -> objective.breachedAt() == null)
                .map(objective -> objective.brokenFrom(newest(objective.scope())))
                .min(Instant::compareTo)
                .orElse(null);
    }
}
