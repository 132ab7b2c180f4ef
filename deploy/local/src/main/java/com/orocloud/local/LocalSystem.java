package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.DebianPackages;
import com.orocloud.servers.Installation;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The whole system on one machine: broker, registry, database and name server, the local cloud, the five services.
 * Everything runs in processes of its own that outlive this one; starting it again finds what runs and starts the rest.
 */
public final class LocalSystem {

    private static final Duration GRACE = Duration.ofSeconds(20);
    /** For a program that writes down what it loaded when it ends. */
    private static final Duration RECORDING = Duration.ofMinutes(5);

    private static final List<String> PACKAGES = List.of("postgresql-15", "bind9", "haproxy");

    private final Place place;
    private final Credentials credentials;
    private final ServiceSettings settings;
    private final PlatformServers servers;
    private final CloudProcess cloud;
    private final Services services;
    private final Java java;
    private final Shape shape;
    private final Progress progress;
    private final Thread stopAtExit = new Thread(() -> down(this::startNothingMore), "stop");
    private final Thread removeAtExit = new Thread(() -> remove(this::startNothingMore), "remove");
    private boolean ranBefore;

    private LocalSystem(Place place, AotCaches caches, Shape shape, Progress progress) {
        this.place = place;
        this.shape = shape;
        this.progress = progress;
        this.java = new Java(place.root());
        this.credentials = Credentials.of(place);
        this.settings = new ServiceSettings(place, credentials, shape);
        this.servers = new PlatformServers(place, credentials, caches, progress);
        this.cloud = new CloudProcess(place, credentials, java, caches, shape);
        this.services = new Services(place, settings, caches);
    }

    /**
     * What of the system runs.
     *
     * @param inert true if nodes are only said to run
     * @param settings by service, besides those that the installation needs
     */
    public record Shape(List<Service> services, boolean inert, Map<Service, Map<String, Object>> settings) {

        /** Everything, and nodes as processes. */
        public static final Shape WHOLE = new Shape(List.of(Service.values()), false, Map.of());
    }

    /**
     * The installation that keeps its state in this folder; a new one gets an address block that nobody uses.
     *
     * @param root the source tree that was built
     */
    public static LocalSystem in(Path home, Path root, Progress progress) {
        return in(home, root, AotCaches.present(root), Shape.WHOLE, progress);
    }

    /** The same, of which only a part runs. */
    public static LocalSystem in(Path home, Path root, Shape shape, Progress progress) {
        return in(home, root, AotCaches.present(root), shape, progress);
    }

    static LocalSystem in(Path home, Path root, AotCaches caches, Progress progress) {
        return in(home, root, caches, Shape.WHOLE, progress);
    }

    private static LocalSystem in(Path home, Path root, AotCaches caches, Shape shape, Progress progress) {
        Logger.getLogger("").setLevel(Level.WARNING);
        installServers(progress);
        try {
            Files.createDirectories(home);
            return new LocalSystem(new Place(root, home, block(home.resolve("block"))), caches, shape, progress);
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + home, e);
        }
    }

    /** The Debian packages that it runs: here, or by a command that the message of the error names. */
    public static void installServers(Progress progress) {
        new DebianPackages(progress::say).ensure(PACKAGES);
    }

    /** As recorded there, also if two begin at once. */
    private static String block(Path recorded) throws IOException {
        try (var file = FileChannel.open(recorded, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) {
            if (file.size() == 0) {
                file.write(ByteBuffer.wrap(Ports.freeBlock().getBytes(StandardCharsets.US_ASCII)));
            }
            return Files.readString(recorded).strip();
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

    /** What becomes of the system when this process ends, also by Ctrl-C and in the middle of the start. */
    public enum AtExit {
        STOP,
        REMOVE,
        LEAVE
    }

    /**
     * Starts what does not run yet and returns when all services are ready.
     *
     * @param atExit what ran before is always left
     */
    public Map<Service, ManagedProcess> up(AtExit atExit) {
        try (var file = FileChannel.open(
                        place.home().resolve("starting"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) { // two at once would start everything twice
            ranBefore = isRunning();
            if (!ranBefore) {
                new Ports(place).requireFree();
                java.requireReadableBy(PlatformServers.runAs());
                switch (atExit) {
                    case STOP -> Runtime.getRuntime().addShutdownHook(stopAtExit);
                    case REMOVE -> Runtime.getRuntime().addShutdownHook(removeAtExit);
                    case LEAVE -> {}
                }
            }
            return start();
        } catch (IOException e) {
            throw new UncheckedIOException("starting in " + place.home(), e);
        }
    }

    /** Whether {@link #up} found it running. */
    boolean ranBefore() {
        return ranBefore;
    }

    /** Does not end it with this process after all. */
    public void leave() {
        try {
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
            Runtime.getRuntime().removeShutdownHook(removeAtExit);
        } catch (IllegalStateException ending) {
            progress.say("too late: this is ending by a signal");
        }
    }

    /** What its own programs take now. */
    public Footprint footprint() {
        return Footprint.of(place.home());
    }

    private Map<Service, ManagedProcess> start() {
        new OciIdentity(place).ensure(); // the cloud and a service begin at the same time, and both read it
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
            if (shape.services().contains(Service.FAILOVER)) {
                place.vantagePoints().keySet().forEach(services::startVantagePoint);
            }
            running.forEach(services::awaitReady);
            progress.say(ready(running.size()) + "; " + footprint());
            new Endpoints(place).write();
            return running;
        }
    }

    /** Ends every program by itself, one after the other, so that each writes down what it loaded. */
    void downRecording(Consumer<String> ended) {
        for (Service service : Service.values()) {
            services.stop(service, RECORDING);
            ended.accept(service.id());
        }
        cloud.stop();
        for (ManagedProcess process : databaseLast()) {
            process.stop(RECORDING);
            ended.accept(process.name());
        }
    }

    /** What still runs, in the order to stop it: PostgreSQL waits until its clients have left. */
    private List<ManagedProcess> databaseLast() {
        return Installation.processes(place.home()).stream()
                .sorted(Comparator.comparing(process -> process.name().equals(PostgresServer.NAME)))
                .toList();
    }

    /** Ends everything that runs for this installation; its state stays. */
    public void down() {
        down(() -> {});
    }

    private void down(Runnable beforeTheLast) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Arrays.stream(Service.values())
                    .<Future<?>>map(service -> threads.submit(() -> services.stop(service)))
                    .toList()
                    .forEach(LocalSystem::await);
        }
        try {
            cloud.stop();
        } finally {
            beforeTheLast.run();
            databaseLast().forEach(process -> process.stop(GRACE));
        }
    }

    /** The names of programs that ended although nobody stopped them. */
    public List<String> ended() {
        return Installation.ended(place.home());
    }

    /** Copies what every program wrote to a folder that outlives this installation. */
    public Path keepLogs() {
        Path kept = place.home().resolveSibling(place.home().getFileName() + "-logs");
        Installation.copyLogs(place.home(), kept);
        return kept;
    }

    /** Ends everything and forgets it. */
    public void remove() {
        leave();
        remove(() -> {});
    }

    private void remove(Runnable beforeTheLast) {
        try {
            cloud.stop();
        } finally {
            beforeTheLast.run();
            Installation.remove(place.home());
        }
    }

    /** At the end of this process other threads of it may still be starting things. */
    private void startNothingMore() {
        Installation.close(place.home());
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

    private String ready(int services) {
        return shape.equals(Shape.WHOLE)
                ? "five services ready, %d vantage points look at regions"
                        .formatted(place.vantagePoints().size())
                : services + " of the five services ready";
    }

    private Map<Service, ManagedProcess> startServices() {
        var running = new EnumMap<Service, ManagedProcess>(Service.class);
        for (Service service : shape.services()) {
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
