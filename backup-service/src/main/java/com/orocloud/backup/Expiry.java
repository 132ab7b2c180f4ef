package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
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
import com.orocloud.events.BackupExpired;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of a backup that nothing keeps any more, in two steps: from the first on nobody can choose it, and only then its
 * copies are deleted. So a restore either came before, and is waited for, or finds it expired.
 */
final class Expiry {

    private Expiry() {}

    /** Retention found that nothing keeps it. */
    record Condemned(String policy, String rule, Instant at) {}

    /** Nothing of it is stored any more, in either region. */
    record Deleted(Instant at) {}

    static Outcome<Backup> on(@Nullable Backup current, Condemned event) {
        return switch (current) {
            case null -> impossible("condemned a backup that was never taken");
            case Running _ -> impossible("condemned a backup that is being taken");
            case Failed _, Removed _ -> impossible("condemned a backup that failed");
            case Backup held when Hold.of(held) != null -> ignored("it is held");
            case Completed set -> condemned(set.run(), set.point(), event);
            case Verified set -> condemned(set.run(), set.point(), event);
            case Replicated set -> condemned(set.run(), set.point(), event);
            case Quarantined set -> condemned(set.run(), set.point(), event);
            case Expiring _, Expired _ -> ignored("already condemned");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Deleted event) {
        return switch (current) {
            case null -> impossible("deleted a backup that was never taken");
            case Expiring set ->
                applied(new Expired(set.run(), set.point().recoveryPointAt(), set.rule(), event.at()), expired(set));
            case Expired _ -> ignored("already deleted");
            case Running _, Completed _, Verified _, Replicated _, Quarantined _, Failed _, Removed _ ->
                impossible("deleted a backup that was not condemned");
        };
    }

    /** Wherever a copy is, or was being made. */
    static List<Region> regions(Run run) {
        return Stream.of(run.storeIn(), run.copyTo())
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static Outcome<Backup> condemned(Run run, Point point, Condemned event) {
        return applied(new Expiring(run, point, event.policy(), event.rule(), event.at()));
    }

    private static BackupExpired expired(Expiring set) {
        List<RegionRef> regions =
                regions(set.run()).stream().map(Region::reference).toList();
        return new BackupExpired(
                Events.unstamped(),
                set.run().environmentId(),
                set.run().backupId(),
                set.point().recoveryPointAt(),
                set.policy(),
                set.rule(),
                regions);
    }
}
