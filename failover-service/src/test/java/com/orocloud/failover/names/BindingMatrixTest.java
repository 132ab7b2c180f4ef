package com.orocloud.failover.names;

import com.orocloud.events.CustomerDnsConfirmed;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.SiteRole;
import com.orocloud.failover.Matrix;
import com.orocloud.failover.names.Binding.AwaitingOwner;
import com.orocloud.failover.names.Binding.Drifted;
import com.orocloud.failover.names.Binding.Failed;
import com.orocloud.failover.names.Binding.InSync;
import com.orocloud.failover.names.Binding.Pending;
import com.orocloud.failover.names.Binding.Released;
import com.orocloud.testkit.Meta;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keeps the table of names in README.md true. */
class BindingMatrixTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void theReadmeShowsWhatABindingMakesOfEverything() throws IOException {
        var change = NameChange.of(requested(2, 2));
        var pending = new Pending(change, AT);
        var awaiting = AwaitingOwner.since(change, AT);
        var refusal = new Attempt.Refused("OLD_VALUE_DIFFERS", "", false);
        var right = InSync.since(change, AT);
        var drifted = new Drifted(change, AT, AT);
        var confirmed =
                new CustomerDnsConfirmed(Meta.of("portal", "acme", "acme-prod"), "acme-prod", change.changeId());
        var ended = EnvironmentDecommissioned.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", "acme-prod"))
                .setEnvironmentId("acme-prod")
                .setRequestId(new UUID(0, 1))
                .setKeepBackupsUntil(AT)
                .build();
        new Matrix<Binding>(pending, awaiting, right, drifted, new Failed(change, "", ""), new Released(change, AT))
                .when("DnsUpdateRequested, newer", state -> Binding.on(state, requested(3, 3)))
                .when("DnsUpdateRequested, the same", state -> Binding.on(state, requested(2, 2)))
                .when("DnsUpdateRequested, older epoch", state -> Binding.on(state, requested(1, 1)))
                .when("written, all servers answer it", state -> Binding.written(state, pending, List.of(), false, AT))
                .when("refused", state -> Binding.refused(state, pending, refusal))
                .when("owner's zone says it already", state -> Binding.alreadyRight(state, pending, List.of(), AT))
                .when("owner's zone says something else", state -> Binding.ownerAsked(state, pending, AT))
                .when("owner's zone has come to say it", state -> Binding.doneByOwner(state, awaiting, List.of(), AT))
                .when("the owner has not acted for 15 min", state -> Binding.reminded(state, awaiting, AT))
                .when("CustomerDnsConfirmed", state -> Binding.on(state, confirmed))
                .when("resolvers agree", state -> Binding.propagated(state, right, List.of(), AT))
                .when("how long it may be kept, first seen", state -> Binding.ttlSeen(state, right, 60, 60, AT))
                .when("somebody else changed it", state -> Binding.drifted(state, right, List.of(), AT))
                .when("it says the right thing again", state -> Binding.driftEnded(state, drifted, AT))
                .when("EnvironmentDecommissioned", state -> Binding.on(state, ended))
                .assertShown("names");
    }

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
}
