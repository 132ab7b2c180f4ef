package com.orocloud.failover.names;

import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DomainMode;
import com.orocloud.events.SiteRole;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What names are to say, and for which site.
 *
 * @param release true if the environment ends and its names go; null otherwise
 * @param ours true if the names are in the platform's zone; otherwise only their owner can change them
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

    /** Whether its names may answer nothing afterwards. */
    boolean mayEmpty() {
        return release != null && release;
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

    SiteRole site() {
        return SiteRole.valueOf(targetSite);
    }

    List<DnsRecord> inContract() {
        return records.stream().map(Wanted::inContract).toList();
    }
}
