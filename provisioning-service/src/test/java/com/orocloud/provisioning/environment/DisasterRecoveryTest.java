package com.orocloud.provisioning.environment;

import static com.orocloud.provisioning.environment.TestingEnvironments.ACTIVE;
import static com.orocloud.provisioning.environment.TestingEnvironments.ACTIVE_ON_DR;
import static com.orocloud.provisioning.environment.TestingEnvironments.CASE;
import static com.orocloud.provisioning.environment.TestingEnvironments.ID;
import static com.orocloud.provisioning.environment.TestingEnvironments.UNAVAILABLE;
import static com.orocloud.provisioning.environment.TestingEnvironments.recovering;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import com.orocloud.provisioning.environment.Environment.ActiveOnDr;
import com.orocloud.provisioning.environment.Environment.Progress;
import com.orocloud.provisioning.environment.Environment.Recovering;
import com.orocloud.provisioning.environment.Environment.Unavailable;
import com.orocloud.testkit.Simulation;
import com.orocloud.testkit.Simulation.Answer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DisasterRecoveryTest {

    private static final Optional<String> HOLDS = Optional.empty();

    @Test
    void anApprovalIsTakenEvenBeforeTheLossIsHeardOf() {
        for (Environment state : List.of(ACTIVE, UNAVAILABLE)) {
            var approved = TestingEvents.approved(ID, CASE, 2).build();
            var expected = new Recovering(
                    TestingEnvironments.STANDING.approved(2),
                    Approval.of(approved),
                    Progress.APPROVED,
                    null,
                    approved.getMeta().getOccurredAt());
            assertThat(DisasterRecovery.on(state, approved, HOLDS))
                    .isEqualTo(Outcome.applied(expected, EnvironmentNow.snapshot(expected)));
        }
    }

    @Test
    void anApprovalOfAnotherRegionIsImpossible() {
        var elsewhere = TestingEvents.approved(ID, CASE, 2).setTargetRegion(TestingEvents.PRIMARY);
        assertThat(DisasterRecovery.on(UNAVAILABLE, elsewhere.build(), HOLDS)).isInstanceOf(Impossible.class);
    }

    @Test
    void anApprovalWhoseEpochWasUsedIsStale() {
        assertThat(DisasterRecovery.on(
                        UNAVAILABLE, TestingEvents.approved(ID, CASE, 1).build(), HOLDS))
                .isInstanceOf(Ignored.class);
        assertThat(DisasterRecovery.on(
                        ACTIVE_ON_DR, TestingEvents.approved(ID, CASE, 2).build(), HOLDS))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void buildingWaitsForItsApproval() {
        assertThat(DisasterRecovery.on(UNAVAILABLE, TestingEvents.build(ID, CASE, 2)))
                .isInstanceOf(Deferred.class);
    }

    @Test
    void buildingForAnotherCaseThanTheApprovedIsImpossible() {
        assertThat(DisasterRecovery.on(recovering(Progress.APPROVED), TestingEvents.build(ID, UUID.randomUUID(), 2)))
                .isInstanceOf(Impossible.class);
        assertThat(DisasterRecovery.on(
                        recovering(Progress.APPROVED), TestingEvents.build(ID, CASE, 2, TestingEvents.PRIMARY)))
                .isInstanceOf(Impossible.class);
    }

    @Test
    void aRegionThatReturnsDuringARecoveryChangesNothing() {
        assertThat(DisasterRecovery.regionRecovered(
                        recovering(Progress.BUILT), TestingEnvironments.PRIMARY, TestingEnvironments.NOW))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void aCancelledRecoveryLeavesTheOldSiteAndAVoidEpoch() {
        var outcome = DisasterRecovery.on(recovering(Progress.BUILT), TestingEvents.cancelled(ID, CASE));
        assertThat(((Applied<Environment>) outcome).state()).isInstanceOfSatisfying(Unavailable.class, state -> {
            assertThat(state.standing().active().epoch()).isEqualTo(1);
            assertThat(state.standing().lastEpoch()).isEqualTo(2);
        });
        assertThat(DisasterRecovery.on(UNAVAILABLE, TestingEvents.cancelled(ID, CASE)))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void returningIsNeverAutomatic() {
        assertThat(DisasterRecovery.regionRecovered(ACTIVE_ON_DR, TestingEnvironments.PRIMARY, TestingEnvironments.NOW))
                .isInstanceOf(Ignored.class);
    }

    /** Facts in any order between topics, repeated and replayed; forged approvals among them. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverWantsASiteWithoutAnApprovalThatHolds(long seed) {
        var forgedCase = new UUID(9, 9);
        Environment end = Simulation.<Environment, SpecificRecord>of(DisasterRecoveryTest::decide)
                .topic(List.of(
                        TestingEvents.approved(ID, forgedCase, 2)
                                .setProof("forged")
                                .build(),
                        TestingEvents.approved(ID, CASE, 2).setProof("good").build()))
                .topic(List.of(
                        TestingEvents.build(ID, forgedCase, 2),
                        TestingEvents.build(ID, CASE, 2),
                        TestingEvents.build(ID, CASE, 2)))
                .always(
                        "a wanted site has the approval of its own case",
                        state -> !(state instanceof Recovering r)
                                || r.approval().drCaseId().equals(CASE))
                .always(
                        "the site that visitors reach is the first until a recovery ends",
                        state -> !(state instanceof ActiveOnDr))
                .run(seed);
        assertThat(end)
                .isInstanceOfSatisfying(
                        Recovering.class,
                        state -> assertThat(state.progress()).isIn(Progress.BUILDING, Progress.APPROVED));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static Answer<Environment> decide(@Nullable Environment state, SpecificRecord event) {
        Environment before = state == null ? UNAVAILABLE : state;
        Outcome<Environment> outcome = switch (event) {
            case com.orocloud.events.DrApproved approved ->
                DisasterRecovery.on(
                        before, approved, approved.getProof().equals("forged") ? Optional.of("forged") : HOLDS);
            case com.orocloud.events.DrInfrastructureRequested request -> DisasterRecovery.on(before, request);
            default -> throw new IllegalArgumentException(event.toString());
        };
        return switch (outcome) {
            case Applied<Environment>(var next, var emitted) -> Answer.now(next);
            case Ignored<Environment> _, Impossible<Environment> _ -> Answer.now(before);
            case Deferred<Environment> _ -> Answer.later(before);
        };
    }
}
