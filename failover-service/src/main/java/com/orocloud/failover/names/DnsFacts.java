package com.orocloud.failover.names;

import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsDriftEnded;
import com.orocloud.events.DnsDrifted;
import com.orocloud.events.DnsPropagated;
import com.orocloud.events.DnsTtlJudged;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.Failure;
import com.orocloud.events.ObservedName;
import com.orocloud.messaging.Events;
import java.time.Instant;
import java.util.List;

/** What is said about names, in the contract's words. */
final class DnsFacts {

    private DnsFacts() {}

    static DnsUpdated updated(NameChange change, DnsActor by, List<String> servers, boolean edge, Instant at) {
        return new DnsUpdated(
                Events.unstamped(),
                change.environmentId(),
                change.siteEpoch(),
                change.changeId(),
                change.site(),
                change.inContract(),
                by,
                at,
                servers,
                change.drCaseId(),
                edge);
    }

    static DnsUpdateFailed failed(NameChange change, String code, String message, boolean retryable) {
        return new DnsUpdateFailed(
                Events.unstamped(),
                change.environmentId(),
                change.siteEpoch(),
                change.changeId(),
                new Failure("changing the names of " + change.environmentId(), code, message, retryable, 1),
                change.drCaseId());
    }

    static CustomerDnsActionRequired actionRequired(NameChange change, int reminder) {
        return new CustomerDnsActionRequired(
                Events.unstamped(),
                change.environmentId(),
                change.siteEpoch(),
                change.changeId(),
                change.inContract(),
                change.drCaseId(),
                reminder);
    }

    static DnsPropagated propagated(NameChange change, List<String> resolvers, Instant at) {
        return new DnsPropagated(
                Events.unstamped(),
                change.environmentId(),
                change.siteEpoch(),
                change.changeId(),
                resolvers,
                at,
                change.drCaseId());
    }

    static DnsTtlJudged ttlJudged(NameChange change, int ttlSeconds, int limitSeconds, boolean acceptable) {
        return new DnsTtlJudged(
                Events.unstamped(), change.environmentId(), change.siteEpoch(), ttlSeconds, limitSeconds, acceptable);
    }

    static DnsDrifted drifted(NameChange change, List<Lookups.Observed> observed, Instant at) {
        return new DnsDrifted(
                Events.unstamped(),
                change.environmentId(),
                change.siteEpoch(),
                change.changeId(),
                observed.stream()
                        .map(each -> new ObservedName(each.name(), each.type(), each.expected(), each.found()))
                        .toList(),
                at);
    }

    static DnsDriftEnded driftEnded(NameChange change, Instant driftedAt, Instant at) {
        return new DnsDriftEnded(
                Events.unstamped(), change.environmentId(), change.siteEpoch(), change.changeId(), driftedAt, at);
    }
}
