package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.DebianPackages;
import com.orocloud.servers.Installation;
import com.orocloud.servers.ManagedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The whole system on one machine: broker, registry, database and name server, the local cloud, the five services.
 * Everything runs in processes of its own that outlive this one; starting it again finds what runs and starts the rest.
 */
public final class LocalSystem {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final List<String> PACKAGES = List.of("postgresql-15", "bind9", "haproxy");

    private final Place place;
    private final Credentials credentials;
    private final ServiceSettings settings;
    private final PlatformServers servers;
    private final CloudProcess cloud;
    private final Services services;
    private final Java java;
    private final Progress progress;

    private LocalSystem(Place place, Progress progress) {
        this.place = place;
        this.progress = progress;
        this.java = new Java(place.root());
        this.credentials = Credentials.of(place);
        this.settings = new ServiceSettings(place, credentials);
        this.servers = new PlatformServers(place, credentials, progress);
        this.cloud = new CloudProcess(place, credentials, java);
        this.services = new Services(place, settings);
    }

    /**
     * The installation that keeps its state in this folder; a new one gets an address block that nobody uses.
     *
     * @param root the source tree that was built
     */
    public static LocalSystem in(Path home, Path root, Progress progress) {
        Logger.getLogger("").setLevel(Level.WARNING);
        new DebianPackages(progress::say).ensure(PACKAGES);
        try {
            Files.createDirectories(home);
            Path recorded = home.resolve("block");
            if (!Files.exists(recorded)) {
                Files.writeString(recorded, Ports.freeBlock());
            }
            return new LocalSystem(
                    new Place(root, home, Files.readString(recorded).strip()), progress);
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + home, e);
        }
    }

    public Place place() {
        return place;
    }

    public Credentials credentials() {
        return credentials;
    }

    public Services services() {
        return services;
    }

    /** Whether anything of this installation runs. */
    boolean isRunning() {
        return !Installation.processes(place.home()).isEmpty();
    }

    /** Starts what does not run yet and returns when all five services are ready. */
    public Map<Service, ManagedProcess> up() {
        try (var file = FileChannel.open(
                        place.home().resolve("starting"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) { // two at once would start everything twice
            if (!isRunning()) {
                new Ports(place).requireFree();
                java.requireReadableBy(PlatformServers.runAs());
            }
            return start();
        } catch (IOException e) {
            throw new UncheckedIOException("starting in " + place.home(), e);
        }
    }

    private Map<Service, ManagedProcess> start() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> broker = threads.submit(servers::startBroker);
            Future<?> localCloud = threads.submit(this::startCloud);
            Future<?> names = threads.submit(servers::startNameServer);
            servers.startDatabase();
            Future<?> registry = threads.submit(servers::startRegistry);
            writeSecrets();
            Map<Service, ManagedProcess> running = startServices();
            await(broker);
            await(localCloud);
            await(names);
            Future<?> topics = threads.submit(servers::prepareTopics);
            await(registry);
            await(threads.submit(servers::registerSchemas));
            await(topics);
            place.vantagePoints().keySet().forEach(services::startVantagePoint);
            running.forEach(services::awaitReady);
            progress.say("five services ready, %d vantage points look at regions"
                    .formatted(place.vantagePoints().size()));
            new Endpoints(place).write();
            return running;
        }
    }

    /** Makes the JVM remember what each program loads, so that later starts of this build take less time. */
    void warm() throws IOException, InterruptedException {
        Files.createDirectories(place.aotCache("kafka").getParent());
        servers.broker().makeAotCache(place.aotCache("kafka"));
        progress.say("Kafka is warm");
        servers.startDatabase();
        servers.registry().makeAotCache(place.aotCache("registry"));
        progress.say("registry is warm");
        writeSecrets();
        for (Service service : Service.values()) {
            services.makeAotCache(service);
            progress.say(service.id() + " is warm");
        }
    }

    /** Ends everything that runs for this installation; its state stays. */
    public void down() {
        place.vantagePoints().keySet().forEach(services::stopVantagePoint);
        for (Service service : Service.values()) {
            services.stop(service);
        }
        cloud.stop();
        Installation.processes(place.home()).forEach(process -> process.stop(GRACE));
    }

    /** Ends everything and forgets it. */
    public void remove() {
        cloud.stop();
        Installation.remove(place.home());
    }

    private void startCloud() {
        cloud.start();
        progress.say("local cloud on %s, mailbox on %s".formatted(place.cloudApi(), place.mailbox()));
    }

    private void writeSecrets() {
        Credentials.write(place.secret("control-token"), credentials.get("control-token"));
        Credentials.write(place.secret("dns-key"), credentials.tsigKey(ServiceSettings.DNS_KEY));
        if (!Files.exists(place.secret("signing-key.json"))) {
            SigningKeys.create(
                    java.classPath(Service.DR.id()),
                    place.secret("signing-key.json"),
                    place.secret("approval-keys.json"));
        }
    }

    private Map<Service, ManagedProcess> startServices() {
        var running = new EnumMap<Service, ManagedProcess>(Service.class);
        for (Service service : Service.values()) {
            running.put(service, services.start(service));
        }
        return running;
    }

    /** What this installation was told that is not a default, by service; nothing of it is a secret. */
    public Map<String, Object> nonDefaultSettings() {
        var all = new LinkedHashMap<String, Object>();
        for (Service service : Service.values()) {
            all.put(service.id(), settings.own(service));
        }
        return all;
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }
}
