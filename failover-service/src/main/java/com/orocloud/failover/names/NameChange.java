package com.orocloud.failover.names;

import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DomainMode;
import com.orocloud.events.SiteRole;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.TextParseException;

/**
 * What names are to say, and for which site.
 *
 * @param ours true if the names are in the platform's zone; otherwise only their owner can change them
 * @param release true if the environment ends and its names are let go; null, as earlier releases stored, if not
 */
public record NameChange(
        UUID changeId,
        String environmentId,
        long siteEpoch,
        String targetSite,
        boolean ours,
        List<Wanted> records,
        @Nullable UUID drCaseId,
        @Nullable Boolean release) {

    public NameChange(
            UUID changeId,
            String environmentId,
            long siteEpoch,
            String targetSite,
            boolean ours,
            List<Wanted> records,
            @Nullable UUID drCaseId) {
        this(changeId, environmentId, siteEpoch, targetSite, ours, records, drCaseId, null);
    }

    /** The environment ends: its names are to lead to it no more. */
    boolean releases() {
        return release != null && release;
    }

    /** Whether these values of a name are what was asked for. Of names that are let go, any that lead elsewhere are. */
    boolean isSaidBy(Set<String> values, Wanted wanted) throws TextParseException {
        return releases()
                ? Collections.disjoint(values, RecordSet.canonical(wanted.type(), wanted.expectedOld()))
                : values.equals(RecordSet.canonical(wanted.type(), wanted.newValues()));
    }

    /** One name: what is believed to stand there, and what is to. */
    public record Wanted(String name, String type, List<String> expectedOld, List<String> newValues, int ttlSeconds) {

        DnsRecord inContract() {
            return new DnsRecord(name, type, expectedOld, newValues, ttlSeconds);
        }
    }

    static NameChange of(DnsUpdateRequested event) {
        return new NameChange(
                event.getChangeId(),
                event.getEnvironmentId(),
                event.getSiteEpoch(),
                event.getTargetSite().name(),
                event.getDomainMode() == DomainMode.PLATFORM_ZONE,
                event.getRecords().stream()
                        .map(record -> new Wanted(
                                record.getName(),
                                record.getType(),
                                List.copyOf(record.getExpectedOld()),
                                List.copyOf(record.getNewValues()),
                                record.getTtlSeconds()))
                        .toList(),
                event.getDrCaseId(),
                event.getRelease() ? Boolean.TRUE : null);
    }

    /** An edge that is the same address everywhere: only the epoch moves, visitors see nothing. */
    boolean changesNoAnswer() {
        return records.stream()
                .allMatch(wanted -> Set.copyOf(wanted.expectedOld()).equals(Set.copyOf(wanted.newValues())));
    }

    SiteRole site() {
        return SiteRole.valueOf(targetSite);
    }

    List<DnsRecord> inContract() {
        return records.stream().map(Wanted::inContract).toList();
    }
}
