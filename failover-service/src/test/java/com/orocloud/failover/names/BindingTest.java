package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.SiteRole;
import com.orocloud.failover.names.Binding.AwaitingOwner;
import com.orocloud.failover.names.Binding.Failed;
import com.orocloud.failover.names.Binding.InSync;
import com.orocloud.failover.names.Binding.Pending;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
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
        var written = applied(Binding.written(PENDING, PENDING, List.of("127.0.0.1:5353"), AT));
        assertThat(written.state()).isEqualTo(new InSync(PENDING.change(), AT));
        var updated = (DnsUpdated) written.emitted().getFirst();
        assertThat(updated.getPerformedBy()).isEqualTo(DnsActor.PLATFORM);
        assertThat(updated.getVerifiedServers()).containsExactly("127.0.0.1:5353");
        assertThat(updated.getRecords()).isEqualTo(FIRST.getRecords());
    }

    @Test
    void theSameChangeIsAskedForOnce() {
        assertThat(Binding.on(PENDING, FIRST)).isInstanceOf(Ignored.class);
        assertThat(Binding.on(new InSync(PENDING.change(), AT), FIRST)).isInstanceOf(Ignored.class);
    }

    @Test
    void anOlderEpochIsAnsweredWithAFailureAndChangesNothing() {
        Binding moved = new InSync(NameChange.of(RECOVERY), AT);
        var outcome = applied(Binding.on(moved, FIRST));
        assertThat(outcome.state()).isEqualTo(moved);
        var failed = (DnsUpdateFailed) outcome.emitted().getFirst();
        assertThat(failed.getFailure().getCode()).isEqualTo("STALE_EPOCH");
        assertThat(failed.getChangeId()).isEqualTo(FIRST.getChangeId());
    }

    @Test
    void aNewerChangeReplacesOneThatWaits() {
        for (Binding waiting : List.of(PENDING, new AwaitingOwner(PENDING.change(), AT))) {
            var outcome = applied(Binding.on(waiting, RECOVERY));
            assertThat(outcome.state()).isEqualTo(pending(RECOVERY));
            var failed = (DnsUpdateFailed) outcome.emitted().getFirst();
            assertThat(failed.getFailure().getCode()).isEqualTo("SUPERSEDED");
            assertThat(failed.getChangeId()).isEqualTo(FIRST.getChangeId());
        }
        assertThat(Binding.written(pending(RECOVERY), PENDING, List.of(), AT)).isInstanceOf(Ignored.class);
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
    void whatIsRightAlreadyNeedsNobody() {
        var outcome = applied(Binding.alreadyRight(PENDING, PENDING, List.of("r"), AT));
        assertThat(((DnsUpdated) outcome.emitted().getFirst()).getPerformedBy()).isEqualTo(DnsActor.NOT_NEEDED);
    }

    @Test
    void aRefusalIsAnAnswer() {
        var refusal = new Names.Refused("OLD_VALUE_DIFFERS", "says something else", false);
        var outcome = applied(Binding.refused(PENDING, PENDING, refusal));
        assertThat(outcome.state()).isEqualTo(new Failed(PENDING.change(), "OLD_VALUE_DIFFERS", "says something else"));
        assertThat(outcome.emitted()).singleElement().isInstanceOf(DnsUpdateFailed.class);
    }
}
