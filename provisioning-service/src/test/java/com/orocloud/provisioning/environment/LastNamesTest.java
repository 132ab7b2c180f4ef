package com.orocloud.provisioning.environment;

import static com.orocloud.provisioning.environment.TestingEnvironments.ID;
import static com.orocloud.provisioning.environment.TestingEnvironments.NOW;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentSnapshot;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.provisioning.environment.Environment.Decommissioning;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What may go wrong before the machines of an environment that ends may go. */
class LastNamesTest {

    private static Applied<Environment> applied(Outcome<Environment> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied<Environment>) outcome;
    }

    private static Decommissioning asked() {
        return (Decommissioning) applied(EndOfLife.askForNames(TestingEnvironments.decommissioning(), 60, NOW))
                .state();
    }

    private static DnsUpdateFailed failed(UUID changeId) {
        return DnsUpdateFailed.newBuilder()
                .setMeta(Meta.of("failover-service", "acme", ID))
                .setEnvironmentId(ID)
                .setSiteEpoch(1)
                .setChangeId(changeId)
                .setFailure(Failure.newBuilder()
                        .setStep("changing names")
                        .setCode("OLD_VALUE_DIFFERS")
                        .setMessage("it says something else")
                        .build())
                .build();
    }

    @Test
    void theNamesAreAskedToAnswerNothing() {
        var outcome = applied(EndOfLife.askForNames(TestingEnvironments.decommissioning(), 60, NOW));
        var request = (DnsUpdateRequested) outcome.emitted().getFirst();
        assertThat(request.getRelease()).isTrue();
        assertThat(request.getRecords())
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.getNewValues()).isEmpty())
                .allSatisfy(record -> assertThat(record.getExpectedOld()).hasSize(1));
    }

    @Test
    void namesThatCannotBeTakenAwayAreShownAndAskedForAgainInAWhile() {
        Decommissioning asked = asked();
        UUID change = TestingEnvironments.lastChange(asked);
        var told = applied(Environment.on(asked, failed(change)));
        assertThat(((EnvironmentSnapshot) told.emitted().getFirst()).getCodes())
                .isEqualTo(List.of("NAMES_OLD_VALUE_DIFFERS"));
        assertThat(Environment.on(told.state(), failed(change))).isInstanceOf(Ignored.class);

        Instant soon = NOW.plusSeconds(60);
        assertThat(EndOfLife.askForNames(told.state(), 60, soon)).isInstanceOf(Ignored.class);
        assertThat(EndOfLife.askForBackup(told.state(), 60, soon)).isInstanceOf(Ignored.class);
        assertThat(EndOfLife.dismantle(told.state(), soon)).isInstanceOf(Ignored.class);
        var again = applied(EndOfLife.askForNames(told.state(), 60, NOW.plus(EndOfLife.ASK_AGAIN_AFTER)));
        assertThat(((DnsUpdateRequested) again.emitted().getFirst()).getChangeId())
                .isNotEqualTo(change);
        var gone = applied(
                Environment.on(again.state(), TestingEvents.named(ID, TestingEnvironments.lastChange(again.state()))));
        assertThat(((EnvironmentSnapshot) gone.emitted().getFirst()).getCodes()).isEmpty();
    }

    @Test
    void theLastBackupIsNotAskedForWhileResolversMaySendVisitors() {
        Decommissioning asked = asked();
        var gone = applied(Environment.on(asked, TestingEvents.named(ID, TestingEnvironments.lastChange(asked))))
                .state();
        Instant goneAt = requireNonNull(((Decommissioning) gone).end().names().goneAt());
        assertThat(EndOfLife.askForBackup(gone, 60, goneAt.plusSeconds(59))).isInstanceOf(Ignored.class);
        assertThat(applied(EndOfLife.askForBackup(gone, 60, goneAt.plusSeconds(60)))
                        .emitted())
                .singleElement()
                .isInstanceOf(BackupRequested.class);
    }

    @Test
    void theFirstNamesThatComeLateAreNotTakenForTheLast() {
        assertThat(Environment.on(asked(), TestingEvents.named(ID))).isInstanceOf(Ignored.class);
    }

    @Test
    void whoeverAgreedToDoWithoutTheLastBackupWaitsForItNoMore() {
        Decommissioning asked = asked();
        var gone = applied(Environment.on(asked, TestingEvents.named(ID, TestingEnvironments.lastChange(asked))));
        assertThat(EndOfLife.dismantle(gone.state(), NOW)).isInstanceOf(Ignored.class);
        var waived = applied(
                EndOfLife.begin(gone.state(), new EndOfLife.Wish(new UUID(7, 9), "its database is gone", false), NOW));
        var going = applied(EndOfLife.dismantle(waived.state(), NOW));
        assertThat(((EnvironmentDismantlingStarted) going.emitted().getFirst()).getFinalBackupId())
                .isNull();
    }
}
