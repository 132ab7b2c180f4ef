package com.orocloud.failover.region;

import com.orocloud.failover.region.Sighting.Kind;
import com.orocloud.failover.settings.FailoverSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Sends every vantage point to every target and remembers what they saw. */
@Component
class Probes implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);
    private static final int SERVER_ERROR = 500;

    private final FailoverSettings settings;
    private final Clock clock;
    private final List<VantagePoint> vantagePoints;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Probe, Sighting> sightings = new ConcurrentHashMap<>();

    /** One target from one vantage point. */
    private record Probe(String vantagePoint, String target, String regionId) {}

    /** Something to look at. */
    private record Target(
            Kind kind, String regionId, String name, URI uri, String token, Predicate<HttpResponse<String>> counts) {}

    Probes(FailoverSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.vantagePoints = settings.vantagePoints().stream()
                .map(point -> new VantagePoint(point.name(), point.sourceAddress()))
                .toList();
    }

    List<String> vantagePoints() {
        return vantagePoints.stream().map(VantagePoint::name).toList();
    }

    List<Sighting> sightings() {
        return List.copyOf(sightings.values());
    }

    /** One round: returns when every probe has been answered or given up. */
    void round(List<Region> regions, List<Ingress.Watched> ingresses) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        String token = token();
        regions.stream()
                .filter(region -> region.provider().equals("GCP"))
                .forEach(region -> targets.add(api(region, token)));
        ingresses.forEach(ingress -> targets.add(ingress(ingress)));
        Set<Probe> current = new HashSet<>();
        List<java.util.concurrent.Callable<Void>> probes = new ArrayList<>();
        for (VantagePoint from : vantagePoints) {
            for (Target target : targets) {
                Probe probe = new Probe(from.name(), target.name(), target.regionId());
                current.add(probe);
                probes.add(() -> {
                    look(from, target, probe);
                    return null;
                });
            }
        }
        threads.invokeAll(probes);
        sightings.keySet().retainAll(current);
    }

    private void look(VantagePoint from, Target target, Probe probe) {
        var began = clock.instant();
        VantagePoint.Answer answer = from.probe(target.uri(), target.token(), target.counts());
        sightings.compute(probe, (_, before) -> {
            Sighting known = before != null
                    ? before
                    : new Sighting(from.name(), target.kind(), target.regionId(), target.name(), null, began, "");
            return known.again(answer.reached(), began, answer.detail());
        });
    }

    private Target api(Region region, String token) {
        URI uri = URI.create(settings.gcp().endpoint() + "/compute/v1/projects/"
                + settings.gcp().project() + "/regions/" + region.name());
        return new Target(
                Kind.API,
                region.id(),
                "api:" + region.name(),
                uri,
                token,
                response -> response.statusCode() < SERVER_ERROR);
    }

    private static Target ingress(Ingress.Watched ingress) {
        return new Target(
                Kind.INGRESS,
                ingress.regionId(),
                "ingress:" + ingress.environmentId(),
                URI.create(ingress.url()),
                "",
                _ -> true);
    }

    private String token() {
        try {
            return Files.readString(settings.secrets().tokenFile()).strip();
        } catch (IOException e) {
            LOG.warn("asking the provider's API without an identity: {}", e.toString());
            return "";
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        vantagePoints.forEach(VantagePoint::close);
    }
}
