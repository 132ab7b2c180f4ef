package com.orocloud.provisioning.decommission;

import static com.orocloud.provisioning.decommission.TestingDecommissions.ID;
import static com.orocloud.provisioning.decommission.TestingDecommissions.NOW;
import static com.orocloud.provisioning.decommission.TestingDecommissions.PENDING;
import static com.orocloud.provisioning.decommission.TestingDecommissions.REQUEST;
import static com.orocloud.provisioning.decommission.TestingDecommissions.WISH;
import static com.orocloud.provisioning.decommission.TestingDecommissions.confirmed;
import static com.orocloud.provisioning.decommission.TestingDecommissions.operator;
import static com.orocloud.provisioning.decommission.TestingDecommissions.requested;
import static com.orocloud.provisioning.decommission.TestingDecommissions.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.EnvironmentDecommissionRejected;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.decommission.Decommission.Agreed;
import com.orocloud.provisioning.decommission.Decommission.Begun;
import com.orocloud.provisioning.decommission.Decommission.Lapsed;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.TestingMaintenance;
import com.orocloud.provisioning.site.Size;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecommissionTest {

    private final DecommissionRules rules = new DecommissionRules(source -> Set.of("acme", "globex"));

    @Test
    void productionEndsOnlyWhenAnotherOperatorConfirms() {
        var asked = Decommission.on(null, requested(ID, REQUEST).build(), List.of(), true, NOW);
        assertThat(asked).isEqualTo(Outcome.applied(PENDING, DecommissionFacts.pending(ID, PENDING)));
        assertThat(codes(Decommission.on(PENDING, confirmed(ID, REQUEST, "grace"), List.of(), NOW)))
                .containsExactly("SAME_OPERATOR");
        assertThat(Decommission.on(PENDING, confirmed(ID, REQUEST, "alan"), List.of(), NOW))
                .isEqualTo(Outcome.applied(new Agreed(WISH)));
    }

    @Test
    void otherTypesEndByOneWord() {
        assertThat(Decommission.on(null, requested(ID, REQUEST).build(), List.of(), false, NOW))
                .isEqualTo(Outcome.applied(new Agreed(WISH)));
    }

    @Test
    void aConfirmationOfAnotherRequestOrAfterADayDoesNotCount() {
        assertThat(codes(Decommission.on(PENDING, confirmed(ID, new UUID(1, 1), "alan"), List.of(), NOW)))
                .containsExactly("REQUEST_UNKNOWN");
        assertThat(codes(Decommission.on(
                        PENDING, confirmed(ID, REQUEST, "alan"), List.of(), NOW.plus(Decommission.CONFIRM_WITHIN))))
                .containsExactly("TOO_LATE");
        assertThat(state(Decommission.passed(PENDING, ID, NOW.plus(Decommission.CONFIRM_WITHIN))))
                .isEqualTo(new Lapsed(WISH, "NOT_CONFIRMED"));
    }

    @Test
    void whatWasWithdrawnCanBeAskedForAnewUnderAnotherId() {
        Decommission lapsed = state(Decommission.on(PENDING, withdrawn(ID, REQUEST), List.of()));
        assertThat(lapsed).isEqualTo(new Lapsed(WISH, "WITHDRAWN"));
        assertThat(codes(Decommission.on(lapsed, requested(ID, REQUEST).build(), List.of(), true, NOW)))
                .containsExactly("REQUEST_ID_USED");
        assertThat(state(Decommission.on(lapsed, requested(ID, new UUID(11, 3)).build(), List.of(), true, NOW)))
                .isInstanceOf(Decommission.Pending.class);
    }

    @Test
    void whatHasBegunCannotBeWithdrawn() {
        assertThat(codes(Decommission.on(new Begun(WISH), withdrawn(ID, REQUEST), List.of())))
                .containsExactly("ALREADY_BEGUN");
    }

    /** Otherwise an environment whose database is beyond a backup could never be let go. */
    @Test
    void whatWaitsForALastBackupCanBeAskedToDoWithoutItByTwoOperatorsAgain() {
        var without = requested(ID, new UUID(11, 2))
                .setWithoutBackupReason("its database is gone")
                .build();
        assertThat(DecommissionRules.objectionsTo(environment(EnvironmentStatus.DECOMMISSIONING), null, true))
                .isEmpty();
        Decommission asked = state(Decommission.on(new Begun(WISH), without, List.of(), true, NOW));
        assertThat(asked).isInstanceOf(Decommission.Pending.class);
        Decommission agreed = state(Decommission.on(asked, confirmed(ID, new UUID(11, 2), "alan"), List.of(), NOW));
        assertThat(agreed.wish().withBackup()).isFalse();
        assertThat(codes(Decommission.on(new Begun(WISH), without, DecommissionRules.usedBefore(), true, NOW)))
                .as("what is refused changes nothing")
                .containsExactly("REQUEST_ID_USED");
        assertThat(state(Decommission.on(new Begun(WISH), without, DecommissionRules.usedBefore(), true, NOW)))
                .isEqualTo(new Begun(WISH));
    }

    @ParameterizedTest
    @EnumSource(
            value = EnvironmentStatus.class,
            names = {"PROVISIONED", "ACTIVE", "ACTIVE_ON_DR", "PROVISIONING_FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void nothingEndsInTheMiddleOfSomething(EnvironmentStatus status) {
        assertThat(DecommissionRules.objectionsTo(environment(status), null, false))
                .extracting(Failure::getCode)
                .containsExactly("NOT_NOW");
    }

    @Test
    void aDisasterOrAHeldBackupIsInTheWay() {
        var environment = environment(EnvironmentStatus.ACTIVE);
        assertThat(DecommissionRules.objectionsTo(environment, null, false)).isEmpty();
        assertThat(DecommissionRules.objectionsTo(environment, TestingMaintenance.troubled(), false))
                .extracting(Failure::getCode)
                .containsExactly("DR_CASE_OPEN", "BACKUP_HELD");
    }

    @Test
    void onlyAnOperatorOfTheCustomerMayAskAndMustSayWhy() {
        var environment = environment(EnvironmentStatus.ACTIVE);
        var good = requested(ID, REQUEST).build();
        assertThat(speaker(good, environment)).isEmpty();
        assertThat(speaker(good, null)).containsExactly("ENVIRONMENT_UNKNOWN");
        assertThat(speaker(requested(ID, REQUEST).setReason(" ").build(), environment))
                .containsExactly("REASON_MISSING");
        assertThat(speaker(
                        requested(ID, REQUEST)
                                .setMeta(operator(ID, "globex", "grace"))
                                .build(),
                        environment))
                .containsExactly("ENVIRONMENT_UNKNOWN");
        assertThat(speaker(
                        requested(ID, REQUEST)
                                .setMeta(operator(ID, "initech", " "))
                                .build(),
                        environment))
                .containsExactly("TENANT_NOT_REGISTERED", "ENVIRONMENT_UNKNOWN", "OPERATOR_MISSING");
    }

    private List<String> speaker(EnvironmentDecommissionRequested request, @Nullable HostedEnvironment environment) {
        return rules.objectionsToSpeaker(Wished.of(request), "portal", request.getReason(), environment).stream()
                .map(Failure::getCode)
                .toList();
    }

    private static HostedEnvironment environment(EnvironmentStatus status) {
        return new HostedEnvironment(
                ID,
                "acme",
                EnvironmentType.PRODUCTION,
                status,
                new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, 120, "UTC"),
                EnvironmentProfile.MINIMAL,
                new Size(2, 0),
                1,
                7);
    }

    private static Decommission state(Outcome<Decommission> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Decommission>) outcome).state();
    }

    private static List<String> codes(Outcome<Decommission> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Decommission>) outcome)
                .emitted().stream()
                        .map(EnvironmentDecommissionRejected.class::cast)
                        .flatMap(rejected -> rejected.getReasons().stream())
                        .map(Failure::getCode)
                        .toList();
    }
}
