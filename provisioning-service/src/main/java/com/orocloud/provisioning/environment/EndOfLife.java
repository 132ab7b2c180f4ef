package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.environment.Environment.Accepted;
import com.orocloud.provisioning.environment.Environment.Active;
import com.orocloud.provisioning.environment.Environment.ActiveOnDr;
import com.orocloud.provisioning.environment.Environment.Decommissioned;
import com.orocloud.provisioning.environment.Environment.Decommissioning;
import com.orocloud.provisioning.environment.Environment.Provisioned;
import com.orocloud.provisioning.environment.Environment.Provisioning;
import com.orocloud.provisioning.environment.Environment.ProvisioningFailed;
import com.orocloud.provisioning.environment.Environment.Recovering;
import com.orocloud.provisioning.environment.Environment.Rejected;
import com.orocloud.provisioning.environment.Environment.Unavailable;
import com.orocloud.provisioning.environment.Standing.ActiveSite;
import com.orocloud.provisioning.site.SiteAddresses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link Environment} ends: a last backup, which must be proved by a restore; then its names answer nothing any
 * more, so that nobody is sent to an address that may be another's tomorrow; then its sites, its addresses and its secret
 * are given back. It cannot be undone, only restored into another environment from that backup.
 *
 * @param served the site that was in service; null if none was
 * @param lastEpoch of the newest site that may have been built
 * @param backup how far the last backup is
 * @param names how far its names are
 */
public record EndOfLife(
        Agreement agreement, @Nullable Served served, long lastEpoch, Wish wish, LastBackup backup, LastNames names) {

    /** A last backup that is not proved by then is asked for once more. */
    static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(30);

    /** A tombstone: what was decommissioned by mistake can be restored elsewhere for so long. */
    static final Duration KEEP_BACKUPS = Duration.ofDays(30);

    /**
     * What was agreed.
     *
     * @param withBackup false if it was agreed to do without a last backup
     */
    public record Wish(UUID requestId, String reason, boolean withBackup) {}

    /**
     * The backup that is waited for.
     *
     * @param asked how often it was asked for; 0 if there is to be none
     * @param askedAt the last time
     * @param verified the one that was proved; null if none was yet
     */
    record LastBackup(int asked, Instant askedAt, @Nullable UUID verified) {}

    /** A site with names that lead to it. */
    record Served(long epoch, SiteRole role, String ingress) {}

    /**
     * The change that takes the names away.
     *
     * @param asked how often it was asked for; 0 before the backup is proved, or if there are none of ours
     * @param askedAt the last time
     * @param gone true once they answer nothing, or something that is not ours
     */
    record LastNames(int asked, Instant askedAt, boolean gone) {}

    boolean waitsForNames() {
        return !names.gone();
    }

    boolean waitsForBackup() {
        return backup.asked() > 0 && backup.verified() == null;
    }

    UUID backupId(int attempt) {
        return EffectId.of(agreement.environmentId(), wish.requestId(), "last backup", attempt);
    }

    /** Ends it, unless it is being built or recovered. */
    public static Outcome<Environment> begin(@Nullable Environment current, Wish wish, Instant now) {
        return switch (current) {
            case Provisioned(var standing, var _, var _, var _) -> begin(standing, wish, now);
            case Active(var standing, var _) -> begin(standing, wish, now);
            case ActiveOnDr(var standing, var _) -> begin(standing, wish, now);
            case ProvisioningFailed(var agreement, var _, var _, var _) ->
                begun(agreement, null, Standing.FIRST_EPOCH, new Wish(wish.requestId(), wish.reason(), false), now);
            case null -> ignored("there is no such environment");
            case Accepted _, Provisioning _ -> ignored("it is being built: let it finish or fail");
            case Unavailable _, Recovering _ -> ignored("a disaster is being dealt with");
            case Decommissioning _, Decommissioned _ -> ignored("it ends already");
            case Rejected _ -> ignored("there is nothing of it");
        };
    }

    private static Outcome<Environment> begin(Standing standing, Wish wish, Instant now) {
        ActiveSite active = standing.active();
        SiteAddresses recovery = standing.addresses().disasterRecovery();
        SiteAddresses addresses = active.role() == SiteRole.DR && recovery != null
                ? recovery
                : standing.addresses().primary();
        var served = new Served(active.epoch(), active.role(), addresses.ingress());
        return begun(standing.agreement(), served, standing.lastEpoch(), wish, now);
    }

    private static Outcome<Environment> begun(
            Agreement agreement, @Nullable Served served, long lastEpoch, Wish wish, Instant now) {
        // a customer's own names are the customer's to change
        boolean ours = served != null && agreement.domainMode() == DomainMode.PLATFORM_ZONE;
        var end = new EndOfLife(
                agreement,
                served,
                lastEpoch,
                wish,
                new LastBackup(wish.withBackup() ? 1 : 0, now, null),
                new LastNames(0, now, !ours));
        var ending = new Decommissioning(end, now);
        var started = EnvironmentDecommissionStarted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(agreement.environmentId())
                .setRequestId(wish.requestId())
                .setReason(wish.reason())
                .setSiteEpoch(served == null ? 0 : served.epoch())
                .setFinalBackupId(wish.withBackup() ? end.backupId(1) : null)
                .build();
        return wish.withBackup()
                ? applied(ending, started, end.askForBackup(), EnvironmentNow.snapshot(ending))
                : applied(ending, started, EnvironmentNow.snapshot(ending));
    }

    private BackupRequested askForBackup() {
        return BackupRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(agreement.environmentId())
                .setBackupId(backupId(backup.asked()))
                .setLabel("last, before decommission " + wish.requestId())
                .build();
    }

    static Outcome<Environment> on(Decommissioning current, BackupVerified event) {
        EndOfLife end = current.end();
        boolean ours = IntStream.rangeClosed(1, end.backup.asked())
                .anyMatch(attempt -> end.backupId(attempt).equals(event.getBackupId()));
        if (!ours || !end.waitsForBackup()) {
            return ignored("not the last backup, or known");
        }
        return applied(current.with(
                end.with(new LastBackup(end.backup.asked(), end.backup.askedAt(), event.getBackupId()))));
    }

    /** Asks that the names answer nothing any more, for the first time or once more. */
    static Outcome<Environment> askForNames(@Nullable Environment current, int timeToLiveSeconds, Instant now) {
        if (!(current instanceof Decommissioning ending)) {
            return ignored("not ending");
        }
        EndOfLife end = ending.end();
        Served served = end.served();
        boolean early = end.names.asked() > 0 && now.isBefore(end.names.askedAt().plus(ASK_AGAIN_AFTER));
        if (end.waitsForBackup() || !end.waitsForNames() || served == null || early) {
            return ignored("no names are to be taken away now");
        }
        var next = ending.with(end.with(new LastNames(end.names.asked() + 1, now, false)));
        return applied(next, next.end().takeNamesAway(served, timeToLiveSeconds));
    }

    private DnsUpdateRequested takeNamesAway(Served served, int timeToLiveSeconds) {
        return DnsUpdateRequested.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(agreement.environmentId())
                .setSiteEpoch(served.epoch())
                .setChangeId(changeId(names.asked()))
                .setTargetSite(served.role())
                .setDomainMode(agreement.domainMode())
                .setRelease(true)
                .setRecords(agreement.hostnames().stream()
                        .map(name -> DnsRecord.newBuilder()
                                .setName(name)
                                .setType("A")
                                .setExpectedOld(List.of(served.ingress()))
                                .setNewValues(List.of())
                                .setTtlSeconds(timeToLiveSeconds)
                                .build())
                        .toList())
                .build();
    }

    UUID changeId(int attempt) {
        return EffectId.of(agreement.environmentId(), wish.requestId(), "names", attempt);
    }

    static Outcome<Environment> on(Decommissioning current, DnsUpdated event) {
        return current.end().isLastChange(event.getChangeId())
                ? namesGone(current)
                : ignored("not the change that takes its names away");
    }

    /** Names that say something else are not ours to take away; anything else is asked for again. */
    static Outcome<Environment> on(Decommissioning current, DnsUpdateFailed event) {
        return current.end().isLastChange(event.getChangeId())
                        && event.getFailure().getCode().equals("OLD_VALUE_DIFFERS")
                ? namesGone(current)
                : ignored("asked for again in a while");
    }

    private boolean isLastChange(UUID changeId) {
        return IntStream.rangeClosed(1, names.asked())
                .anyMatch(attempt -> changeId(attempt).equals(changeId));
    }

    private static Outcome<Environment> namesGone(Decommissioning current) {
        EndOfLife end = current.end();
        return end.waitsForNames()
                ? applied(current.with(end.with(new LastNames(end.names.asked(), end.names.askedAt(), true))))
                : ignored("known");
    }

    /** The last backup is not proved in time: it failed, or nobody heard that it was asked for. */
    static Outcome<Environment> askAgain(@Nullable Environment current, Instant now) {
        if (!(current instanceof Decommissioning ending)
                || !ending.end().waitsForBackup()
                || now.isBefore(ending.end().backup.askedAt().plus(ASK_AGAIN_AFTER))) {
            return ignored("no backup is to be asked for");
        }
        var next = ending.with(ending.end().with(new LastBackup(ending.end().backup.asked() + 1, now, null)));
        return applied(next, next.end().askForBackup());
    }

    /** The provider was asked: nothing of it is left. */
    static Outcome<Environment> gone(@Nullable Environment current, Instant now) {
        if (!(current instanceof Decommissioning(var end, var _)) || end.waitsForBackup() || end.waitsForNames()) {
            return ignored("not ending, or not so far");
        }
        var ended = new Decommissioned(end, now);
        return applied(
                ended,
                EnvironmentDecommissioned.newBuilder()
                        .setMeta(Events.unstamped())
                        .setEnvironmentId(end.agreement().environmentId())
                        .setRequestId(end.wish().requestId())
                        .setFinalBackupId(end.backup().verified())
                        .setKeepBackupsUntil(now.plus(KEEP_BACKUPS))
                        .build(),
                EnvironmentNow.snapshot(ended));
    }

    EndOfLife with(LastBackup other) {
        return new EndOfLife(agreement, served, lastEpoch, wish, other, names);
    }

    EndOfLife with(LastNames other) {
        return new EndOfLife(agreement, served, lastEpoch, wish, backup, other);
    }
}
