package com.orocloud.backup;

import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupExpired;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.ObjectiveScope;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RecoveryPointObjectiveBreached;
import com.orocloud.events.RecoveryPointObjectiveRestored;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One environment's posture, made from the facts on the backup topic by somebody who knows nothing else. */
final class PostureFromFacts {

    private enum Stage {
        UNPROVED,
        USABLE,
        OFF_REGION,
        QUARANTINED
    }

    private final Map<UUID, Stage> stages = new HashMap<>();
    private final Map<UUID, Instant> points = new HashMap<>();
    private final Map<ObjectiveScope, Instant> breaches = new EnumMap<>(ObjectiveScope.class);
    private @Nullable UUID lastTest;
    private boolean lastTestPassed;
    private int failures;

    static PostureFromFacts of(List<? extends SpecificRecord> facts) {
        var posture = new PostureFromFacts();
        facts.forEach(posture::hear);
        return posture;
    }

    private void hear(SpecificRecord fact) {
        switch (fact) {
            case BackupCompleted e -> {
                stages.put(e.getBackupId(), Stage.UNPROVED);
                points.put(e.getBackupId(), e.getRecoveryPointAt());
                failures = 0;
            }
            case BackupVerified e -> tested(e.getBackupId(), true);
            case BackupVerificationFailed e -> tested(e.getBackupId(), false);
            case BackupReplicated e -> stages.put(e.getBackupId(), Stage.OFF_REGION);
            case BackupExpired e -> stages.remove(e.getBackupId());
            case BackupFailed e -> failures = e.getConsecutiveFailures();
            case RecoveryPointObjectiveBreached e -> breaches.put(e.getScope(), e.getBreachedAt());
            case RecoveryPointObjectiveRestored e -> breaches.remove(e.getScope());
            default -> {}
        }
    }

    private void tested(UUID backupId, boolean passed) {
        stages.put(backupId, passed ? Stage.USABLE : Stage.QUARANTINED);
        lastTest = backupId;
        lastTestPassed = passed;
    }

    @Nullable
    RecoveryPoint newestUsable() {
        return newest(Set.of(Stage.USABLE, Stage.OFF_REGION));
    }

    @Nullable
    RecoveryPoint newestOffRegion() {
        return newest(Set.of(Stage.OFF_REGION));
    }

    private @Nullable RecoveryPoint newest(Set<Stage> wanted) {
        return points.entrySet().stream()
                .filter(point -> wanted.contains(stages.get(point.getKey())))
                .max(Comparator.comparing(Map.Entry::getValue))
                .map(point -> new RecoveryPoint(point.getKey(), point.getValue()))
                .orElse(null);
    }

    @Nullable
    UUID lastTest() {
        return lastTest;
    }

    boolean lastTestPassed() {
        return lastTestPassed;
    }

    Map<ObjectiveScope, Instant> breaches() {
        return breaches;
    }

    /** Usable, off-region, unproved, quarantined. */
    List<Integer> counts() {
        return List.of(
                count(Stage.USABLE) + count(Stage.OFF_REGION),
                count(Stage.OFF_REGION),
                count(Stage.UNPROVED),
                count(Stage.QUARANTINED));
    }

    private int count(Stage wanted) {
        return (int) stages.values().stream().filter(wanted::equals).count();
    }

    int failures() {
        return failures;
    }
}
