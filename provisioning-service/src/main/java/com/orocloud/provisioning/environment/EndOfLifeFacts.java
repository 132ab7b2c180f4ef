package com.orocloud.provisioning.environment;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.messaging.Events;
import com.orocloud.provisioning.environment.EndOfLife.Served;
import java.time.Instant;
import java.util.List;

/** What is said and asked while an environment ends, in the words of the contract. */
final class EndOfLifeFacts {

    private EndOfLifeFacts() {}

    static EnvironmentDecommissionStarted started(EndOfLife end) {
        return EnvironmentDecommissionStarted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(end.agreement().environmentId())
                .setRequestId(end.wish().requestId())
                .setReason(end.wish().reason())
                .setSiteEpoch(end.servedEpoch())
                .setLastBackup(end.backup().wanted())
                .build();
    }

    /** The names are to answer nothing. */
    static DnsUpdateRequested takeNamesAway(EndOfLife end, Served site, int timeToLiveSeconds) {
        return DnsUpdateRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(end.agreement().environmentId())
                .setSiteEpoch(site.epoch())
                .setChangeId(end.changeId(end.names().asked()))
                .setTargetSite(site.role())
                .setDomainMode(end.agreement().domainMode())
                .setRelease(true)
                .setRecords(end.agreement().hostnames().stream()
                        .map(name -> DnsRecord.newBuilder()
                                .setName(name)
                                .setType("A")
                                .setExpectedOld(List.of(site.ingress()))
                                .setNewValues(List.of())
                                .setTtlSeconds(timeToLiveSeconds)
                                .build())
                        .toList())
                .build();
    }

    static BackupRequested lastBackup(EndOfLife end) {
        return BackupRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(end.agreement().environmentId())
                .setBackupId(end.backupId(end.backup().asked()))
                .setLabel("last, before decommission " + end.wish().requestId())
                .build();
    }

    static EnvironmentDismantlingStarted dismantling(EndOfLife end) {
        return EnvironmentDismantlingStarted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(end.agreement().environmentId())
                .setRequestId(end.wish().requestId())
                .setSiteEpoch(end.servedEpoch())
                .setFinalBackupId(end.backup().verified())
                .build();
    }

    static EnvironmentDecommissioned ended(EndOfLife end, Instant keepBackupsUntil) {
        return EnvironmentDecommissioned.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(end.agreement().environmentId())
                .setRequestId(end.wish().requestId())
                .setFinalBackupId(end.backup().verified())
                .setKeepBackupsUntil(keepBackupsUntil)
                .setNamesLeft(end.names().goneAt() == null ? end.agreement().hostnames() : List.of())
                .build();
    }
}
