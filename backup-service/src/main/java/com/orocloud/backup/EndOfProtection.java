package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.backup.ProtectedEnvironment.Announced;
import com.orocloud.backup.ProtectedEnvironment.Ended;
import com.orocloud.backup.ProtectedEnvironment.Ending;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupRequested;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The end of an environment that was backed up. Its schedule ends first, and only what is asked for is still taken: its last
 * backup. What is stored outlives the environment: the last backup until a promised day, and nothing after it.
 */
final class EndOfProtection {

    private EndOfProtection() {}

    static Outcome<ProtectedEnvironment> on(
            @Nullable ProtectedEnvironment current, EnvironmentDecommissionStarted event) {
        return switch (current) {
            case null -> impossible("it ends, and was never accepted");
            case Announced _ -> ignored("nothing of it was ever backed up");
            case Protected at -> applied(new Ending(at.plan(), at.site(), at.schedule(), at.posture()));
            case Recovering _ -> deferred("the end of its recovery has not been heard yet");
            case Ending _, Ended _ -> ignored("already known");
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentDecommissioned event) {
        return switch (current) {
            case null -> impossible("it ended, and was never accepted");
            case Announced _ -> ignored("nothing of it was ever backed up");
            case Ended _ -> ignored("already known");
            case Kept at ->
                applied(new Ended(
                        at.plan(),
                        at.site(),
                        at.schedule(),
                        at.posture(),
                        event.getFinalBackupId(),
                        event.getKeepBackupsUntil()));
        };
    }

    /** The answer to somebody who asks for a backup of what is gone. */
    static BackupFailed notTaken(BackupRequested request) {
        return new BackupFailed(
                Events.unstamped(),
                request.getEnvironmentId(),
                request.getBackupId(),
                BackupTrigger.MANUAL,
                new Failure(
                        "taking the backup",
                        "ENVIRONMENT_ENDED",
                        "the environment was decommissioned: there is nothing left to back up",
                        false,
                        1),
                0);
    }
}
