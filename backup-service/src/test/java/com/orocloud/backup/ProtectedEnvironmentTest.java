package com.orocloud.backup;

import static com.orocloud.backup.Samples.BACKUP;
import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.PLAN;
import static com.orocloud.backup.Samples.PRIMARY;
import static com.orocloud.backup.Samples.REBUILT;
import static com.orocloud.backup.Samples.RUN;
import static com.orocloud.backup.Samples.STORY;
import static com.orocloud.backup.Samples.WEST1;
import static com.orocloud.backup.Samples.WEST4;
import static com.orocloud.backup.Samples.idle;
import static com.orocloud.backup.Samples.open;
import static com.orocloud.backup.Samples.running;
import static com.orocloud.backup.Samples.wish;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.ProtectedEnvironment.Announced;
import com.orocloud.backup.ProtectedEnvironment.Catalogued;
import com.orocloud.backup.ProtectedEnvironment.Ended;
import com.orocloud.backup.ProtectedEnvironment.Ending;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.backup.ProtectedEnvironment.RunEnded;
import com.orocloud.backup.ProtectedEnvironment.Tick;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupRequested;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import com.orocloud.testkit.Simulation;
import com.orocloud.testkit.Simulation.Answer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtectedEnvironmentTest {

    private static final Protected IN_BACKUP = new Protected(PLAN, PRIMARY, idle(), Posture.NONE);
    private static final Recovering LOST = new Recovering(PLAN, PRIMARY, Story.CASE, 2, null, idle(), Posture.NONE);

    @Test
    void theFirstBackupIsWishedForAsSoonAsThePrimarySiteStands() {
        var state = applied(
                ProtectedEnvironment.on(new Announced(PLAN), STORY.provisioned(SiteRole.PRIMARY, 1, List.of())));
        assertThat(state.schedule().wishes()).extracting(Schedule.Wish::trigger).containsExactly(BackupTrigger.INITIAL);
        assertThat(state.schedule().nextSlot()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        var opened = applied(ProtectedEnvironment.on(state, new Tick(NOON, null)));
        assertThat(open(opened.schedule()).storeIn()).isEqualTo(WEST4);
        assertThat(open(opened.schedule()).copyTo()).isEqualTo(WEST1);
    }

    @Test
    void aFirstBackupThatFailedIsTriedAgain() {
        var initial = new Run(
                BACKUP, "acme-prod", "acme", BackupTrigger.INITIAL, null, null, Story.COMMIT, 1, WEST4, WEST1, NOON);
        var busy = new Protected(PLAN, PRIMARY, new Schedule(NOON, List.of(), initial, List.of()), Posture.NONE);
        var after = applied(ProtectedEnvironment.on(busy, new RunEnded(BACKUP, false, NOON)));
        assertThat(after.schedule().open()).isNull();
        assertThat(after.schedule().wishes())
                .extracting(Schedule.Wish::notBefore)
                .containsExactly(NOON.plus(ProtectedEnvironment.RETRY_INITIAL_AFTER));
        assertThat(after.posture().consecutiveFailures()).isEqualTo(1);
    }

    @Test
    void anApprovedRecoveryVoidsTheOldSiteAndNoRunBegins() {
        var state = applied(ProtectedEnvironment.on(IN_BACKUP, STORY.approved(2, BACKUP)));
        assertThat(state).isEqualTo(LOST);
        assertThat(ProtectedEnvironment.site(state, 1)).isNull();
        var later = applied(ProtectedEnvironment.on(state, new Tick(NOON.plus(Duration.ofHours(1)), null)));
        assertThat(later.schedule().open()).isNull();
        assertThat(later.schedule().skipped())
                .extracting(Schedule.Skipped::why)
                .containsExactly("a recovery is going on");
    }

    @Test
    void backupsFollowTheSiteThatVisitorsAreMovedTo() {
        var rebuilt = new Recovering(PLAN, PRIMARY, Story.CASE, 2, REBUILT, idle(), Posture.NONE);
        for (var outcome : List.of(
                ProtectedEnvironment.on(rebuilt, STORY.siteChanged(2)),
                ProtectedEnvironment.on(rebuilt, STORY.recovered(2, BACKUP)))) {
            var state = applied(outcome);
            assertThat(state).isInstanceOf(Protected.class);
            assertThat(state.site()).isEqualTo(REBUILT);
            var run = open(applied(ProtectedEnvironment.on(state, new Tick(NOON, null)))
                    .schedule());
            assertThat(run.storeIn()).isEqualTo(WEST1);
            assertThat(run.copyTo()).isEqualTo(WEST4);
            assertThat(run.siteEpoch()).isEqualTo(2);
        }
    }

    @Test
    void aCancelledRecoveryGivesTheOldSiteBackToTheSchedule() {
        assertThat(applied(ProtectedEnvironment.on(LOST, STORY.cancelled()))).isEqualTo(IN_BACKUP);
    }

    @Test
    void aSiteWhoseApprovalIsStillOnItsWayIsWaitedFor() {
        assertThat(ProtectedEnvironment.on(IN_BACKUP, STORY.provisioned(SiteRole.DR, 2, List.of())))
                .isInstanceOf(Outcome.Deferred.class);
        assertThat(ProtectedEnvironment.on(IN_BACKUP, STORY.recovered(2, BACKUP)))
                .isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void aSecondRequestWithTheSameIdIsTheSameBackup() {
        var request = STORY.backupRequested(TestingSite.id("mine"));
        var asked = applied(ProtectedEnvironment.on(IN_BACKUP, request));
        assertThat(ProtectedEnvironment.on(asked, request)).isInstanceOf(Outcome.Ignored.class);
        var going = new Protected(PLAN, PRIMARY, running(), Posture.NONE);
        assertThat(ProtectedEnvironment.on(going, STORY.backupRequested(RUN.backupId())))
                .isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void whoeverAsksForTooManyIsToldSo() {
        Schedule full = idle();
        for (int n = 0; n < Schedule.WISHES_MAX; n++) {
            full = full.wishing(wish("wish " + n));
        }
        var outcome = ProtectedEnvironment.on(
                new Protected(PLAN, PRIMARY, full, Posture.NONE), STORY.backupRequested(TestingSite.id("more")));
        assertThat(((Outcome.Applied<ProtectedEnvironment>) outcome).emitted())
                .singleElement()
                .isInstanceOfSatisfying(
                        BackupFailed.class,
                        said -> assertThat(said.getFailure().getCode()).isEqualTo("TOO_MANY_REQUESTS"));
    }

    @Test
    void anEnvironmentThatEndsHasNoScheduleAnyMoreAndItsLastBackupIsStillTaken() {
        var ending = applied(EndOfProtection.on(IN_BACKUP, STORY.ends()));
        assertThat(ending).isInstanceOf(Ending.class);
        var later = new Tick(NOON.plus(Duration.ofHours(1)), null);
        assertThat(applied(ProtectedEnvironment.on(ending, later)).schedule().open())
                .as("no slot is filled")
                .isNull();

        var asked = applied(ProtectedEnvironment.on(ending, STORY.backupRequested(TestingSite.id("last"))));
        var run = open(applied(ProtectedEnvironment.on(asked, later)).schedule());
        assertThat(run.backupId()).isEqualTo(TestingSite.id("last"));
        assertThat(run.copyTo()).isEqualTo(WEST1);
        assertThat(EndOfProtection.on(LOST, STORY.ends()))
                .as("its recovery is over, and that is still on its way")
                .isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void ofAnEnvironmentThatEndedNothingIsTakenAndNothingIsPromised() {
        var until = NOON.plus(Duration.ofDays(30));
        var ended = applied(
                EndOfProtection.on(applied(EndOfProtection.on(IN_BACKUP, STORY.ends())), STORY.ended(BACKUP, until)));
        assertThat(ended).isEqualTo(new Ended(PLAN, PRIMARY, idle(), Posture.NONE, BACKUP, until));
        assertThat(ProtectedEnvironment.site(ended, 1)).isNull();
        var outcome = ProtectedEnvironment.on(ended, STORY.backupRequested(TestingSite.id("more")));
        assertThat(((Outcome.Applied<ProtectedEnvironment>) outcome).emitted())
                .singleElement()
                .isInstanceOfSatisfying(
                        BackupFailed.class,
                        said -> assertThat(said.getFailure().getCode()).isEqualTo("ENVIRONMENT_ENDED"));
        var nothing = new Posture.Inventory(null, null, null, new Posture.Counts(0, 0, 0, 0));
        var old = new Catalogued(nothing, true, false, NOON.plus(Duration.ofDays(9)));
        assertThat(ProtectedEnvironment.on(ended, old))
                .as("no objective is broken")
                .isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void anotherTenantCannotAskForABackup() {
        var request = STORY.backupRequested(TestingSite.id("mine"));
        var meta = STORY.meta("portal", "globex");
        assertThat(ProtectedEnvironment.on(
                        IN_BACKUP, new BackupRequested(meta, "acme-prod", request.getBackupId(), null)))
                .isInstanceOf(Outcome.Impossible.class);
    }

    /** Topics overtake each other and come again; the environment ends on its new site and never reads a void one. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverOrderTheTopicsComeInTheScheduleEndsOnTheNewSite(long seed) {
        var end = Simulation.<ProtectedEnvironment, Object>of((state, event) -> switch (decide(state, event)) {
                    case Outcome.Applied<ProtectedEnvironment> applied -> Answer.now(applied.state());
                    case Outcome.Ignored<ProtectedEnvironment> _ -> Answer.now(state);
                    case Outcome.Deferred<ProtectedEnvironment> _ -> Answer.later(state);
                    case Outcome.Impossible<ProtectedEnvironment> impossible ->
                        throw new AssertionError("seed " + seed + ": " + impossible + " in " + state);
                })
                .topic(List.of(
                        STORY.accepted(),
                        STORY.provisioned(SiteRole.PRIMARY, 1, List.of()),
                        STORY.provisioned(SiteRole.DR, 2, List.of()),
                        STORY.siteChanged(2)))
                .topic(List.of(STORY.approved(2, BACKUP), STORY.recovered(2, BACKUP)))
                .topic(List.of(STORY.backupRequested(TestingSite.id("mine"))))
                .topic(Stream.iterate(0, n -> n + 1)
                        .limit(6)
                        .map(n -> new Moment(Duration.ofMinutes(20L * n)))
                        .toList())
                .always(
                        "an open run reads the site that is in force",
                        state -> !(state instanceof Protected at
                                        && at.schedule().open() != null)
                                || at.schedule().open().siteEpoch() <= at.site().epoch())
                .run(seed);
        assertThat(end)
                .isInstanceOfSatisfying(
                        Protected.class, at -> assertThat(at.site().epoch()).isEqualTo(2));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** A tick; early ones come before there is anything to look at. */
    private record Moment(Duration after) {}

    private static Outcome<ProtectedEnvironment> decide(@Nullable ProtectedEnvironment state, Object event) {
        return switch (event) {
            case EnvironmentAccepted e -> ProtectedEnvironment.on(state, e);
            case EnvironmentProvisioned e -> ProtectedEnvironment.on(state, e);
            case EnvironmentSiteChanged e -> ProtectedEnvironment.on(state, e);
            case DrApproved e -> ProtectedEnvironment.on(state, e);
            case DrCancelled e -> ProtectedEnvironment.on(state, e);
            case DrRecovered e -> ProtectedEnvironment.on(state, e);
            case BackupRequested e -> ProtectedEnvironment.on(state, e);
            case Moment m ->
                state == null
                        ? Outcome.ignored("nothing to look at")
                        : ProtectedEnvironment.on(state, new Tick(NOON.plus(m.after()), null));
            default -> throw new AssertionError(event);
        };
    }

    private static Kept applied(Outcome<ProtectedEnvironment> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        return (Kept) ((Outcome.Applied<ProtectedEnvironment>) outcome).state();
    }
}
