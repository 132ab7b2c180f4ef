package com.orocloud.provisioning.environment;

import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.EnvironmentType;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.calendar.RecurringWindow;
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
import com.orocloud.provisioning.site.Size;
import java.util.Objects;
import java.util.Optional;

/**
 * What the rest of this service may know of an environment that was agreed on.
 *
 * @param version rises with every change of it
 * @param siteEpoch of the site in service; 0 if there is none
 */
public record HostedEnvironment(
        String environmentId,
        String tenantId,
        EnvironmentType type,
        EnvironmentStatus status,
        RecurringWindow maintenance,
        EnvironmentProfile profile,
        Size size,
        long siteEpoch,
        long version) {

    /** Empty for one whose request was rejected. */
    public static Optional<HostedEnvironment> of(Stored<Environment> stored) {
        return agreement(stored.state())
                .map(agreement -> new HostedEnvironment(
                        agreement.environmentId(),
                        stored.tenantId(),
                        agreement.type(),
                        EnvironmentNow.of(stored.state()).status(),
                        agreement.maintenance(),
                        Objects.requireNonNull(agreement.profile()),
                        agreement.size(),
                        EnvironmentNow.of(stored.state()).siteEpoch(),
                        stored.version()));
    }

    /** Visitors are being served, and nothing is being recovered. */
    public boolean isInService() {
        return status == EnvironmentStatus.ACTIVE || status == EnvironmentStatus.ACTIVE_ON_DR;
    }

    /** It ends or has ended, which cannot be undone. */
    public boolean ends() {
        return status == EnvironmentStatus.DECOMMISSIONING || status == EnvironmentStatus.DECOMMISSIONED;
    }

    private static Optional<Agreement> agreement(Environment environment) {
        return switch (environment) {
            case Accepted accepted -> Optional.of(accepted.agreement());
            case Provisioning provisioning -> Optional.of(provisioning.agreement());
            case Provisioned provisioned -> Optional.of(provisioned.standing().agreement());
            case Active active -> Optional.of(active.standing().agreement());
            case Unavailable unavailable -> Optional.of(unavailable.standing().agreement());
            case Recovering recovering -> Optional.of(recovering.standing().agreement());
            case ActiveOnDr onDr -> Optional.of(onDr.standing().agreement());
            case ProvisioningFailed failed -> Optional.of(failed.agreement());
            case Decommissioning ending -> Optional.of(ending.end().agreement());
            case Decommissioned ended -> Optional.of(ended.end().agreement());
            case Rejected _ -> Optional.empty();
        };
    }
}
