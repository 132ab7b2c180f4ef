package com.orocloud.backup;

import static com.orocloud.backup.Samples.BACKUP;
import static com.orocloud.backup.Samples.BAD;
import static com.orocloud.backup.Samples.GOOD;
import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.POINT;
import static com.orocloud.backup.Samples.RUN;
import static com.orocloud.backup.Samples.TOOK;
import static com.orocloud.backup.Samples.WEST1;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.Backup.Completed;
import com.orocloud.backup.Backup.CopiedOut;
import com.orocloud.backup.Backup.Disproven;
import com.orocloud.backup.Backup.Failed;
import com.orocloud.backup.Backup.GaveUp;
import com.orocloud.backup.Backup.Opened;
import com.orocloud.backup.Backup.Proven;
import com.orocloud.backup.Backup.Quarantined;
import com.orocloud.backup.Backup.Replicated;
import com.orocloud.backup.Backup.Running;
import com.orocloud.backup.Backup.Taken;
import com.orocloud.backup.Backup.Verified;
import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupStarted;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Failure;
import com.orocloud.events.VerificationLevel;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.testkit.ServiceRules;
import com.orocloud.testkit.Simulation;
import com.orocloud.testkit.Simulation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackupTest {

    private static final Proven PROVEN = new Proven(List.of(GOOD), "PostgreSQL 15.18", TOOK, NOON.plusSeconds(20));
    private static final Disproven DISPROVEN =
            new Disproven("CONTENT_DIFFERS", "not the same", List.of(BAD), NOON.plusSeconds(20));
    private static final Taken TAKEN = new Taken(POINT, NOON.plusSeconds(9));
    private static final CopiedOut COPIED = new CopiedOut(WEST1, "gs://other/manifest.json", NOON.plusSeconds(30));
    private static final GaveUp GAVE_UP = new GaveUp("taking the backup", "UNREACHABLE", "no route", 2, NOON);

    @Test
    void anOpenedRunSaysThatItBegan() {
        assertThat(Backup.on(null, new Opened(RUN)))
                .isEqualTo(Outcome.applied(
                        new Running(RUN),
                        new BackupStarted(Events.unstamped(), "acme-prod", BACKUP, BackupTrigger.SCHEDULED, NOON)));
    }

    @Test
    void aStoredSetIsCompletedButNotProved() {
        assertThat(Backup.on(new Running(RUN), TAKEN))
                .isEqualTo(Outcome.applied(
                        new Completed(RUN, POINT, NOON.plusSeconds(9)),
                        new BackupCompleted(
                                Events.unstamped(),
                                "acme-prod",
                                1L,
                                BACKUP,
                                BackupTrigger.SCHEDULED,
                                NOON,
                                POINT.recoveryPointAt(),
                                POINT.mediaCapturedAt(),
                                NOON.plusSeconds(9),
                                POINT.records(),
                                Story.COMMIT,
                                "AES-256-GCM",
                                "local:1",
                                "gs://bucket/manifest.json",
                                "cc",
                                Story.WEST4,
                                null)));
    }

    @Test
    void aRestoreTestThatPassedMakesItVerified() {
        assertThat(Backup.on(new Completed(RUN, POINT, NOON), PROVEN))
                .isEqualTo(Outcome.applied(
                        new Verified(RUN, POINT, NOON.plusSeconds(20), TOOK),
                        new BackupVerified(
                                Events.unstamped(),
                                "acme-prod",
                                BACKUP,
                                VerificationLevel.RESTORE_TEST,
                                List.of(GOOD.record()),
                                "PostgreSQL 15.18",
                                3_000L)));
    }

    @Test
    void aRestoreTestThatFailedQuarantinesIt() {
        assertThat(Backup.on(new Completed(RUN, POINT, NOON), DISPROVEN))
                .isEqualTo(Outcome.applied(
                        new Quarantined(RUN, POINT, NOON.plusSeconds(20), "not the same"),
                        new BackupVerificationFailed(
                                Events.unstamped(),
                                "acme-prod",
                                BACKUP,
                                new Failure(
                                        "restoring the backup for a test", "CONTENT_DIFFERS", "not the same", false, 1),
                                List.of(BAD.record()))));
    }

    @Test
    void aCopyThatWasReadBackCountsForDisasterRecovery() {
        assertThat(Backup.on(new Verified(RUN, POINT, NOON, TOOK), COPIED))
                .isEqualTo(Outcome.applied(
                        new Replicated(RUN, POINT, NOON, TOOK, WEST1),
                        new BackupReplicated(
                                Events.unstamped(),
                                "acme-prod",
                                BACKUP,
                                POINT.recoveryPointAt(),
                                Story.WEST1,
                                "gs://other/manifest.json",
                                "cc",
                                1_200L,
                                true)));
    }

    @Test
    void aRunThatIsGivenUpSaysWhyAndHowOften() {
        assertThat(Backup.on(new Running(RUN), GAVE_UP))
                .isEqualTo(Outcome.applied(
                        new Failed(RUN, NOON, "no route"),
                        new BackupFailed(
                                Events.unstamped(),
                                "acme-prod",
                                BACKUP,
                                BackupTrigger.SCHEDULED,
                                new Failure("taking the backup", "UNREACHABLE", "no route", true, 1),
                                2)));
    }

    @Test
    void aFailedRunIsNeverCompleted() {
        assertThat(Backup.on(new Failed(RUN, NOON, ""), TAKEN)).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void aQuarantinedBackupIsNeverRehabilitated() {
        assertThat(Backup.on(new Quarantined(RUN, POINT, NOON, ""), PROVEN)).isInstanceOf(Outcome.Ignored.class);
        assertThat(Backup.on(new Quarantined(RUN, POINT, NOON, ""), COPIED)).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void nothingIsCopiedThatWasNotProved() {
        assertThat(Backup.on(new Completed(RUN, POINT, NOON), COPIED)).isInstanceOf(Outcome.Impossible.class);
    }

    /** Whatever two instances find in whatever order: one end, and every fact is said once. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noFindingIsSaidTwiceInWhateverOrderTheyCome(long seed) {
        var said = new ArrayList<Object>();
        UnaryOperator<Outcome<Backup>> hear = outcome -> {
            if (outcome instanceof Outcome.Applied<Backup> applied) {
                said.addAll(applied.emitted());
            }
            return outcome;
        };
        Simulation.<Backup, Object>of((state, event) -> switch (hear.apply(decide(state, event))) {
                    case Outcome.Applied<Backup> applied -> Answer.now(applied.state());
                    case Outcome.Ignored<Backup> _, Outcome.Deferred<Backup> _ -> Answer.now(state);
                    case Outcome.Impossible<Backup> _ -> Answer.later(state);
                })
                .topic(List.of(new Opened(RUN)))
                .topic(List.of(TAKEN, PROVEN))
                .topic(List.of(COPIED))
                .topic(List.of(DISPROVEN))
                .topic(List.of(GAVE_UP))
                .run(seed);
        assertThat(said.stream().map(Object::getClass)).doesNotHaveDuplicates();
        assertThat(said.stream().anyMatch(BackupCompleted.class::isInstance)
                        && said.stream().anyMatch(BackupFailed.class::isInstance))
                .as("both completed and failed")
                .isFalse();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @Test
    void keepsTheServiceRules() {
        ServiceRules.check("com.orocloud.backup");
    }

    private static Outcome<Backup> decide(@Nullable Backup state, Object event) {
        return switch (event) {
            case Opened opened -> Backup.on(state, opened);
            case Taken taken -> Backup.on(state, taken);
            case Proven proven -> Backup.on(state, proven);
            case Disproven disproven -> Backup.on(state, disproven);
            case CopiedOut copied -> Backup.on(state, copied);
            case GaveUp gaveUp -> Backup.on(state, gaveUp);
            default -> throw new AssertionError(event);
        };
    }
}
