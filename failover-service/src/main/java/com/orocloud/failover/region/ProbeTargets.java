package com.orocloud.failover.region;

import com.orocloud.failover.region.ProbePlan.Target;
import com.orocloud.failover.region.Sighting.Kind;
import com.orocloud.failover.settings.FailoverSettings;
import java.util.List;
import java.util.stream.Stream;

/** Works out what there is to look at in a region: its ingresses, the provider's own API for it, its object storage. */
final class ProbeTargets {

    private final FailoverSettings settings;

    ProbeTargets(FailoverSettings settings) {
        this.settings = settings;
    }

    List<Target> of(Region region, List<Ingress.Watched> ingresses) {
        Stream<Target> ownIngresses = ingresses.stream()
                .filter(ingress -> ingress.regionId().equals(region.id()))
                .map(ingress -> new Target("ingress:" + ingress.environmentId(), Kind.INGRESS, ingress.url()))
                .sorted(java.util.Comparator.comparing(Target::name));
        return Stream.concat(provider(region), ownIngresses).toList();
    }

    private Stream<Target> provider(Region region) {
        return switch (region.provider()) {
            case "GCP" ->
                Stream.of(
                        new Target(
                                "api:" + region.name(),
                                Kind.API,
                                settings.gcp().endpoint() + "/compute/v1/projects/"
                                        + settings.gcp().project() + "/regions/" + region.name()),
                        new Target(
                                "store:" + region.name(),
                                Kind.OBJECT_STORE,
                                settings.gcp().storageEndpoint() + "/storage/v1/b/orocloud-"
                                        + settings.gcp().project() + "-backups-" + region.name()));
            case "OCI" ->
                Stream.of(
                        new Target(
                                "api:" + region.name(),
                                Kind.API,
                                at(settings.oci().coreEndpoint(), region)),
                        new Target(
                                "store:" + region.name(),
                                Kind.OBJECT_STORE,
                                at(settings.oci().storageEndpoint(), region)));
            default -> Stream.empty();
        };
    }

    private static String at(String template, Region region) {
        return template.replace("{region}", region.name());
    }
}
