package com.orocloud.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.orocloud.backup.Posture.Counts;
import com.orocloud.backup.Posture.Objective;
import com.orocloud.backup.Posture.Restorable;
import com.orocloud.backup.Posture.Tested;
import com.orocloud.events.BackupPostureSnapshot;
import com.orocloud.events.ObjectiveScope;
import com.orocloud.events.ObjectiveStatus;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RecoveryPointObjectiveBreached;
import com.orocloud.events.RecoveryPointObjectiveRestored;
import com.orocloud.events.RestoreTestReceipt;
import com.orocloud.messaging.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How well an environment is protected now, for people and dashboards: the same over HTTP and on the snapshot topic, which
 * leaves the ages to its readers, and the seconds, which grow by the minute, to HTTP.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PostureNow(
        String environmentId,
        Instant asOf,
        @Nullable Aged newestUsable,
        @Nullable Aged newestOffRegion,
        @Nullable Seconds pointInTime,
        @Nullable Tested lastRestoreTest,
        List<Promise> objectives,
        Counts counts,
        int consecutiveFailures) {

    /** A recovery point, and how much would be lost if it were restored now. */
    record Aged(UUID backupId, Instant recoveryPointAt, long ageSeconds) {

        private static @Nullable Aged of(@Nullable Restorable point, Instant now) {
            return point == null
                    ? null
                    : new Aged(
                            point.backupId(),
                            millis(point.recoveryPointAt()),
                            Duration.between(point.recoveryPointAt(), now).toSeconds());
        }
    }

    /** To every second in it the database can be brought, and how much would be lost at the latest one. */
    record Seconds(Instant from, Instant until, long ageSeconds) {

        private static @Nullable Seconds of(@Nullable Covered covered, Instant now) {
            return covered == null
                    ? null
                    : new Seconds(
                            millis(covered.from()),
                            millis(covered.until()),
                            Duration.between(covered.until(), now).toSeconds());
        }
    }

    /** @param breachedAt left out while it is met */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Promise(
            ObjectiveScope scope,
            long objectiveSeconds,
            boolean met,
            @Nullable Instant breachedAt) {

        private static Promise of(Objective objective) {
            var breachedAt = objective.breachedAt();
            return new Promise(
                    objective.scope(),
                    objective.limit().toSeconds(),
                    breachedAt == null,
                    breachedAt == null ? null : millis(breachedAt));
        }
    }

    /** @param covered the newest stretch of seconds; null if no log is stored */
    static PostureNow of(String environmentId, Posture posture, @Nullable Covered covered, Instant now) {
        var test = posture.lastTest();
        return new PostureNow(
                environmentId,
                millis(now),
                Aged.of(posture.verified(), now),
                Aged.of(posture.offRegion(), now),
                Seconds.of(covered, now),
                test == null ? null : new Tested(test.backupId(), millis(test.at()), test.passed()),
                posture.objectives().stream().map(Promise::of).toList(),
                posture.counts(),
                posture.consecutiveFailures());
    }

    static BackupPostureSnapshot snapshot(String environmentId, Posture posture) {
        var counts = posture.counts();
        return BackupPostureSnapshot.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(environmentId)
                .setNewestUsable(point(posture.verified()))
                .setNewestOffRegion(point(posture.offRegion()))
                .setLastRestoreTest(receipt(posture.lastTest()))
                .setObjectives(
                        posture.objectives().stream().map(PostureNow::status).toList())
                .setUsable(counts.usable())
                .setOffRegion(counts.offRegion())
                .setUnproved(counts.unproved())
                .setQuarantined(counts.quarantined())
                .setConsecutiveFailures(posture.consecutiveFailures())
                .build();
    }

    /** What is to be said when one posture follows another; nothing if they are the same. */
    static List<SpecificRecord> changed(String environmentId, Posture before, Posture after) {
        if (before.equals(after)) {
            return List.of();
        }
        var said = new ArrayList<SpecificRecord>();
        for (Objective objective : after.objectives()) {
            var earlier = before.objective(objective.scope(), objective.agreedAt());
            var newest = after.newest(objective.scope());
            if (earlier.breachedAt() == null && objective.breachedAt() != null) {
                said.add(new RecoveryPointObjectiveBreached(
                        Events.unstamped(),
                        environmentId,
                        objective.scope(),
                        objective.limit().toSeconds(),
                        point(newest),
                        objective.breachedAt()));
            } else if (earlier.breachedAt() != null && objective.breachedAt() == null && newest != null) {
                said.add(new RecoveryPointObjectiveRestored(
                        Events.unstamped(), environmentId, objective.scope(), point(newest), earlier.breachedAt()));
            }
        }
        said.add(snapshot(environmentId, after));
        return List.copyOf(said);
    }

    /** Events know no smaller part of a second. */
    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    private static ObjectiveStatus status(Objective objective) {
        return new ObjectiveStatus(objective.scope(), objective.limit().toSeconds(), objective.breachedAt());
    }

    private static @Nullable RecoveryPoint point(@Nullable Restorable point) {
        return point == null ? null : new RecoveryPoint(point.backupId(), point.recoveryPointAt());
    }

    private static @Nullable RestoreTestReceipt receipt(@Nullable Tested test) {
        return test == null ? null : new RestoreTestReceipt(test.backupId(), test.at(), test.passed());
    }
}
