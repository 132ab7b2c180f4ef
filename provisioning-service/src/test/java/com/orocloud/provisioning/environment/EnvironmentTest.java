package com.orocloud.provisioning.environment;

import static com.orocloud.provisioning.environment.TestingEnvironments.ACCEPTED;
import static com.orocloud.provisioning.environment.TestingEnvironments.ACTIVE;
import static com.orocloud.provisioning.environment.TestingEnvironments.ADDRESSES;
import static com.orocloud.provisioning.environment.TestingEnvironments.BACKUP;
import static com.orocloud.provisioning.environment.TestingEnvironments.ID;
import static com.orocloud.provisioning.environment.TestingEnvironments.NOW;
import static com.orocloud.provisioning.environment.TestingEnvironments.PROVISIONED;
import static com.orocloud.provisioning.environment.TestingEnvironments.PROVISIONING;
import static com.orocloud.provisioning.environment.TestingEnvironments.REQUEST;
import static com.orocloud.provisioning.environment.TestingEnvironments.STANDING;
import static com.orocloud.provisioning.environment.TestingEnvironments.site;
import static com.orocloud.provisioning.environment.TestingEvents.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentAddressesReserved;
import com.orocloud.events.VerificationLevel;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.provisioning.environment.Environment.Accepted;
import com.orocloud.provisioning.environment.Environment.Active;
import com.orocloud.provisioning.environment.Environment.Provisioned;
import com.orocloud.provisioning.environment.Environment.Rejected;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    @Test
    void aValidRequestIsAcceptedWithoutThePeopleInIt() {
        var outcome = Environment.on(null, REQUEST, List.of());
        var accepted = new Accepted(Agreement.of(REQUEST), REQUEST.getMeta().getOccurredAt());
        assertThat(outcome)
                .isEqualTo(Outcome.applied(
                        accepted, EnvironmentFacts.accepted(accepted.agreement()), EnvironmentNow.snapshot(accepted)));
        assertThat(outcome.toString()).doesNotContain("ada@").doesNotContain("Ada");
    }

    @Test
    void anInvalidRequestIsRejectedWithEveryReasonAndRemembered() {
        var reasons = List.of(RequestRules.reason("A", "do this"), RequestRules.reason("B", "do that"));
        var outcome = Environment.on(null, REQUEST, reasons);
        var rejected = new Rejected(
                ID,
                REQUEST.getMeta().getEventId(),
                TestingEnvironments.PRIMARY,
                List.of("A", "B"),
                REQUEST.getMeta().getOccurredAt());
        assertThat(outcome)
                .isEqualTo(Outcome.applied(
                        rejected, EnvironmentFacts.rejected(REQUEST, reasons), EnvironmentNow.snapshot(rejected)));
    }

    @Test
    void anotherRequestForAnIdInUseIsRejectedAndTheEnvironmentStaysAsItIs() {
        var another = request(ID).setWebNodes(9).build();
        assertThat(Environment.on(ACTIVE, another, List.of()))
                .isEqualTo(Outcome.applied(ACTIVE, EnvironmentFacts.duplicate(another)));
    }

    @Test
    void theSameRequestAgainIsIgnoredInEveryState() {
        for (Environment state : List.of(ACCEPTED, PROVISIONING, PROVISIONED, ACTIVE)) {
            assertThat(Environment.on(state, REQUEST, List.of())).isInstanceOf(Ignored.class);
        }
    }

    @Test
    void idleAddressesArePricedOnlyIfThePriceIsKnown() {
        assertThat(reserved(null).getStandingMonthlyCostUsd()).isNull();
        assertThat(reserved(7.3).getStandingMonthlyCostUsd()).isEqualTo(14.6);
    }

    private static EnvironmentAddressesReserved reserved(@Nullable Double price) {
        return emitted(
                Environment.addressesReserved(ACCEPTED, ADDRESSES, price, NOW), EnvironmentAddressesReserved.class);
    }

    private static <E> E emitted(Outcome<Environment> outcome, Class<E> type) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Environment>) outcome)
                .emitted().stream()
                        .filter(type::isInstance)
                        .map(type::cast)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aCompleteSiteIsAnnouncedAndItsNamesAreAskedFor() {
        assertThat(Environment.siteComplete(PROVISIONING, site(1), 60, NOW))
                .isEqualTo(Outcome.applied(
                        PROVISIONED,
                        EnvironmentFacts.provisioned(site(1)),
                        EnvironmentFacts.firstNames(STANDING, 1, 60),
                        EnvironmentNow.snapshot(PROVISIONED)));
    }

    @Test
    void comesIntoServiceOnlyWithNamesAndOneBackupThatIsBothVerifiedAndElsewhere() {
        var other = new UUID(7, 8);
        Environment state = PROVISIONED;
        state = after(Environment.on(state, TestingEvents.named(ID)));
        state = after(Environment.on(state, TestingEvents.replicated(ID, other)));
        state = after(Environment.on(state, TestingEvents.verified(ID, BACKUP)));
        assertThat(state).isInstanceOf(Provisioned.class);

        Outcome<Environment> outcome = Environment.on(state, TestingEvents.replicated(ID, BACKUP));
        assertThat(after(outcome)).isInstanceOf(Active.class);
        assertThat(emitted(outcome, EnvironmentActivated.class)).isEqualTo(EnvironmentFacts.activated(STANDING));
    }

    private static Environment after(Outcome<Environment> outcome) {
        return ((Applied<Environment>) outcome).state();
    }

    @Test
    void whatProvesNothingOpensNoGate() {
        var checksum = TestingEvents.verified(ID, BACKUP);
        var inTheRegion = TestingEvents.replicated(ID, BACKUP);
        assertThat(Environment.on(
                        PROVISIONED,
                        new BackupVerified(
                                checksum.getMeta(), ID, BACKUP, VerificationLevel.CHECKSUM, List.of(), "", 1L)))
                .isInstanceOf(Ignored.class);
        assertThat(Environment.on(
                        PROVISIONED,
                        new BackupReplicated(
                                inTheRegion.getMeta(),
                                ID,
                                BACKUP,
                                NOW,
                                TestingEvents.PRIMARY,
                                "gs://b/m",
                                "00",
                                1L,
                                true)))
                .isInstanceOf(Ignored.class);
        assertThat(Environment.on(PROVISIONED, TestingEvents.named(ID, UUID.randomUUID())))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void aGateThatIsHeardOfTooEarlyWaits() {
        assertThat(Environment.on(PROVISIONING, TestingEvents.verified(ID, BACKUP)))
                .isInstanceOf(Deferred.class);
    }
}
