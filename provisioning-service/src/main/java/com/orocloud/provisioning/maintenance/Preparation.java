package com.orocloud.provisioning.maintenance;

import com.orocloud.messaging.EffectId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was done for work that has not begun.
 *
 * @param notice whether the environment's owner was told of its newest times
 * @param moved true if that are not its first ones
 * @param reminded true once the owner was reminded
 * @param backupsAsked how often a backup was asked for
 * @param backupAskedAt the last time; null if never
 * @param hindrances what was told to be in its way when it was due; empty if nothing was
 */
record Preparation(
        Notice notice,
        boolean moved,
        boolean reminded,
        int backupsAsked,
        @Nullable Instant backupAskedAt,
        List<String> hindrances) {

    /** How far the notice to the environment's owner is. */
    enum Notice {
        PENDING,
        /** Handed to a relay. */
        GIVEN,
        /** Nobody could be told this way; operations knows. */
        FAILED
    }

    static final Preparation NONE = new Preparation(Notice.PENDING, false, false, 0, null, List.of());

    Preparation afterMove() {
        return new Preparation(Notice.PENDING, true, false, backupsAsked, backupAskedAt, List.of());
    }

    Preparation noticed(Notice how) {
        return new Preparation(how, moved, reminded, backupsAsked, backupAskedAt, hindrances);
    }

    Preparation afterReminder() {
        return new Preparation(notice, moved, true, backupsAsked, backupAskedAt, hindrances);
    }

    Preparation afterAskingForBackup(Instant at) {
        return new Preparation(notice, moved, reminded, backupsAsked + 1, at, hindrances);
    }

    Preparation hindered(List<String> codes) {
        return new Preparation(notice, moved, reminded, backupsAsked, backupAskedAt, codes);
    }

    /** The same try at a backup is the same backup. */
    UUID nextBackup(Work work) {
        return EffectId.of(work.windowId(), "backup", backupsAsked + 1);
    }
}
