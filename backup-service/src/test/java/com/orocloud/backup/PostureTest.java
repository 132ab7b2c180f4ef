package com.orocloud.backup;

import static com.orocloud.backup.Samples.BACKUP;
import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.PLAN;
import static com.orocloud.backup.Samples.PRIMARY;
import static com.orocloud.backup.Samples.idle;
import static com.orocloud.backup.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.Posture.Counts;
import com.orocloud.backup.Posture.Inventory;
import com.orocloud.backup.Posture.Restorable;
import com.orocloud.backup.Posture.Tested;
import com.orocloud.backup.ProtectedEnvironment.Catalogued;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.backup.ProtectedEnvironment.RunEnded;
import com.orocloud.events.BackupPostureSnapshot;
import com.orocloud.events.ObjectiveScope;
import com.orocloud.events.RecoveryPoint;
import com.orocloud.events.RecoveryPointObjectiveBreached;
import com.orocloud.events.RecoveryPointObjectiveRestored;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PostureTest {

    private static final Instant LIMIT = NOON.plus(Duration.ofMinutes(70));
    private static final Restorable AT_NOON = new Restorable(BACKUP, NOON);

    private final Protected fresh = new Protected(PLAN, PRIMARY, idle(), Posture.NONE);

    @Test
    void aPointOfSeventyMinutesIsYoungEnoughAndOneOfAMillisecondMoreIsNot() {
        var kept = look(fresh, AT_NOON, AT_NOON, LIMIT).state();
        assertThat(look(kept, AT_NOON, AT_NOON, LIMIT.plusMillis(1)).said())
                .startsWith(new RecoveryPointObjectiveBreached(
                        Events.unstamped(),
                        "acme-prod",
                        ObjectiveScope.IN_REGION,
                        4_200L,
                        new RecoveryPoint(BACKUP, NOON),
                        LIMIT.plusMillis(1)))
                .last()
                .isInstanceOf(BackupPostureSnapshot.class);
        assertThat(kept.posture().dueAgain()).isEqualTo(LIMIT.plusMillis(1));
    }

    @Test
    void whatAnEarlierReleaseHasStoredIsReadAndSaidAnewAtTheNextLook() {
        var stored = JsonMapper.builder().build().readValue("""
                {"verified": {"backupId": "%s", "recoveryPointAt": "%s"}, "offRegion": null, "consecutiveFailures": 2}
                """.formatted(BACKUP, NOON), Posture.class);
        assertThat(stored).isEqualTo(new Posture(AT_NOON, null, null, new Counts(0, 0, 0, 0), List.of(), 2));

        var kept = new Protected(PLAN, PRIMARY, idle(), stored);
        assertThat(look(kept, AT_NOON, AT_NOON, LIMIT).said()).last().isInstanceOf(BackupPostureSnapshot.class);
    }

    @Test
    void aBreachIsSaidOnceAndItsEndIsSaid() {
        var broken = look(fresh, AT_NOON, AT_NOON, LIMIT.plusSeconds(1)).state();
        assertThat(outcome(broken, AT_NOON, AT_NOON, LIMIT.plusSeconds(60), false))
                .isInstanceOf(Outcome.Ignored.class);
        var newer = new Restorable(TestingSite.id("newer"), LIMIT);
        assertThat(look(broken, newer, AT_NOON, LIMIT.plusSeconds(90)).said())
                .startsWith(new RecoveryPointObjectiveRestored(
                        Events.unstamped(),
                        "acme-prod",
                        ObjectiveScope.IN_REGION,
                        new RecoveryPoint(newer.backupId(), LIMIT),
                        LIMIT.plusSeconds(1)));
    }

    @Test
    void theCopyForADisasterMayBeADayOldAndIsJudgedByItself() {
        var dayLater = NOON.plus(Duration.ofDays(1));
        var newest = new Restorable(TestingSite.id("newest"), dayLater);
        assertThat(scopes(look(fresh, newest, AT_NOON, dayLater).said())).isEmpty();
        assertThat(scopes(look(fresh, newest, AT_NOON, dayLater.plusMillis(1)).said()))
                .containsExactly(ObjectiveScope.DISASTER_RECOVERY);
    }

    @Test
    void theAgeOfABackupThatNeverWasIsCountedFromTheBeginning() {
        var begun = look(fresh, null, null, NOON).state();
        assertThat(scopes(look(begun, null, null, LIMIT.plusMillis(1)).said()))
                .containsExactly(ObjectiveScope.IN_REGION);
    }

    @Test
    void aLostRegionOrARecoveryExplainsTheAgeSoNoBreachBegins() {
        assertThat(applied(outcome(fresh, AT_NOON, AT_NOON, LIMIT.plusSeconds(1), true))
                        .said())
                .singleElement()
                .isInstanceOf(BackupPostureSnapshot.class);
        var recovering = new Recovering(PLAN, PRIMARY, Story.CASE, 2, null, idle(), Posture.NONE);
        assertThat(scopes(
                        look(recovering, AT_NOON, AT_NOON, LIMIT.plusSeconds(1)).said()))
                .isEmpty();
    }

    @Test
    void nothingIsAgreedAboutAnEnvironmentThatIsBackedUpOnDemandOnly() {
        var now = new Catalogued(inventory(AT_NOON, AT_NOON), false, false, LIMIT.plus(Duration.ofDays(9)));
        assertThat(applied(ProtectedEnvironment.on(fresh, now))
                        .state()
                        .posture()
                        .objectives())
                .isEmpty();
    }

    @Test
    void aFailureThatALostRegionCausedIsNotCounted() {
        var busy = new Protected(PLAN, PRIMARY, running(), Posture.NONE);
        assertThat(applied(ProtectedEnvironment.on(busy, new RunEnded(BACKUP, false, true, NOON)))
                        .state()
                        .posture()
                        .consecutiveFailures())
                .isZero();
        assertThat(applied(ProtectedEnvironment.on(busy, new RunEnded(BACKUP, false, false, NOON)))
                        .said())
                .singleElement()
                .isInstanceOfSatisfying(
                        BackupPostureSnapshot.class,
                        snapshot ->
                                assertThat(snapshot.getConsecutiveFailures()).isEqualTo(1));
    }

    @Test
    void theLastRestoreTestIsRememberedWhenItsBackupIsGone() {
        var test = new Tested(BACKUP, NOON, true);
        var tested = new Catalogued(
                new Inventory(AT_NOON, null, test, new Counts(1, 0, 0, 0)), true, false, NOON.plusSeconds(1));
        var before = applied(ProtectedEnvironment.on(fresh, tested)).state();
        assertThat(look(before, null, null, NOON.plusSeconds(2))
                        .state()
                        .posture()
                        .lastTest())
                .isEqualTo(test);
    }

    private record Answer(Kept state, List<SpecificRecord> said) {}

    private static Answer look(Kept state, @Nullable Restorable here, @Nullable Restorable elsewhere, Instant now) {
        return applied(outcome(state, here, elsewhere, now, false));
    }

    private static Outcome<ProtectedEnvironment> outcome(
            Kept state, @Nullable Restorable here, @Nullable Restorable elsewhere, Instant now, boolean excused) {
        return ProtectedEnvironment.on(state, new Catalogued(inventory(here, elsewhere), true, excused, now));
    }

    private static Inventory inventory(@Nullable Restorable here, @Nullable Restorable elsewhere) {
        return new Inventory(here, elsewhere, null, new Counts(1, 1, 0, 0));
    }

    private static Answer applied(Outcome<ProtectedEnvironment> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        var applied = (Outcome.Applied<ProtectedEnvironment>) outcome;
        return new Answer((Kept) applied.state(), applied.emitted());
    }

    private static List<ObjectiveScope> scopes(List<SpecificRecord> said) {
        return said.stream()
                .filter(RecoveryPointObjectiveBreached.class::isInstance)
                .map(breach -> ((RecoveryPointObjectiveBreached) breach).getScope())
                .toList();
    }
}
