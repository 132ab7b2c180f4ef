package com.orocloud.provisioning.environment;

import com.orocloud.events.SiteRole;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.cloud.Secrets;
import com.orocloud.provisioning.site.SiteAddresses;
import com.orocloud.provisioning.site.SitePlan;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a site from what was agreed. */
public final class SitePlans {

    private final Regions regions;
    private final Secrets secrets;
    private final int timeToLiveSeconds;

    /** @param timeToLiveSeconds of an environment's names; a recovery waits that long for caches */
    public SitePlans(Regions regions, Secrets secrets, int timeToLiveSeconds) {
        this.regions = regions;
        this.secrets = secrets;
        this.timeToLiveSeconds = timeToLiveSeconds;
    }

    int timeToLiveSeconds() {
        return timeToLiveSeconds;
    }

    SitePlan first(Agreement agreement, Reserved addresses) {
        return plan(agreement, SiteRole.PRIMARY, Standing.FIRST_EPOCH, agreement.primary(), addresses.primary(), null);
    }

    /** Takes the approval, so that there is no plan of a recovery site without one. */
    SitePlan recovery(Standing standing, Approval approval) {
        SiteAddresses addresses = standing.addresses().disasterRecovery();
        if (addresses == null) {
            throw new IllegalStateException(standing.environmentId() + " has no addresses in a recovery region");
        }
        return plan(
                standing.agreement(), SiteRole.DR, approval.epoch(), approval.target(), addresses, approval.drCaseId());
    }

    private SitePlan plan(
            Agreement agreement,
            SiteRole role,
            long epoch,
            Place place,
            SiteAddresses addresses,
            @Nullable UUID drCaseId) {
        return new SitePlan(
                agreement.environmentId(),
                agreement.project(),
                role,
                epoch,
                place,
                regions.placements(place),
                agreement.webNodes(),
                agreement.databaseNodes(),
                addresses,
                agreement.hostnames(),
                agreement.commit(),
                role == SiteRole.PRIMARY,
                secrets.reference(agreement.environmentId()),
                drCaseId,
                agreement.profile(),
                agreement.size().consumerNodes());
    }
}
