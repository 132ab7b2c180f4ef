package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.messaging.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one site's visitors come in, as a target for the probes of its region.
 *
 * <pre>
 *   Watched --EnvironmentFenced, EnvironmentDecommissionStarted--> Withdrawn
 * </pre>
 */
public sealed interface Ingress {

    /** The application's own health page; any answer of it, good or bad, shows that the region carries traffic. */
    String HEALTH_PATH = "/admin/healthcheck/http_status_checks";

    record Watched(String environmentId, long siteEpoch, String regionId, String url) implements Ingress {}

    /** Fenced: its silence says nothing any more. */
    record Withdrawn(String environmentId, long siteEpoch) implements Ingress {}

    static Outcome<Ingress> on(@Nullable Ingress current, EnvironmentProvisioned event) {
        return switch (current) {
            case null -> first(event);
            case Watched _, Withdrawn _ -> ignored("this site is known already");
        };
    }

    private static Outcome<Ingress> first(EnvironmentProvisioned event) {
        List<String> addresses = event.getAddresses().getIngress();
        if (addresses.isEmpty()) {
            return impossible("a site without an ingress");
        }
        String url = "http://" + addresses.getFirst() + ":" + event.getIngressPort() + HEALTH_PATH;
        return applied(
                new Watched(event.getEnvironmentId(), event.getSiteEpoch(), RegionHealth.id(event.getRegion()), url));
    }

    static Outcome<Ingress> on(@Nullable Ingress current, EnvironmentDecommissionStarted event) {
        return switch (current) {
            case null -> ignored("no site was in service");
            case Watched state -> applied(new Withdrawn(state.environmentId(), state.siteEpoch()));
            case Withdrawn _ -> ignored("withdrawn already");
        };
    }

    static Outcome<Ingress> on(@Nullable Ingress current, EnvironmentFenced event) {
        return switch (current) {
            case null -> impossible("a site was fenced that was never provisioned");
            case Watched state -> applied(new Withdrawn(state.environmentId(), state.siteEpoch()));
            case Withdrawn _ -> ignored("withdrawn already");
        };
    }
}
