package com.orocloud.backup;

import com.orocloud.backup.ProtectedEnvironment.Announced;
import com.orocloud.backup.ProtectedEnvironment.Ended;
import com.orocloud.backup.ProtectedEnvironment.Ending;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.RestoreWay.Closed;
import com.orocloud.backup.RestoreWay.NotYet;
import com.orocloud.backup.RestoreWay.Open;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the way for a restore: the site it goes into, and the nearest copy that can be reached. */
@Component
final class RestoreWays {

    /** A restore also puts the files and changes the names; measured, with room. */
    private static final Duration OVERHEAD = Duration.ofSeconds(10);

    private final Environments environments;
    private final Backups backups;

    RestoreWays(Environments environments, Backups backups) {
        this.environments = environments;
        this.backups = backups;
    }

    RestoreWay find(Order order) {
        return switch (environments.find(order.environmentId())) {
            case null -> new NotYet("the environment is not known");
            case Announced _ -> new NotYet("the environment is not provisioned");
            case ProtectedEnvironment other
            when !other.plan().belongsTo(order.tenantId()) ->
                new Closed("OTHER_TENANT", "the environment belongs to another tenant");
            case Ending _, Ended _ -> new Closed("ENVIRONMENT_ENDS", "the environment is being decommissioned");
            case ProtectedEnvironment newer
            when order.siteEpoch() < ProtectedEnvironment.newestEpoch(newer) ->
                new Closed("STALE_EPOCH", "the site of epoch %d is void".formatted(order.siteEpoch()));
            case Protected at
            when order.intoServedSite() ->
                at.site().epoch() == order.siteEpoch()
                        ? from(order, at.site())
                        : new Closed("SITE_CHANGED", "another site is in service by now");
            case Recovering _
            when order.intoServedSite() -> new Closed("RECOVERING", "a recovery of the environment is going on");
            case Protected at
            when at.site().epoch() == order.siteEpoch() ->
                new Closed("SITE_IN_SERVICE", "visitors use that site, and their data must not be replaced");
            case Protected _ -> new NotYet("the approval of that site has not been heard");
            case Recovering at
            when !at.drCaseId().equals(order.drCaseId()) ->
                new Closed("OTHER_CASE", "the site belongs to another case");
            case Recovering at -> into(ProtectedEnvironment.site(at, order.siteEpoch()), order);
        };
    }

    private RestoreWay into(@Nullable Site site, Order order) {
        if (site == null) {
            return new NotYet("the site of epoch %d is not complete".formatted(order.siteEpoch()));
        }
        return site.role() == order.targetSite()
                ? from(order, site)
                : new Closed("WRONG_SITE", "the site of that epoch is " + site.role());
    }

    private RestoreWay from(Order order, Site site) {
        return switch (backups.find(order.backupId())) {
            case null -> new Closed("UNKNOWN_RECOVERY_POINT", "there is no such backup");
            case Backup other
            when !other.run().environmentId().equals(order.source()) ->
                new Closed("UNKNOWN_RECOVERY_POINT", "the backup is another environment's");
            case Backup.Running _ -> new NotYet("the backup is still being taken");
            case Backup.Completed _ -> new NotYet("the backup is not proved yet");
            case Backup.Failed _, Backup.Removed _ -> new Closed("UNKNOWN_RECOVERY_POINT", "the backup failed");
            case Backup.Quarantined set -> new Closed("QUARANTINED", set.why());
            case Backup.Expiring set -> new Closed("EXPIRED", set.rule());
            case Backup.Expired set -> new Closed("EXPIRED", set.rule());
            case Backup.Verified set ->
                nearest(site, List.of(set.run().storeIn()), set.run(), set.point(), set.restoreTook());
            case Backup.Replicated set ->
                nearest(site, List.of(set.copy(), set.run().storeIn()), set.run(), set.point(), set.restoreTook());
        };
    }

    private RestoreWay nearest(Site site, List<Region> holding, Run run, Point point, Duration testTook) {
        return Stream.concat(holding.stream().filter(region -> region.equals(site.region())), holding.stream())
                .filter(region -> !environments.isDown(region))
                .findFirst()
                .<RestoreWay>map(region -> new Open(run, point, region, site, testTook.plus(OVERHEAD)))
                .orElse(new NotYet("no region that holds the backup can be reached"));
    }
}
