package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.AddressSet;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentAddressesReserved;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an environment before its region is lost, because nobody can be asked afterwards.
 *
 * <pre>
 *   (nothing) --EnvironmentAccepted--> Accepted --EnvironmentProvisioned(PRIMARY)--> Serving
 *   any of them --EnvironmentDecommissionStarted--> Ended
 * </pre>
 *
 * The first two learn addresses and recovery points; Serving also follows the active site.
 */
sealed interface ProtectedEnvironment {

    Description description();

    @Nullable
    Addresses addresses();

    RecoveryPoints points();

    /** Promised, not built yet: nothing can be lost. */
    record Accepted(Description description, @Nullable Addresses addresses, RecoveryPoints points)
            implements ProtectedEnvironment {}

    /** Running somewhere. */
    record Serving(Description description, @Nullable Addresses addresses, RecoveryPoints points, Site active)
            implements ProtectedEnvironment {}

    /** It ends: nothing of it is recovered any more. */
    record Ended(Description description) implements ProtectedEnvironment {

        @Override
        public @Nullable Addresses addresses() {
            return null;
        }

        @Override
        public RecoveryPoints points() {
            return RecoveryPoints.NONE;
        }
    }

    /**
     * What was accepted.
     *
     * @param requestEventId the request whose contacts are in force
     * @param disasterRecovery where it is recovered to; null if nowhere
     */
    record Description(
            String environmentId,
            UUID requestEventId,
            EnvironmentType type,
            @Nullable Region disasterRecovery,
            DomainMode domainMode,
            List<String> hostnames) {}

    /** What was reserved in both regions when the environment was built. */
    record Addresses(SiteAddresses primary, @Nullable SiteAddresses disasterRecovery) {}

    record SiteAddresses(List<String> ingress, List<String> egress) {

        static SiteAddresses of(AddressSet set) {
            return new SiteAddresses(List.copyOf(set.getIngress()), List.copyOf(set.getEgress()));
        }
    }

    /** The site that visitors reach. */
    record Site(SiteRole role, long epoch, Region region, List<String> ingress) {}

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentAccepted event) {
        var description = new Description(
                event.getEnvironmentId(),
                event.getRequestEventId(),
                event.getType(),
                event.getDisasterRecovery() == null ? null : Region.of(event.getDisasterRecovery()),
                event.getDomainMode(),
                List.copyOf(event.getHostnames()));
        return switch (current) {
            case null -> applied(new Accepted(description, null, RecoveryPoints.NONE));
            case Accepted a -> applied(new Accepted(description, a.addresses(), a.points()));
            case Serving s -> applied(new Serving(description, s.addresses(), s.points(), s.active()));
            case Ended _ -> ignored("it ends");
        };
    }

    static Outcome<ProtectedEnvironment> on(
            @Nullable ProtectedEnvironment current, EnvironmentAddressesReserved event) {
        var recovery = event.getDisasterRecovery();
        var addresses = new Addresses(
                SiteAddresses.of(event.getPrimary()), recovery == null ? null : SiteAddresses.of(recovery));
        return switch (current) {
            case null -> impossible("addresses of an environment that was never accepted");
            case Accepted a -> applied(new Accepted(a.description(), addresses, a.points()));
            case Serving s -> applied(new Serving(s.description(), addresses, s.points(), s.active()));
            case Ended _ -> ignored("it ends");
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentProvisioned event) {
        if (event.getSite() != SiteRole.PRIMARY) {
            return ignored("a recovery site serves nobody until EnvironmentSiteChanged");
        }
        var site = new Site(
                SiteRole.PRIMARY,
                event.getSiteEpoch(),
                Region.of(event.getRegion()),
                List.copyOf(event.getAddresses().getIngress()));
        return switch (current) {
            case null -> impossible("a site of an environment that was never accepted");
            case Accepted a -> applied(new Serving(a.description(), a.addresses(), a.points(), site));
            case Serving s
            when s.active().epoch() >= site.epoch() -> ignored("this site is known, or was followed by another");
            case Serving s -> applied(new Serving(s.description(), s.addresses(), s.points(), site));
            case Ended _ -> ignored("it ends");
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, EnvironmentSiteChanged event) {
        return switch (current) {
            case null -> impossible("the site of an environment changed that was never accepted");
            case Accepted _ -> impossible("the site of an environment changed before it had one");
            case Serving s when s.active().epoch() >= event.getSiteEpoch() -> ignored("this change is known");
            case Serving s -> applied(new Serving(s.description(), s.addresses(), s.points(), siteOf(s, event)));
            case Ended _ -> ignored("it ends");
        };
    }

    static Outcome<ProtectedEnvironment> on(
            @Nullable ProtectedEnvironment current, EnvironmentDecommissionStarted event) {
        return switch (current) {
            case null -> impossible("an environment ends that was never accepted");
            case Accepted a -> applied(new Ended(a.description()));
            case Serving s -> applied(new Ended(s.description()));
            case Ended _ -> ignored("known");
        };
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, BackupReplicated event) {
        return learn(current, points -> points.replicated(event));
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, BackupVerified event) {
        return learn(current, points -> points.verified(event.getBackupId()));
    }

    static Outcome<ProtectedEnvironment> on(@Nullable ProtectedEnvironment current, BackupVerificationFailed event) {
        return learn(current, points -> points.quarantined(event.getBackupId()));
    }

    /** Backups are told on another topic, so they may arrive before the environment does. */
    private static Outcome<ProtectedEnvironment> learn(
            @Nullable ProtectedEnvironment current, UnaryOperator<RecoveryPoints> lesson) {
        return switch (current) {
            case null -> deferred("a backup of an environment that is not known yet");
            case Accepted a -> applied(new Accepted(a.description(), a.addresses(), lesson.apply(a.points())));
            case Serving s ->
                applied(new Serving(s.description(), s.addresses(), lesson.apply(s.points()), s.active()));
            case Ended _ -> ignored("it ends");
        };
    }

    private static Site siteOf(Serving serving, EnvironmentSiteChanged event) {
        var role = event.getActiveSite();
        var addresses = serving.addresses();
        var reserved =
                addresses == null ? null : role == SiteRole.DR ? addresses.disasterRecovery() : addresses.primary();
        return new Site(
                role,
                event.getSiteEpoch(),
                Region.of(event.getActiveRegion()),
                reserved == null ? List.of() : reserved.ingress());
    }
}
