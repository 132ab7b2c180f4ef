package com.orocloud.dr;

import com.orocloud.events.BackupReplicated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The backups of one environment that are known here, oldest first. A recovery may use only a point that was restored
 * as a test, is not quarantined, and has a copy with a usable key outside the lost region.
 */
record RecoveryPoints(List<Point> points) {

    /** More than two days of hourly backups; an older one is kept only while it is the newest usable. */
    private static final int LIMIT = 60;

    static final RecoveryPoints NONE = new RecoveryPoints(List.of());

    /** @param copy where the off-region copy is and what it restores to; null until BackupReplicated */
    record Point(
            UUID backupId,
            boolean verified,
            boolean quarantined,
            @Nullable Copy copy) {

        boolean usableWithout(Region lost) {
            return verified
                    && !quarantined
                    && copy != null
                    && copy.keyUsable()
                    && !copy.location().equals(lost);
        }
    }

    record Copy(Region location, Instant recoveryPointAt, String manifestSha256, long bytes, boolean keyUsable) {}

    /** A point that can be restored though a region is lost. */
    record Usable(UUID backupId, Copy copy) {}

    Optional<Usable> newestUsableWithout(Region lost) {
        return points.stream()
                .filter(point -> point.usableWithout(lost))
                .flatMap(point ->
                        Optional.ofNullable(point.copy()).map(copy -> new Usable(point.backupId(), copy)).stream())
                .max(Comparator.comparing(usable -> usable.copy().recoveryPointAt()));
    }

    Optional<Point> find(UUID backupId) {
        return points.stream()
                .filter(point -> point.backupId().equals(backupId))
                .findFirst();
    }

    RecoveryPoints replicated(BackupReplicated event) {
        var copy = new Copy(
                Region.of(event.getLocation()),
                event.getRecoveryPointAt(),
                event.getManifestSha256(),
                event.getBytes(),
                event.getKeyUsableThere());
        return with(event.getBackupId(), p -> new Point(p.backupId(), p.verified(), p.quarantined(), copy));
    }

    RecoveryPoints verified(UUID backupId) {
        return with(backupId, p -> new Point(p.backupId(), true, p.quarantined(), p.copy()));
    }

    /** For ever: a backup that once did not restore is never chosen again. */
    RecoveryPoints quarantined(UUID backupId) {
        return with(backupId, p -> new Point(p.backupId(), p.verified(), true, p.copy()));
    }

    private RecoveryPoints with(UUID backupId, UnaryOperator<Point> change) {
        var next = new ArrayList<>(points);
        int at = 0;
        while (at < next.size() && !next.get(at).backupId().equals(backupId)) {
            at++;
        }
        if (at < next.size()) {
            next.set(at, change.apply(next.get(at)));
        } else {
            next.add(change.apply(new Point(backupId, false, false, null)));
        }
        return new RecoveryPoints(bounded(next));
    }

    private static List<Point> bounded(List<Point> points) {
        var lastUsable = points.stream()
                .filter(p -> p.verified() && !p.quarantined() && p.copy() != null)
                .reduce((_, later) -> later);
        var drop = points.size() - LIMIT;
        var kept = new ArrayList<Point>();
        for (var point : points) {
            if (drop > 0 && !lastUsable.equals(Optional.of(point))) {
                drop--;
            } else {
                kept.add(point);
            }
        }
        return List.copyOf(kept);
    }
}
