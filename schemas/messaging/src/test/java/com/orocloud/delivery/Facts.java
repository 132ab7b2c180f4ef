package com.orocloud.delivery;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.AddressSet;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Channel;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NotificationDelivered;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.events.VerificationLevel;
import com.orocloud.testkit.Meta;
import java.util.List;
import java.util.UUID;

/** Events as the other services would say them. */
final class Facts {

    private static final RegionRef REGION = new RegionRef(IaasProvider.GCP, "europe-west4");
    private static final AddressSet ADDRESSES = new AddressSet(List.of(), List.of(), false);

    private Facts() {}

    static EnvironmentAccepted accepted(String environment) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environment))
                .setEnvironmentId(environment)
                .setRequestEventId(UUID.randomUUID())
                .setProject("ocom-acme")
                .setType(EnvironmentType.PRODUCTION)
                .setPrimary(REGION)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of())
                .setRepositoryUrl("")
                .setGitReference("")
                .build();
    }

    static EnvironmentActivated activated(String environment, String url) {
        return EnvironmentActivated.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environment))
                .setEnvironmentId(environment)
                .setUrl(url)
                .setPrimary(ADDRESSES)
                .build();
    }

    static EnvironmentFenced fenced(String environment, String evidence) {
        return EnvironmentFenced.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environment))
                .setEnvironmentId(environment)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setProven(true)
                .setEvidence(evidence)
                .build();
    }

    static EnvironmentSiteChanged siteChanged(String environment) {
        return EnvironmentSiteChanged.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environment))
                .setEnvironmentId(environment)
                .setSiteEpoch(1)
                .setActiveSite(SiteRole.DR)
                .setActiveRegion(REGION)
                .build();
    }

    static NotificationDelivered delivered(String environment) {
        return NotificationDelivered.newBuilder()
                .setMeta(Meta.of("notification-service", "acme", environment))
                .setEnvironmentId(environment)
                .setNotificationId(UUID.randomUUID())
                .setChannel(Channel.EMAIL)
                .setRelay("relay")
                .setLatencyMs(1)
                .build();
    }

    static BackupVerified verified(String environment) {
        return BackupVerified.newBuilder()
                .setMeta(Meta.of("backup-service", "acme", environment))
                .setEnvironmentId(environment)
                .setBackupId(UUID.randomUUID())
                .setLevel(VerificationLevel.RESTORE_TEST)
                .setChecks(List.of())
                .setEngine("PostgreSQL 15")
                .setDurationMs(1)
                .build();
    }

    static EnvironmentRequested requested(String tenant, String environment) {
        var meta = Meta.of("portal", tenant, environment);
        return EnvironmentRequested.newBuilder()
                .setMeta(com.orocloud.events.EventMeta.newBuilder(meta)
                        .setActor(new Actor(ActorKind.CUSTOMER, "portal"))
                        .build())
                .setEnvironmentId(environment)
                .setProject("ocom-acme")
                .setType(EnvironmentType.PRODUCTION)
                .setPrimary(REGION)
                .setEdge(EdgeOption.NONE)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of())
                .setRepositoryUrl("")
                .setGitReference("")
                .setContacts(List.of())
                .build();
    }
}
