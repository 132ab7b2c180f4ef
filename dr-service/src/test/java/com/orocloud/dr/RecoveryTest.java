package com.orocloud.dr;

import static com.orocloud.dr.Cases.BAD;
import static com.orocloud.dr.Cases.GOOD;
import static com.orocloud.dr.Cases.NOON;
import static com.orocloud.dr.Cases.emitted;
import static com.orocloud.dr.Cases.said;
import static com.orocloud.dr.Cases.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.dr.Recovery.AwaitingDomainOwner;
import com.orocloud.dr.Recovery.Blocked;
import com.orocloud.dr.Recovery.Confirming;
import com.orocloud.dr.Recovery.CuttingOver;
import com.orocloud.dr.Recovery.Provisioning;
import com.orocloud.dr.Recovery.Recovered;
import com.orocloud.dr.Recovery.Restoring;
import com.orocloud.dr.Recovery.Verifying;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.DrStep;
import com.orocloud.events.DrStepFailed;
import com.orocloud.events.DrStepStarted;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import com.orocloud.testkit.ServiceRules;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private final Cases cases = new Cases();
    private final Story story = cases.story;

    @Test
    void anApprovedRecoveryFencesTheOldSiteAndBuildsTheNewOne() {
        var outcome = Steps.goOn(cases.approved(), NOON);

        assertThat(state(outcome)).isInstanceOf(Provisioning.class);
        assertThat(said(outcome))
                .containsExactly("DrStepStarted", "SiteFenceRequested", "DrInfrastructureRequested", "DrCaseSnapshot");
        assertThat(emitted(outcome, SiteFenceRequested.class).getSiteEpoch()).isEqualTo(1);
        assertThat(emitted(outcome, DrInfrastructureRequested.class).getSiteEpoch())
                .isEqualTo(2);
        assertThat(emitted(outcome, DrStepStarted.class).getEstimatedRecoveryAt())
                .isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void aBuiltSiteIsRestoredFromTheApprovedPoint() {
        var outcome = Recovery.on(cases.provisioning(), story.answer(cases.infrastructure()));

        assertThat(state(outcome)).isInstanceOf(Restoring.class);
        assertThat(said(outcome))
                .containsExactly("DrStepCompleted", "DrStepStarted", "RestoreRequested", "DrCaseSnapshot");
        assertThat(emitted(outcome, RestoreRequested.class).getBackupId()).isEqualTo(story.backupId);
    }

    @Test
    void namesMoveOnlyAfterTheRestoredShopAnswered() {
        assertThat(said(Recovery.on(cases.restoring(), story.answer(cases.restore()))))
                .containsExactly("DrStepCompleted", "DrStepStarted", "DrCaseSnapshot");

        var outcome = Steps.verified(cases.verifying(), GOOD, NOON);
        assertThat(state(outcome)).isInstanceOf(CuttingOver.class);
        assertThat(emitted(outcome, DnsUpdateRequested.class).getRecords())
                .containsExactly(new DnsRecord(
                        story.hostname(), "A", List.of(Story.PRIMARY_ADDRESS), List.of(story.drAddress), 60));
    }

    @Test
    void movedNamesAreLookedAtBeforeTheShopCountsAsBack() {
        assertThat(state(Recovery.on(cases.cuttingOver(), story.answer(cases.names()))))
                .isInstanceOf(Confirming.class);

        var outcome = Steps.confirmed(cases.confirming(), GOOD, NOON.plusSeconds(90));
        assertThat(state(outcome)).isInstanceOf(Recovered.class);
        assertThat(said(outcome))
                .containsExactly("DrHealthCheckPassed", "DrStepCompleted", "DrRecovered", "DrCaseSnapshot");
        var recovered = emitted(outcome, DrRecovered.class);
        assertThat(recovered.getRecoverySecondsSinceApproval()).isEqualTo(90);
        assertThat(recovered.getDataLossSeconds()).isEqualTo(600);
        assertThat(recovered.getOldSiteFenced()).isFalse();
    }

    @Test
    void aProvenFenceIsReportedAndAPendingOneIsNot() {
        var fence = emitted(Steps.goOn(cases.approved(), NOON), SiteFenceRequested.class);

        assertThat(Recovery.on(cases.provisioning(), story.answer(fence, false)))
                .isInstanceOf(Ignored.class);
        var fenced = (Provisioning) state(Recovery.on(cases.provisioning(), story.answer(fence, true)));
        assertThat(fenced.run().oldSiteFenced()).isTrue();
        assertThat(Recovery.on(fenced, story.answer(fence, true))).isInstanceOf(Ignored.class);
    }

    @Test
    void aCustomersNameWaitsForItsOwnerAndForALookupOnly() {
        assertThat(state(Recovery.on(cases.cuttingOver(), story.askOwner(cases.names()))))
                .isInstanceOf(AwaitingDomainOwner.class);
        assertThat(Steps.goOn(cases.awaitingDomainOwner(), NOON.plus(Duration.ofHours(23))))
                .isInstanceOf(Ignored.class);
        assertThat(state(Recovery.on(cases.awaitingDomainOwner(), story.answer(cases.names()))))
                .isInstanceOf(Confirming.class);
    }

    @Test
    void aSilentDomainOwnerBlocksTheCaseAfterADayAndTheirChangeStillEndsIt() {
        var blocked = (Blocked) state(Steps.goOn(cases.awaitingDomainOwner(), NOON.plus(Duration.ofHours(24))));

        assertThat(blocked.retryAt()).isNull();
        assertThat(state(Recovery.on(blocked, story.answer(cases.names())))).isInstanceOf(Confirming.class);
    }

    @Test
    void aFailedStepIsTriedThreeTimesThenWaitsForAnOperator() {
        Recovery current = cases.provisioning();
        for (int attempt = 1; attempt <= Steps.ATTEMPTS_MAX; attempt++) {
            var outcome = Recovery.on(current, story.fail(cases.infrastructure()));
            assertThat(said(outcome)).containsExactly("DrStepFailed", "DrCaseSnapshot");
            assertThat(emitted(outcome, DrStepFailed.class).getFailure().getAttempt())
                    .isEqualTo(attempt);
            var blocked = (Blocked) state(outcome);
            if (attempt < Steps.ATTEMPTS_MAX) {
                assertThat(Steps.goOn(blocked, NOON.plusSeconds(30L * attempt - 1)))
                        .isInstanceOf(Ignored.class);
                current = state(Steps.goOn(blocked, NOON.plusSeconds(30L * attempt)));
            } else {
                assertThat(blocked.retryAt()).isNull();
                assertThat(Steps.goOn(blocked, NOON.plus(Duration.ofDays(1)))).isInstanceOf(Ignored.class);
            }
        }
    }

    @Test
    void aLateSuccessOfABlockedStepCounts() {
        assertThat(state(Recovery.on(cases.blockedAt(DrStep.PROVISION), story.answer(cases.infrastructure()))))
                .isInstanceOf(Restoring.class);
        assertThat(state(Recovery.on(cases.blockedAt(DrStep.RESTORE), story.answer(cases.restore()))))
                .isInstanceOf(Verifying.class);
        assertThat(state(Recovery.on(cases.blockedAt(DrStep.CUTOVER), story.answer(cases.names()))))
                .isInstanceOf(Confirming.class);
    }

    @Test
    void eachAttemptIsANewRestoreAndAnswersToAnEarlierOneAreLate() {
        var blocked = cases.blockedAt(DrStep.RESTORE);
        var again = Steps.goOn(blocked, NOON.plusSeconds(30));

        assertThat(emitted(again, RestoreRequested.class).getRestoreId())
                .isNotEqualTo(cases.restore().getRestoreId());
        assertThat(Recovery.on(state(again), story.answer(cases.restore()))).isInstanceOf(Ignored.class);
        assertThat(Recovery.on(state(again), story.fail(cases.restore()))).isInstanceOf(Ignored.class);
    }

    @Test
    void aRestoreThatDiffersFromItsManifestIsNoRestore() {
        var blocked = (Blocked) state(Recovery.on(cases.restoring(), story.answer(cases.restore(), false)));

        assertThat(blocked.code()).isEqualTo("RESTORE_DIFFERS");
    }

    @Test
    void aSiteAtOtherAddressesThanApprovedIsNotUsed() {
        var elsewhere = story.provisioned(
                SiteRole.DR, 2, "127.64.9.9", cases.open().drCase().id());

        assertThat(((Blocked) state(Recovery.on(cases.provisioning(), elsewhere))).code())
                .isEqualTo("OTHER_ADDRESSES");
    }

    @Test
    void aSiteOfAnotherEpochIsIgnored() {
        var old = story.provisioned(
                SiteRole.DR, 1, story.drAddress, cases.open().drCase().id());

        assertThat(Recovery.on(cases.provisioning(), old)).isEqualTo(Outcome.ignored("a site of epoch 1"));
    }

    @Test
    void answersToAnotherCaseAreLate() {
        var other = story.provisioned(SiteRole.DR, 2, story.drAddress, UUID.randomUUID());

        assertThat(Recovery.on(cases.provisioning(), other)).isInstanceOf(Ignored.class);
        assertThat(Recovery.on(cases.awaiting(), other)).isInstanceOf(Ignored.class);
    }

    @Test
    void nothingIsBuiltRestoredOrMovedWithoutAnApproval() {
        for (var state : List.of(cases.open(), cases.watching(), cases.awaiting(), cases.declined(), cases.expired())) {
            assertThat(Recovery.on(state, story.answer(cases.infrastructure()))).isInstanceOf(Impossible.class);
            assertThat(Recovery.on(state, story.answer(cases.restore()))).isInstanceOf(Impossible.class);
            assertThat(Recovery.on(state, story.answer(cases.names()))).isInstanceOf(Impossible.class);
            assertThat(Steps.goOn(state, NOON)).isInstanceOf(Ignored.class);
        }
    }

    @Test
    void checksThatKeepFailingBlockTheStep() {
        assertThat(((Blocked) state(Steps.checksFailed(cases.verifying(), BAD, NOON))).message())
                .isEqualTo("front page: answers 502");
        assertThat(((Blocked) state(Steps.checksFailed(cases.confirming(), BAD, NOON))).step())
                .isEqualTo(DrStep.CONFIRM);
        assertThat(Steps.checksFailed(cases.restoring(), BAD, NOON)).isInstanceOf(Ignored.class);
    }

    @Test
    void keepsTheRulesOfTheCode() {
        ServiceRules.check("com.orocloud.dr");
    }
}
