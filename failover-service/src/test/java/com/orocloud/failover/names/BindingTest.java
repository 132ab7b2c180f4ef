package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.CustomerDnsConfirmed;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsDriftEnded;
import com.orocloud.events.DnsDrifted;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsTtlJudged;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.SiteRole;
import com.orocloud.failover.names.Binding.AwaitingOwner;
import com.orocloud.failover.names.Binding.Drifted;
import com.orocloud.failover.names.Binding.Failed;
import com.orocloud.failover.names.Binding.InSync;
import com.orocloud.failover.names.Binding.Pending;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a request and what came of it change, and what is said then. */
class BindingTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final DnsUpdateRequested FIRST = requested(1, 1);
    private static final DnsUpdateRequested RECOVERY = requested(2, 2);
    private static final Pending PENDING = pending(FIRST);

    private static DnsUpdateRequested requested(long changeId, long epoch) {
        return new DnsUpdateRequested(
                Meta.of("dr-service", "acme", "acme-prod"),
                "acme-prod",
                epoch,
                new UUID(0, changeId),
                SiteRole.DR,
                DomainMode.PLATFORM_ZONE,
                List.of(new DnsRecord("shop.acme-prod.orocloud.test", "A", List.of(), List.of("192.0.2.1"), 30)),
                null,
                false);
    }

    private static Pending pending(DnsUpdateRequested request) {
        return new Pending(NameChange.of(request), request.getMeta().getOccurredAt());
    }

    private static Applied<Binding> applied(Outcome<Binding> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return (Applied<Binding>) outcome;
    }

    @Test
    void aRequestIsPendingUntilItIsSeen() {
        assertThat(Binding.on(null, FIRST)).isEqualTo(Outcome.applied(PENDING));
        var written = applied(Binding.written(PENDING, PENDING, List.of("127.0.0.1:5353"), false, AT));
        assertThat(written.state()).isEqualTo(InSync.since(PENDING.change(), AT));
        var updated = (DnsUpdated) written.emitted().getFirst();
        assertThat(updated.getPerformedBy()).isEqualTo(DnsActor.PLATFORM);
        assertThat(updated.getVerifiedServers()).containsExactly("127.0.0.1:5353");
        assertThat(updated.getRecords()).isEqualTo(FIRST.getRecords());
    }

    @Test
    void theSameChangeIsAskedForOnce() {
        assertThat(Binding.on(PENDING, FIRST)).isInstanceOf(Ignored.class);
        assertThat(Binding.on(InSync.since(PENDING.change(), AT), FIRST)).isInstanceOf(Ignored.class);
    }

    @Test
    void anOlderEpochIsAnsweredWithAFailureAndChangesNothing() {
        Binding moved = InSync.since(NameChange.of(RECOVERY), AT);
        var outcome = applied(Binding.on(moved, FIRST));
        assertThat(outcome.state()).isEqualTo(moved);
        var failed = (DnsUpdateFailed) outcome.emitted().getFirst();
        assertThat(failed.getFailure().getCode()).isEqualTo("STALE_EPOCH");
        assertThat(failed.getChangeId()).isEqualTo(FIRST.getChangeId());
    }

    @Test
    void aNewerChangeReplacesOneThatWaits() {
        for (Binding waiting : List.of(PENDING, AwaitingOwner.since(PENDING.change(), AT))) {
            var outcome = applied(Binding.on(waiting, RECOVERY));
            assertThat(outcome.state()).isEqualTo(pending(RECOVERY));
            var failed = (DnsUpdateFailed) outcome.emitted().getFirst();
            assertThat(failed.getFailure().getCode()).isEqualTo("SUPERSEDED");
            assertThat(failed.getChangeId()).isEqualTo(FIRST.getChangeId());
        }
        assertThat(Binding.written(pending(RECOVERY), PENDING, List.of(), false, AT))
                .isInstanceOf(Ignored.class);
        assertThat(Binding.on(new Failed(PENDING.change(), "X", "x"), RECOVERY))
                .isEqualTo(Outcome.applied(pending(RECOVERY)));
    }

    @Test
    void theOwnerIsAskedOnceAndDoneCountsOnlyWhenSeen() {
        var asked = applied(Binding.ownerAsked(PENDING, PENDING, AT));
        assertThat(asked.emitted()).singleElement().isInstanceOf(CustomerDnsActionRequired.class);
        var waiting = (AwaitingOwner) asked.state();
        assertThat(Binding.ownerAsked(waiting, PENDING, AT)).isInstanceOf(Ignored.class);
        var done = applied(Binding.doneByOwner(waiting, waiting, List.of("r"), AT));
        assertThat(((DnsUpdated) done.emitted().getFirst()).getPerformedBy()).isEqualTo(DnsActor.DOMAIN_OWNER);
    }

    @Test
    void anOwnerWhoDoesNotActIsRemindedWithTheSameInstruction() {
        var waiting = AwaitingOwner.since(PENDING.change(), AT);
        assertThat(waiting.nextReminder()).isEqualTo(AT.plus(Binding.REMIND_EVERY));
        var outcome = applied(Binding.reminded(waiting, waiting, AT.plusSeconds(900)));
        var reminder = (CustomerDnsActionRequired) outcome.emitted().getFirst();
        assertThat(reminder.getReminder()).isEqualTo(1);
        assertThat(reminder.getRecords()).isEqualTo(FIRST.getRecords());
        assertThat(((AwaitingOwner) outcome.state()).nextReminder()).isEqualTo(AT.plusSeconds(1800));
        assertThat(Binding.reminded(outcome.state(), waiting, AT)).isInstanceOf(Ignored.class);
    }

    private static Pending released(DomainMode mode) {
        return pending(new DnsUpdateRequested(
                Meta.of("provisioning-service", "acme", "acme-prod"),
                "acme-prod",
                2L,
                new UUID(0, 7),
                SiteRole.PRIMARY,
                mode,
                List.of(new DnsRecord("shop.acme-prod.orocloud.test", "A", List.of("192.0.2.1"), List.of(), 30)),
                null,
                true));
    }

    @Test
    void namesThatAreLetGoAreWatchedAndGivenNoMore() {
        Pending ends = released(DomainMode.PLATFORM_ZONE);
        var done = applied(Binding.written(ends, ends, List.of("127.0.0.1:5353"), false, AT));
        assertThat(done.state()).isInstanceOf(Binding.Released.class);
        assertThat(((DnsUpdated) done.emitted().getFirst())
                        .getRecords()
                        .getFirst()
                        .getNewValues())
                .isEmpty();
        var late = applied(Binding.on(done.state(), requested(9, 9)));
        assertThat(late.state()).isEqualTo(done.state());
        assertThat(((DnsUpdateFailed) late.emitted().getFirst()).getFailure().getCode())
                .isEqualTo("RELEASED");
    }

    @Test
    void anOwnerWhoseEnvironmentEndsIsRemindedOnceADayAndIsFreeToLeadTheNameElsewhere() throws Exception {
        Pending ends = released(DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT);
        var waiting = AwaitingOwner.since(ends.change(), AT);
        assertThat(waiting.nextReminder()).isEqualTo(AT.plus(Binding.REMIND_OF_RELEASE_EVERY));
        var wanted = ends.change().records().getFirst();
        assertThat(ends.change().isSaidBy(Set.of("192.0.2.1", "198.51.100.7"), wanted))
                .isFalse();
        assertThat(ends.change().isSaidBy(Set.of("198.51.100.7"), wanted)).isTrue();
        assertThat(applied(Binding.doneByOwner(waiting, waiting, List.of("r"), AT))
                        .state())
                .isInstanceOf(Binding.Released.class);
    }

    @Test
    void anOwnersClaimIsNoLookup() {
        var waiting = AwaitingOwner.since(PENDING.change(), AT);
        var outcome = applied(Binding.on(waiting, confirmed(FIRST)));
        assertThat(outcome.emitted()).isEmpty();
        assertThat(outcome.state()).isInstanceOf(AwaitingOwner.class);
        assertThat(Binding.on(waiting, confirmed(RECOVERY))).isInstanceOf(Ignored.class);
        assertThat(Binding.on(PENDING, confirmed(FIRST))).isInstanceOf(Ignored.class);
    }

    private static CustomerDnsConfirmed confirmed(DnsUpdateRequested about) {
        return new CustomerDnsConfirmed(Meta.of("portal", "acme", "acme-prod"), "acme-prod", about.getChangeId());
    }

    @Test
    void driftIsSaidOnceAndItsEndToo() {
        var right = InSync.since(PENDING.change(), AT);
        var seen = List.of(new Lookups.Observed("shop", "A", List.of("192.0.2.1"), List.of("192.0.2.9")));
        var drifted = applied(Binding.drifted(right, right, seen, AT));
        var fact = (DnsDrifted) drifted.emitted().getFirst();
        assertThat(fact.getNames().getFirst().getFound()).containsExactly("192.0.2.9");
        assertThat(Binding.drifted(drifted.state(), right, seen, AT)).isInstanceOf(Ignored.class);
        var ended = applied(Binding.driftEnded(drifted.state(), (Drifted) drifted.state(), AT.plusSeconds(5)));
        assertThat(ended.emitted()).singleElement().isInstanceOf(DnsDriftEnded.class);
        assertThat(ended.state()).isInstanceOf(InSync.class);
        assertThat(Binding.on(drifted.state(), RECOVERY)).isEqualTo(Outcome.applied(pending(RECOVERY)));
    }

    @Test
    void aTtlIsJudgedOnceAndAgainWhenTheJudgementChanges() {
        var right = InSync.since(PENDING.change(), AT);
        var long1 = applied(Binding.ttlSeen(right, right, 3600, 60, AT));
        assertThat(((DnsTtlJudged) long1.emitted().getFirst()).getAcceptable()).isFalse();
        var again = applied(Binding.ttlSeen(long1.state(), (InSync) long1.state(), 7200, 60, AT));
        assertThat(again.emitted()).isEmpty();
        var shorter = applied(Binding.ttlSeen(again.state(), (InSync) again.state(), 30, 60, AT));
        assertThat(((DnsTtlJudged) shorter.emitted().getFirst()).getAcceptable())
                .isTrue();
    }

    @Test
    void anEdgeWhoseAddressStaysNeedsNobody() {
        List<String> edge = List.of("192.0.2.1");
        var request = new DnsUpdateRequested(
                Meta.of("dr-service", "acme", "acme-prod"),
                "acme-prod",
                2L,
                new UUID(0, 2),
                SiteRole.DR,
                DomainMode.PLATFORM_ZONE,
                List.of(new DnsRecord("shop.acme-prod.orocloud.test", "A", edge, edge, 30)),
                null,
                false);
        Pending moved = pending(request);
        var outcome = applied(Binding.written(moved, moved, List.of("r"), false, AT));
        assertThat(((DnsUpdated) outcome.emitted().getFirst()).getPerformedBy()).isEqualTo(DnsActor.NOT_NEEDED);
    }

    @Test
    void whatIsRightAlreadyNeedsNobody() {
        var outcome = applied(Binding.alreadyRight(PENDING, PENDING, List.of("r"), AT));
        assertThat(((DnsUpdated) outcome.emitted().getFirst()).getPerformedBy()).isEqualTo(DnsActor.NOT_NEEDED);
    }

    @Test
    void aRefusalIsAnAnswer() {
        var refusal = new Attempt.Refused("OLD_VALUE_DIFFERS", "says something else", false);
        var outcome = applied(Binding.refused(PENDING, PENDING, refusal));
        assertThat(outcome.state()).isEqualTo(new Failed(PENDING.change(), "OLD_VALUE_DIFFERS", "says something else"));
        assertThat(outcome.emitted()).singleElement().isInstanceOf(DnsUpdateFailed.class);
    }
}
