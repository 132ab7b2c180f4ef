package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.cloud.Place;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a site is now, for people.
 *
 * @param status name of its state
 * @param size it has, or is getting while it is scaled
 * @param trouble why it is not as it should be; null if nothing is known to be wrong
 * @param version rises with every change
 */
record SiteNow(
        String environmentId,
        long epoch,
        SiteRole role,
        Place place,
        String status,
        Size size,
        SiteAddresses addresses,
        List<NodeNow> nodes,
        @Nullable String trouble,
        Instant since,
        long version) {

    /**
     * A machine of a site.
     *
     * @param stage PLANNED, SERVING, JOINING, LEAVING or OUT_OF_SERVICE
     * @param operation the provider's reference of what was asked for last; null before the first
     */
    record NodeNow(
            String nodeId,
            Component component,
            String zone,
            @Nullable String address,
            String stage,
            int attempt,
            @Nullable String operation) {

        static NodeNow of(SiteNode node, String stage) {
            return new NodeNow(
                    node.name(),
                    node.component(),
                    node.zone(),
                    node.address(),
                    stage,
                    node.attempt(),
                    node.operation());
        }
    }

    static SiteNow of(Stored<Site> stored) {
        Site site = stored.state();
        SitePlan plan = site.plan();
        return new SiteNow(
                plan.environmentId(),
                plan.epoch(),
                plan.role(),
                plan.place(),
                site.getClass().getSimpleName().toUpperCase(Locale.ROOT),
                site instanceof Site.Scaling scaling ? scaling.size() : plan.size(),
                plan.addresses(),
                nodes(site),
                trouble(site),
                stored.changedAt(),
                stored.version());
    }

    private static List<NodeNow> nodes(Site site) {
        return switch (site) {
            case Site.Requested requested -> staged(requested.plan().nodes(), "PLANNED");
            case Site.Building building -> staged(building.nodes(), "JOINING");
            case Site.Complete complete -> staged(complete.nodes(), "SERVING");
            case Site.Scaling scaling ->
                Stream.of(
                                staged(scaling.serving().nodes(), "SERVING"),
                                staged(scaling.joining(), "JOINING"),
                                staged(scaling.leaving(), "LEAVING"))
                        .flatMap(List::stream)
                        .toList();
            case Site.Failed failed -> staged(failed.nodes(), "OUT_OF_SERVICE");
            case Site.Fencing fencing -> staged(fencing.nodes(), "OUT_OF_SERVICE");
            case Site.Fenced fenced -> staged(fenced.nodes(), "OUT_OF_SERVICE");
            case Site.Releasing releasing -> staged(releasing.nodes(), "LEAVING");
            case Site.Released _ -> List.of();
        };
    }

    private static List<NodeNow> staged(List<SiteNode> nodes, String stage) {
        return nodes.stream().map(node -> NodeNow.of(node, stage)).toList();
    }

    private static @Nullable String trouble(Site site) {
        return switch (site) {
            case Site.Failed failed -> failed.code() + ": " + failed.message();
            case Site.Scaling(var _, var _, var _, var _, var trouble, var _) ->
                trouble == null ? null : trouble.code() + ": " + trouble.message();
            case Site.Requested _, Site.Building _, Site.Complete _ -> null;
            case Site.Fencing _, Site.Fenced _, Site.Releasing _, Site.Released _ -> null;
        };
    }
}
