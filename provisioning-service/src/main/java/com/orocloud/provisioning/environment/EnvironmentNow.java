package com.orocloud.provisioning.environment;

import com.orocloud.events.EnvironmentSnapshot;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.cloud.Place;
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
import com.orocloud.provisioning.site.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an environment is now, for people and dashboards: the same over HTTP and on the snapshot topic.
 *
 * @param activeSite the site that visitors reach; null before the first is built
 * @param siteEpoch of that site; 0 before the first is built
 * @param size nodes agreed on, with which a recovery site is built too; zeros for one that was rejected
 * @param codes why it was rejected, cannot be built, or is not in service yet; empty otherwise
 * @param version rises with every change; on the snapshot topic it stands in meta.aggregateVersion instead
 */
record EnvironmentNow(
        String environmentId,
        EnvironmentStatus status,
        Place primary,
        @Nullable Place disasterRecovery,
        @Nullable SiteRole activeSite,
        long siteEpoch,
        List<String> hostnames,
        Size size,
        List<String> codes,
        Instant since,
        long version) {

    private static final Size NONE = new Size(0, 0);

    static EnvironmentNow of(Stored<Environment> stored) {
        EnvironmentNow now = of(stored.state());
        return new EnvironmentNow(
                now.environmentId,
                now.status,
                now.primary,
                now.disasterRecovery,
                now.activeSite,
                now.siteEpoch,
                now.hostnames,
                now.size,
                now.codes,
                now.since,
                stored.version());
    }

    static EnvironmentNow of(Environment environment) {
        return switch (environment) {
            case Accepted(var agreement, var since) ->
                unbuilt(agreement, EnvironmentStatus.PROVISIONING, List.of(), since);
            case Provisioning(var agreement, var _, var since) ->
                unbuilt(agreement, EnvironmentStatus.PROVISIONING, List.of(), since);
            case Provisioned(var standing, var _, var unnamed, var since) ->
                built(
                        standing,
                        EnvironmentStatus.PROVISIONED,
                        unnamed == null ? List.of() : List.of(unnamed.code()),
                        since);
            case Active(var standing, var since) -> built(standing, EnvironmentStatus.ACTIVE, List.of(), since);
            case Unavailable(var standing, var since) ->
                built(standing, EnvironmentStatus.UNAVAILABLE, List.of(), since);
            case Recovering(var standing, var _, var _, var _, var since) ->
                built(standing, EnvironmentStatus.RECOVERING, List.of(), since);
            case ActiveOnDr(var standing, var since) ->
                built(standing, EnvironmentStatus.ACTIVE_ON_DR, List.of(), since);
            case ProvisioningFailed(var agreement, var code, var _, var since) ->
                unbuilt(agreement, EnvironmentStatus.PROVISIONING_FAILED, List.of(code), since);
            case Decommissioning(var end, var since) ->
                unbuilt(end.agreement(), EnvironmentStatus.DECOMMISSIONING, end.codes(), since);
            case Decommissioned(var end, var since) ->
                unbuilt(end.agreement(), EnvironmentStatus.DECOMMISSIONED, List.of(), since);
            case Rejected(var environmentId, var _, var primary, var codes, var since) ->
                new EnvironmentNow(
                        environmentId,
                        EnvironmentStatus.REJECTED,
                        primary,
                        null,
                        null,
                        0,
                        List.of(),
                        NONE,
                        codes,
                        since,
                        0);
        };
    }

    private static EnvironmentNow unbuilt(
            Agreement agreement, EnvironmentStatus status, List<String> codes, Instant since) {
        return new EnvironmentNow(
                agreement.environmentId(),
                status,
                agreement.primary(),
                agreement.disasterRecovery(),
                null,
                0,
                agreement.hostnames(),
                agreement.size(),
                codes,
                since,
                0);
    }

    private static EnvironmentNow built(
            Standing standing, EnvironmentStatus status, List<String> codes, Instant since) {
        Agreement agreement = standing.agreement();
        ActiveSite active = standing.active();
        return new EnvironmentNow(
                agreement.environmentId(),
                status,
                agreement.primary(),
                agreement.disasterRecovery(),
                active.role(),
                active.epoch(),
                agreement.hostnames(),
                agreement.size(),
                codes,
                since,
                0);
    }

    static EnvironmentSnapshot snapshot(Environment environment) {
        EnvironmentNow now = of(environment);
        return EnvironmentSnapshot.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(now.environmentId)
                .setStatus(now.status)
                .setPrimary(now.primary.ref())
                .setDisasterRecovery(now.disasterRecovery == null ? null : now.disasterRecovery.ref())
                .setActiveSite(now.activeSite)
                .setSiteEpoch(now.siteEpoch)
                .setHostnames(now.hostnames)
                .setSince(now.since)
                .setCodes(now.codes)
                .setWebNodes(now.size.webNodes())
                .setConsumerNodes(now.size.consumerNodes())
                .build();
    }
}
