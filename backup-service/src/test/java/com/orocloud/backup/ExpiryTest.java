package com.orocloud.backup;

import static com.orocloud.backup.Samples.BACKUP;
import static com.orocloud.backup.Samples.BAD;
import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.POINT;
import static com.orocloud.backup.Samples.RUN;
import static com.orocloud.backup.Samples.STORY;
import static com.orocloud.backup.Samples.TOOK;
import static com.orocloud.backup.Samples.WEST1;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.Backup.Completed;
import com.orocloud.backup.Backup.Disproven;
import com.orocloud.backup.Backup.Expired;
import com.orocloud.backup.Backup.Expiring;
import com.orocloud.backup.Backup.Quarantined;
import com.orocloud.backup.Backup.Replicated;
import com.orocloud.backup.Backup.Running;
import com.orocloud.backup.Backup.Verified;
import com.orocloud.events.BackupExpired;
import com.orocloud.events.BackupHeld;
import com.orocloud.events.BackupHoldRejected;
import com.orocloud.events.BackupReleased;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Impossible;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private static final Expiry.Condemned CONDEMNED = new Expiry.Condemned("production", "too old", NOON);
    private static final Expiring EXPIRING = new Expiring(RUN, POINT, "production", "too old", NOON);
    private static final Hold HOLD = new Hold("an audit", NOON);

    private static final List<Backup> SETS = List.of(
            new Completed(RUN, POINT, NOON),
            new Verified(RUN, POINT, NOON, TOOK),
            new Replicated(RUN, POINT, NOON, TOOK, WEST1),
            new Quarantined(RUN, POINT, NOON, "bad"));

    @Test
    void aSetThatNothingKeepsCanNotBeChosenAnyMoreAndIsThenDeleted() {
        for (Backup set : SETS) {
            assertThat(Expiry.on(set, CONDEMNED)).isEqualTo(Outcome.applied(EXPIRING));
        }
        var end = Expiry.on(EXPIRING, new Expiry.Deleted(NOON.plusSeconds(60)));
        assertThat(applied(end, BackupExpired.class))
                .isEqualTo(new Expired(RUN, POINT.recoveryPointAt(), "too old", NOON.plusSeconds(60)));
        assertThat(((Applied<Backup>) end).emitted())
                .isEqualTo(List.of(new BackupExpired(
                        Events.unstamped(),
                        RUN.environmentId(),
                        BACKUP,
                        POINT.recoveryPointAt(),
                        "production",
                        "too old",
                        List.of(Story.WEST4, Story.WEST1))));
    }

    @Test
    void aHeldOneIsNotCondemnedUntilItIsReleased() {
        for (Backup set : SETS) {
            var held = applied(Hold.on(set, STORY.holdRequested(BACKUP)), BackupHeld.class);
            assertThat(Expiry.on(held, CONDEMNED)).isEqualTo(Outcome.ignored("it is held"));
            var released = applied(Hold.on(held, STORY.releaseRequested(BACKUP)), BackupReleased.class);
            assertThat(released).isEqualTo(set);
        }
    }

    @Test
    void aHoldStaysWhateverElseHappensToTheBackup() {
        Backup held = new Completed(RUN, POINT, NOON, HOLD);
        held = applied(Backup.on(held, new Backup.Proven(List.of(), "", TOOK, NOON)));
        held = applied(Backup.on(held, new Backup.CopiedOut(WEST1, "", NOON)));
        assertThat(Hold.of(held)).isEqualTo(HOLD);
        held = applied(Backup.on(held, new Disproven("", "bad", List.of(BAD), NOON)));
        assertThat(Hold.of(held)).isEqualTo(HOLD);
    }

    @Test
    void whoWantsToHoldWhatIsGoneIsToldSo() {
        for (Backup gone : List.of(EXPIRING, new Expired(RUN, NOON, "too old", NOON))) {
            assertThat(applied(Hold.on(gone, STORY.holdRequested(BACKUP)), BackupHoldRejected.class))
                    .isEqualTo(gone);
        }
    }

    @Test
    void aHoldOfWhatIsStillBeingTakenOrIsNotKnownYetWaits() {
        assertThat(Hold.on(null, STORY.holdRequested(BACKUP))).isInstanceOf(Outcome.Deferred.class);
        assertThat(Hold.on(new Running(RUN), STORY.holdRequested(BACKUP))).isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void nobodyHoldsOrReleasesAnotherEnvironmentsBackup() {
        var other = new Story("acme-stag", NOON);
        for (Backup set : SETS) {
            assertThat(Hold.on(set, other.holdRequested(BACKUP))).isInstanceOf(Impossible.class);
            assertThat(Hold.on(set, other.releaseRequested(BACKUP))).isInstanceOf(Impossible.class);
        }
    }

    private static Backup applied(Outcome<Backup> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Backup>) outcome).state();
    }

    private static Backup applied(Outcome<Backup> outcome, Class<?> said) {
        assertThat(((Applied<Backup>) outcome).emitted()).singleElement().isInstanceOf(said);
        return applied(outcome);
    }
}
