package com.orocloud.provisioning.maintenance;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupExpired;
import com.orocloud.events.BackupHeld;
import com.orocloud.events.BackupReleased;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.StandbyRebuilt;
import com.orocloud.events.SynchronousReplicationChanged;
import com.orocloud.events.VerificationLevel;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is true of an environment that matters to whoever wants to work on it, or to end it: whether a disaster is being
 * dealt with, whether its databases have a standby, what its newest usable backup is, and which ones somebody keeps.
 *
 * @param caseId of the open disaster recovery case; null if there is none
 * @param closedCaseId of the newest case that is over, so that a late word of its opening does not open it again
 * @param reducedSince when the databases lost their standby; null if they have one, or nothing was said about it
 * @param points backups that may be usable, oldest first
 * @param held backups that somebody keeps
 */
public record Conditions(
        @Nullable UUID caseId,
        @Nullable UUID closedCaseId,
        @Nullable Instant reducedSince,
        List<Point> points,
        List<UUID> held) {

    public Conditions {
        // what an earlier release stored has none
        held = Objects.requireNonNullElse(held, List.<UUID>of());
    }

    Conditions(@Nullable UUID caseId, @Nullable UUID closedCaseId, @Nullable Instant reducedSince, List<Point> points) {
        this(caseId, closedCaseId, reducedSince, points, List.of());
    }

    /** The newest are enough: an older one is too old for any work. */
    private static final int REMEMBERED = 12;

    static final Conditions CALM = new Conditions(null, null, null, List.of());

    /** @param verified true once it was restored as a test */
    record Point(UUID backupId, Instant recoveryPointAt, boolean verified) {}

    /** The instant that the newest usable backup restores to; null if there is none. */
    @Nullable
    Instant usablePoint() {
        return points.stream()
                .filter(Point::verified)
                .map(Point::recoveryPointAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    static Outcome<Conditions> on(@Nullable Conditions current, DrCaseOpened event) {
        return change(
                current,
                now -> event.getDrCaseId().equals(now.closedCaseId)
                        ? now
                        : new Conditions(
                                event.getDrCaseId(), now.closedCaseId, now.reducedSince, now.points, now.held));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, DrCancelled event) {
        return change(current, now -> now.closed(event.getDrCaseId()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, DrRecovered event) {
        return change(current, now -> now.closed(event.getDrCaseId()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, SynchronousReplicationChanged event) {
        return change(
                current,
                now -> now.reduced(
                        event.getSynchronous() ? null : event.getMeta().getOccurredAt()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, ZoneFailoverStarted event) {
        return change(current, now -> now.reduced(event.getDetectedAt()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, StandbyRebuilt event) {
        return change(current, now -> now.reduced(null));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, BackupCompleted event) {
        var point = new Point(event.getBackupId(), event.getRecoveryPointAt(), false);
        return change(
                current,
                now -> now.points.stream().anyMatch(known -> known.backupId().equals(point.backupId()))
                        ? now
                        : now.with(point));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, BackupVerified event) {
        if (event.getLevel() != VerificationLevel.RESTORE_TEST) {
            return ignored("only a restore proves a backup");
        }
        return change(
                current,
                now -> now.points(now.points.stream()
                        .map(point -> point.backupId().equals(event.getBackupId())
                                ? new Point(point.backupId(), point.recoveryPointAt(), true)
                                : point)
                        .toList()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, BackupVerificationFailed event) {
        return change(current, now -> now.without(event.getBackupId()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, BackupExpired event) {
        return change(current, now -> now.without(event.getBackupId()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, BackupHeld event) {
        return change(
                current,
                now -> now.held.contains(event.getBackupId())
                        ? now
                        : now.held(Stream.concat(now.held.stream(), Stream.of(event.getBackupId()))
                                .toList()));
    }

    static Outcome<Conditions> on(@Nullable Conditions current, BackupReleased event) {
        return change(
                current,
                now -> now.held(now.held.stream()
                        .filter(each -> !each.equals(event.getBackupId()))
                        .toList()));
    }

    private Conditions held(List<UUID> other) {
        return new Conditions(caseId, closedCaseId, reducedSince, points, other);
    }

    private static Outcome<Conditions> change(@Nullable Conditions current, UnaryOperator<Conditions> change) {
        Conditions before = current == null ? CALM : current;
        Conditions after = change.apply(before);
        return after.equals(before) ? ignored("known") : applied(after);
    }

    private Conditions closed(UUID closedId) {
        return new Conditions(closedId.equals(caseId) ? null : caseId, closedId, reducedSince, points, held);
    }

    private Conditions reduced(@Nullable Instant since) {
        return since != null && reducedSince != null ? this : new Conditions(caseId, closedCaseId, since, points, held);
    }

    private Conditions with(Point point) {
        var all = new ArrayList<>(points);
        all.add(point);
        return points(List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size())));
    }

    private Conditions without(UUID backupId) {
        return points(points.stream()
                .filter(point -> !point.backupId().equals(backupId))
                .toList());
    }

    private Conditions points(List<Point> other) {
        return new Conditions(caseId, closedCaseId, reducedSince, other, held);
    }
}
