package com.orocloud.backup;

import static com.orocloud.backup.Samples.BACKUP;
import static com.orocloud.backup.Samples.GOOD;
import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.ORDER;
import static com.orocloud.backup.Samples.STORY;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.Restore.Admitted;
import com.orocloud.backup.Restore.Completed;
import com.orocloud.backup.Restore.Failed;
import com.orocloud.backup.Restore.Finished;
import com.orocloud.backup.Restore.Refused;
import com.orocloud.backup.Restore.Running;
import com.orocloud.backup.Restore.Validating;
import com.orocloud.events.Failure;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.RestoreStarted;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreTest {

    @Test
    void aRequestIsValidatedFirst() {
        assertThat(Restore.on(null, Story.fromDr(STORY.restoreRequested(ORDER.restoreId(), BACKUP, 2))))
                .isEqualTo(Outcome.applied(new Validating(ORDER, NOON)));
    }

    @Test
    void theSameIdIsTheSameRestoreAndNeverAnother() {
        assertThat(Restore.on(
                        new Completed(ORDER, NOON), Story.fromDr(STORY.restoreRequested(ORDER.restoreId(), BACKUP, 2))))
                .isInstanceOf(Outcome.Ignored.class);
        assertThat(Restore.on(
                        new Completed(ORDER, NOON), Story.fromDr(STORY.restoreRequested(ORDER.restoreId(), BACKUP, 3))))
                .isInstanceOf(Outcome.Impossible.class);
    }

    @Test
    void anAdmittedRestoreSaysHowLongItWillTake() {
        assertThat(Restore.on(
                        new Validating(ORDER, NOON), new Admitted(ORDER, Duration.ofSeconds(13), NOON.plusSeconds(1))))
                .isEqualTo(Outcome.applied(
                        new Running(ORDER, NOON.plusSeconds(1)),
                        new RestoreStarted(
                                Events.unstamped(),
                                "acme-prod",
                                ORDER.restoreId(),
                                BACKUP,
                                SiteRole.DR,
                                Story.CASE,
                                13L)));
    }

    @Test
    void aFinishedRestoreSaysWhatWasCheckedAndHowLongItTook() {
        assertThat(Restore.on(new Running(ORDER, NOON), new Finished(NOON, List.of(GOOD), NOON.plusSeconds(4))))
                .isEqualTo(Outcome.applied(
                        new Completed(ORDER, NOON.plusSeconds(4)),
                        new RestoreCompleted(
                                Events.unstamped(),
                                "acme-prod",
                                2L,
                                ORDER.restoreId(),
                                new RecoveryPoint(BACKUP, NOON),
                                RestoreScope.ALL,
                                SiteRole.DR,
                                Story.CASE,
                                4_000L,
                                List.of(GOOD.record()))));
    }

    @Test
    void aRefusedRestoreSaysWhy() {
        var refused = new Refused("restoring acme-prod", "STALE_EPOCH", "the site is void", false, NOON);
        for (Restore state : List.of(new Validating(ORDER, NOON), new Running(ORDER, NOON))) {
            assertThat(Restore.on(state, refused))
                    .isEqualTo(Outcome.applied(
                            new Failed(ORDER, NOON, "STALE_EPOCH"),
                            new RestoreFailed(
                                    Events.unstamped(),
                                    "acme-prod",
                                    ORDER.restoreId(),
                                    SiteRole.DR,
                                    Story.CASE,
                                    new Failure("restoring acme-prod", "STALE_EPOCH", "the site is void", false, 1),
                                    false)));
        }
    }

    @Test
    void aRestoreIsNeverFinishedWithoutWork() {
        assertThat(Restore.on(new Validating(ORDER, NOON), new Finished(NOON, List.of(), NOON)))
                .isInstanceOf(Outcome.Impossible.class);
        assertThat(Restore.on(new Failed(ORDER, NOON, ""), new Finished(NOON, List.of(), NOON)))
                .isInstanceOf(Outcome.Impossible.class);
    }
}
