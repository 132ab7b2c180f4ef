package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.BackupVerified;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.SiteRole;
import com.orocloud.events.VerificationLevel;
import com.orocloud.messaging.EffectId;
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
 * How an {@link Environment} ends, each step only after the one before:
 *
 * <pre>
 *   names taken away --> last backup, proved by a restore --> machines deleted --> addresses and secret given back
 * </pre>
 *
 * <p>Names first, so that no order comes in after the last backup and no name is ever left leading to an address that may
 * be another's tomorrow. It cannot be undone, only restored into another environment from that backup.
 *
 * <p>Names in a zone of their owner are not waited for before the last backup: the owner is asked, and reminded, and the
 * addresses stay reserved until the names lead elsewhere or {@link #OWNER_HAS} is over.
 *
 * @param served the site that was in service; null if none was
 * @param lastEpoch of the newest site that may have been built
 * @param dismantlingSince when its machines began to go; null before
 */
public record EndOfLife(
        Agreement agreement,
        @Nullable Served served,
        long lastEpoch,
        Wish wish,
        LastNames names,
        LastBackup backup,
        @Nullable Instant dismantlingSince) {

    /** What was asked for and did not come about by then is asked for once more. */
    static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(30);

    /** How long the owner of a domain has to take the names away before the addresses are given back nevertheless. */
    static final Duration OWNER_HAS = Duration.ofDays(30);

    /** Time to hear that the machines go, for who would otherwise fail their databases over. */
    static final Duration LET_GO = Duration.ofSeconds(5);

    /** A tombstone: what was decommissioned by mistake can be restored elsewhere for so long. */
    static final Duration KEEP_BACKUPS = Duration.ofDays(30);

    /**
     * What was agreed.
     *
     * @param withBackup false if it was agreed to do without a last backup
     */
    public record Wish(UUID requestId, String reason, boolean withBackup) {}

    /** A site with names that lead to it. */
    record Served(long epoch, SiteRole role, String ingress) {}

    /**
     * The change that takes the names away.
     *
     * @param asked how often it was asked for
     * @param goneAt since when they lead to us no more; null while they do
     * @param failure why it was not made, as far as is known; null if nothing is
     */
    record LastNames(
            int asked,
            Instant askedAt,
            @Nullable Instant goneAt,
            @Nullable String failure) {}

    /**
     * The backup that is waited for.
     *
     * @param wanted false if there is to be none
     * @param asked how often it was asked for
     * @param verified the one that was proved; null if none was yet
     */
    record LastBackup(
            boolean wanted,
            int asked,
            Instant askedAt,
            @Nullable UUID verified) {}

    /** Names of ours are waited for before anything else. */
    boolean waitsForNames() {
        return names.goneAt() == null && isOurZone();
    }

    boolean waitsForBackup() {
        return backup.wanted() && backup.verified() == null;
    }

    /** Whether its addresses may be another's tomorrow. */
    boolean mayGiveAddressesBack(Instant begunAt, Instant now) {
        return names.goneAt() != null || !now.isBefore(begunAt.plus(OWNER_HAS));
    }

    /** What is in its way, for people. */
    List<String> codes() {
        return names.goneAt() == null && names.failure() != null ? List.of("NAMES_" + names.failure()) : List.of();
    }

    private boolean isOurZone() {
        return agreement.domainMode() == DomainMode.PLATFORM_ZONE;
    }

    UUID backupId(int attempt) {
        return EffectId.of(agreement.environmentId(), wish.requestId(), "last backup", attempt);
    }

    UUID changeId(int attempt) {
        return EffectId.of(agreement.environmentId(), wish.requestId(), "names", attempt);
    }

    /** Ends it, unless it is being built or recovered; or does without the last backup that is waited for. */
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
            case Decommissioning ending
            when !wish.withBackup() && ending.end().waitsForBackup() ->
                applied(ending.with(ending.end().withoutBackup()));
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
        var end = new EndOfLife(
                agreement,
                served,
                lastEpoch,
                wish,
                new LastNames(0, now, served == null ? now : null, null),
                new LastBackup(wish.withBackup(), 0, now, null),
                null);
        var ending = new Decommissioning(end, now);
        return applied(ending, EndOfLifeFacts.started(end), EnvironmentNow.snapshot(ending));
    }

    /** Asks that the names lead to us no more, for the first time or once more. An owner is reminded without that. */
    static Outcome<Environment> askForNames(@Nullable Environment current, int timeToLiveSeconds, Instant now) {
        if (!(current instanceof Decommissioning ending)) {
            return ignored("not ending");
        }
        EndOfLife end = ending.end();
        LastNames names = end.names();
        boolean again = (end.isOurZone() || names.failure() != null)
                && !now.isBefore(names.askedAt().plus(ASK_AGAIN_AFTER));
        Served served = end.served();
        if (served == null || names.goneAt() != null || (names.asked() > 0 && !again)) {
            return ignored("no names are to be taken away now");
        }
        var next = ending.with(end.with(new LastNames(names.asked() + 1, now, null, names.failure())));
        return applied(next, EndOfLifeFacts.takeNamesAway(next.end(), served, timeToLiveSeconds));
    }

    static Outcome<Environment> on(Decommissioning current, DnsUpdated event) {
        EndOfLife end = current.end();
        boolean ours = IntStream.rangeClosed(1, end.names().asked())
                .anyMatch(attempt -> end.changeId(attempt).equals(event.getChangeId()));
        if (!ours || end.names().goneAt() != null) {
            return ignored("not the change that takes its names away, or known");
        }
        var gone = new LastNames(
                end.names().asked(), end.names().askedAt(), event.getMeta().getOccurredAt(), null);
        var next = current.with(end.with(gone));
        return end.names().failure() == null ? applied(next) : applied(next, EnvironmentNow.snapshot(next));
    }

    /** Told in the snapshot, and asked for again in a while: what is in the way is for a person to clear away. */
    static Outcome<Environment> on(Decommissioning current, DnsUpdateFailed event) {
        EndOfLife end = current.end();
        LastNames names = end.names();
        String code = event.getFailure().getCode();
        if (names.asked() == 0
                || !end.changeId(names.asked()).equals(event.getChangeId())
                || names.goneAt() != null
                || code.equals(names.failure())) {
            return ignored("not the newest change that takes its names away, or known");
        }
        var next = current.with(end.with(new LastNames(names.asked(), names.askedAt(), null, code)));
        return applied(next, EnvironmentNow.snapshot(next));
    }

    /** Asks for the last backup once no visitor comes any more, and once more if it is not proved in time. */
    static Outcome<Environment> askForBackup(@Nullable Environment current, int timeToLiveSeconds, Instant now) {
        if (!(current instanceof Decommissioning ending)
                || ending.end().waitsForNames()
                || !ending.end().waitsForBackup()) {
            return ignored("no backup is to be asked for");
        }
        EndOfLife end = ending.end();
        LastBackup backup = end.backup();
        Instant goneAt = end.names().goneAt();
        Instant from = backup.asked() > 0
                ? backup.askedAt().plus(ASK_AGAIN_AFTER)
                : goneAt == null ? now : goneAt.plusSeconds(timeToLiveSeconds);
        if (now.isBefore(from)) {
            return ignored("resolvers may still send visitors, or it was asked for");
        }
        var next = ending.with(end.with(new LastBackup(true, backup.asked() + 1, now, null)));
        return applied(next, EndOfLifeFacts.lastBackup(next.end()));
    }

    static Outcome<Environment> on(Decommissioning current, BackupVerified event) {
        EndOfLife end = current.end();
        LastBackup backup = end.backup();
        boolean ours = event.getLevel() == VerificationLevel.RESTORE_TEST
                && IntStream.rangeClosed(1, backup.asked())
                        .anyMatch(attempt -> end.backupId(attempt).equals(event.getBackupId()));
        return ours && end.waitsForBackup()
                ? applied(current.with(
                        end.with(new LastBackup(true, backup.asked(), backup.askedAt(), event.getBackupId()))))
                : ignored("not the last backup, or known");
    }

    /** From now on its machines go. */
    static Outcome<Environment> dismantle(@Nullable Environment current, Instant now) {
        if (!(current instanceof Decommissioning ending)
                || ending.end().waitsForNames()
                || ending.end().waitsForBackup()
                || ending.end().dismantlingSince() != null) {
            return ignored("not so far, or begun before");
        }
        EndOfLife end = ending.end();
        var next = new EndOfLife(end.agreement, end.served, end.lastEpoch, end.wish, end.names, end.backup, now);
        return applied(ending.with(next), EndOfLifeFacts.dismantling(end));
    }

    /** The provider was asked: nothing of it is left. */
    static Outcome<Environment> gone(@Nullable Environment current, Instant now) {
        if (!(current instanceof Decommissioning(var end, var begunAt))
                || end.dismantlingSince() == null
                || !end.mayGiveAddressesBack(begunAt, now)) {
            return ignored("not ending, or not so far");
        }
        var ended = new Decommissioned(end, now);
        return applied(ended, EndOfLifeFacts.ended(end, now.plus(KEEP_BACKUPS)), EnvironmentNow.snapshot(ended));
    }

    /** 0 if it was never built. */
    long servedEpoch() {
        return served == null ? 0 : served.epoch();
    }

    EndOfLife with(LastBackup other) {
        return new EndOfLife(agreement, served, lastEpoch, wish, names, other, dismantlingSince);
    }

    EndOfLife with(LastNames other) {
        return new EndOfLife(agreement, served, lastEpoch, wish, other, backup, dismantlingSince);
    }

    private EndOfLife withoutBackup() {
        return with(new LastBackup(false, backup.asked(), backup.askedAt(), null));
    }
}
