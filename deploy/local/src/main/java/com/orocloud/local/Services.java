package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The five services as processes. */
public final class Services {

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final Place place;
    private final ServiceSettings settings;
    private final AotCaches caches;
    private final Java java;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    Services(Place place, ServiceSettings settings, AotCaches caches) {
        this.place = place;
        this.settings = settings;
        this.caches = caches;
        this.java = new Java(place.root());
    }

    /** Starts a service, or finds it running. */
    public ManagedProcess start(Service service) {
        settings.write(service);
        return ManagedProcess.start(
                new Program(service.id(), place.folder(service.id()), command(service), Java.ENVIRONMENT, null));
    }

    /** Starts a vantage point, a program of failover-service's jar, or finds it running. */
    ManagedProcess startVantagePoint(String name) {
        return ManagedProcess.start(new Program(
                name,
                place.folder(name),
                Java.small(
                        48,
                        caches.options("vantage-point"),
                        java.classPath(Service.FAILOVER.id()),
                        "com.orocloud.failover.vantage.VantagePoint",
                        settings.writeVantagePoint(name).toString()),
                Java.ENVIRONMENT,
                null));
    }

    private List<String> command(Service service) {
        var options = new ArrayList<>(caches.options(service.id()));
        if (service == Service.PROVISIONING) {
            // signs every call to Oracle: a hundredth of a second each with the first compiler alone, a thousandth with
            // both
            options.add("-XX:TieredStopAtLevel=4");
        }
        return Java.small(
                192,
                options,
                java.classPath(service.id()),
                service.mainClass(),
                "--spring.config.additional-location=file:" + settings.file(service));
    }

    public void awaitReady(Service service, ManagedProcess process) {
        process.awaitReady("is ready", READY, () -> isReady(service));
    }

    public boolean isReady(Service service) throws IOException, InterruptedException {
        return http.send(
                                HttpRequest.newBuilder(URI.create(place.health(service) + "/readiness"))
                                        .timeout(Duration.ofSeconds(2))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** SIGKILL, then a start as after a power cut. */
    public void killAndRestart(Service service) {
        ManagedProcess.find(service.id(), place.folder(service.id())).ifPresent(ManagedProcess::kill);
        start(service);
    }

    public void stop(Service service) {
        stop(service, GRACE);
    }

    void stop(Service service, Duration grace) {
        ManagedProcess.find(service.id(), place.folder(service.id())).ifPresent(process -> process.stop(grace));
    }
}
