package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The five services as processes. */
public final class Services {

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final Place place;
    private final ServiceSettings settings;
    private final Java java;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    Services(Place place, ServiceSettings settings) {
        this.place = place;
        this.settings = settings;
        this.java = new Java(place.root());
    }

    /** Starts a service, or finds it running. */
    public ManagedProcess start(Service service) {
        settings.write(service);
        return ManagedProcess.start(
                new Program(service.id(), place.folder(service.id()), command(service, List.of()), Map.of(), null));
    }

    /** Starts a vantage point, a program of failover-service's jar, or finds it running. */
    ManagedProcess startVantagePoint(String name) {
        return ManagedProcess.start(new Program(
                name,
                place.folder(name),
                Java.small(
                        48,
                        null,
                        java.classPath(Service.FAILOVER.id()),
                        "com.orocloud.failover.vantage.VantagePoint",
                        settings.writeVantagePoint(name).toString()),
                Map.of(),
                null));
    }

    /** Runs a service up to the moment when it would start to work, so that the JVM records what it loads. */
    void makeAotCache(Service service) throws IOException, InterruptedException {
        settings.write(service);
        List<String> options = List.of("-XX:AOTCacheOutput=" + aotCache(service), "-Dspring.context.exit=onRefresh");
        Path log = Files.createDirectories(place.folder(service.id())).resolve("warm.log");
        int exit = new ProcessBuilder(command(service, options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(service.id() + " ended with " + exit + ": " + Files.readString(log));
        }
    }

    List<String> command(Service service, List<String> options) {
        List<String> command = new ArrayList<>(Java.small(
                192,
                options.isEmpty() ? aotCache(service) : null,
                java.classPath(service.id()),
                service.mainClass(),
                "--spring.config.additional-location=file:" + settings.file(service)));
        command.addAll(1, options);
        return command;
    }

    Path aotCache(Service service) {
        return place.aotCache(service.id());
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

    void stopVantagePoint(String name) {
        ManagedProcess.find(name, place.folder(name)).ifPresent(process -> process.stop(GRACE));
    }

    public void stop(Service service) {
        ManagedProcess.find(service.id(), place.folder(service.id())).ifPresent(process -> process.stop(GRACE));
    }
}
