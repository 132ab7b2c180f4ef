package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.backup.Backup.Completed;
import com.orocloud.backup.Backup.Expired;
import com.orocloud.backup.Backup.Expiring;
import com.orocloud.backup.Backup.Failed;
import com.orocloud.backup.Backup.Quarantined;
import com.orocloud.backup.Backup.Removed;
import com.orocloud.backup.Backup.Replicated;
import com.orocloud.backup.Backup.Running;
import com.orocloud.backup.Backup.Verified;
import com.orocloud.events.BackupHeld;
import com.orocloud.events.BackupHoldRejected;
import com.orocloud.events.BackupHoldRequested;
import com.orocloud.events.BackupReleaseRequested;
import com.orocloud.events.BackupReleased;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody's wish that a backup is kept whatever its age. It is part of the backup, so that no expiry misses it. */
record Hold(String reason, Instant since) {

    /** Keep it, or with {@code reason} null: let retention decide again. */
    record Asked(
            String environmentId, String tenantId, @Nullable String reason, Instant at) {}

    static Outcome<Backup> on(@Nullable Backup current, BackupHoldRequested event) {
        var meta = event.getMeta();
        return on(
                current,
                new Asked(event.getEnvironmentId(), meta.getTenantId(), event.getReason(), meta.getOccurredAt()));
    }

    static Outcome<Backup> on(@Nullable Backup current, BackupReleaseRequested event) {
        var meta = event.getMeta();
        return on(current, new Asked(event.getEnvironmentId(), meta.getTenantId(), null, meta.getOccurredAt()));
    }

    static Outcome<Backup> on(@Nullable Backup current, Asked asked) {
        if (current != null && !isAbout(current.run(), asked)) {
            return impossible("the backup is another environment's or another tenant's");
        }
        return switch (current) {
            case null -> deferred("no such backup is known yet");
            case Running _ -> deferred("it is still being taken");
            case Completed set ->
                changed(set, set.hold(), asked, hold -> new Completed(set.run(), set.point(), set.at(), hold));
            case Verified set ->
                changed(
                        set,
                        set.hold(),
                        asked,
                        hold -> new Verified(set.run(), set.point(), set.at(), set.restoreTook(), hold));
            case Replicated set ->
                changed(
                        set,
                        set.hold(),
                        asked,
                        hold -> new Replicated(set.run(), set.point(), set.at(), set.restoreTook(), set.copy(), hold));
            case Quarantined set ->
                changed(
                        set,
                        set.hold(),
                        asked,
                        hold -> new Quarantined(set.run(), set.point(), set.at(), set.why(), hold));
            case Failed _, Removed _ -> nothingThere(current, asked, "the backup failed");
            case Expiring _, Expired _ -> nothingThere(current, asked, "the backup has expired");
        };
    }

    /** What it is held for; null if it is not held. */
    static @Nullable Hold of(Backup backup) {
        return switch (backup) {
            case Completed set -> set.hold();
            case Verified set -> set.hold();
            case Replicated set -> set.hold();
            case Quarantined set -> set.hold();
            case Running _, Failed _, Removed _, Expiring _, Expired _ -> null;
        };
    }

    private static boolean isAbout(Run run, Asked asked) {
        return run.environmentId().equals(asked.environmentId())
                && run.tenantId().equals(asked.tenantId());
    }

    /** The same backup, held or not. */
    @FunctionalInterface
    private interface With {
        Backup hold(@Nullable Hold hold);
    }

    private static Outcome<Backup> changed(Backup set, @Nullable Hold hold, Asked asked, With with) {
        var run = set.run();
        if (asked.reason() == null) {
            return hold == null
                    ? ignored("it is not held")
                    : applied(
                            with.hold(null),
                            new BackupReleased(Events.unstamped(), run.environmentId(), run.backupId()));
        }
        return hold != null
                ? ignored("it is held already: " + hold.reason())
                : applied(
                        with.hold(new Hold(asked.reason(), asked.at())),
                        new BackupHeld(Events.unstamped(), run.environmentId(), run.backupId(), asked.reason()));
    }

    private static Outcome<Backup> nothingThere(Backup current, Asked asked, String why) {
        if (asked.reason() == null) {
            return ignored(why);
        }
        var run = current.run();
        return applied(
                current,
                new BackupHoldRejected(
                        Events.unstamped(),
                        run.environmentId(),
                        run.backupId(),
                        new Failure("holding the backup", "NOTHING_TO_HOLD", why, false, 1)));
    }
}
