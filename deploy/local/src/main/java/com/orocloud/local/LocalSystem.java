package com.orocloud.local;

import com.google.gson.GsonBuilder;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.local.Place.Service;
import com.orocloud.servers.AddressBlock;
import com.orocloud.servers.DebianPackages;
import com.orocloud.servers.Distribution;
import com.orocloud.servers.Installation;
import com.orocloud.servers.KafkaServer;
import com.orocloud.servers.KafkaTopics;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import com.orocloud.servers.NameServer;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.RegistryServer;
import com.orocloud.servers.SchemaRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The whole system on one machine: broker, registry, database and name server, the local cloud, the five services.
 * Everything runs in processes of its own that outlive this one; starting it again finds what runs and starts the rest.
 */
public final class LocalSystem {

    private static final int FIRST_BLOCK = 64;
    private static final int LAST_BLOCK = 127;
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** A customer who runs a zone of its own, served by the same BIND with another key. */
    private static final String CUSTOMER = "globex";

    private static final List<String> PACKAGES = List.of("postgresql-15", "bind9", "haproxy");

    private final Place place;
    private final Credentials credentials;
    private final ServiceSettings settings;
    private final Services services;
    private final Java java;
    private final OciIdentity oci;
    private final Shape shape;
    private final Progress progress;

    private LocalSystem(Place place, Shape shape, Progress progress) {
        this.place = place;
        this.shape = shape;
        this.progress = progress;
        this.credentials = Credentials.of(place);
        this.settings = new ServiceSettings(place, credentials, shape.settings());
        this.services = new Services(place, settings);
        this.java = new Java(place.root());
        this.oci = new OciIdentity(place);
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
        return in(home, root, Shape.WHOLE, progress);
    }

    /** The same, of which only a part runs. */
    public static LocalSystem in(Path home, Path root, Shape shape, Progress progress) {
        Logger.getLogger("").setLevel(Level.WARNING);
        new DebianPackages(progress::say).ensure(PACKAGES);
        try {
            Files.createDirectories(home);
            Path recorded = home.resolve("block");
            if (!Files.exists(recorded)) {
                Files.writeString(recorded, freeBlock());
            }
            return new LocalSystem(
                    new Place(root, home, Files.readString(recorded).strip()), shape, progress);
        } catch (IOException e) {
            throw new UncheckedIOException("preparing " + home, e);
        }
    }

    private static String freeBlock() {
        for (int number = FIRST_BLOCK; number <= LAST_BLOCK; number++) {
            try (AddressBlock block = AddressBlock.claim(number, LAST_BLOCK)) {
                if (!AddressBlock.isTaken(block.address(0, 4), 5432)
                        && !AddressBlock.isTaken(block.address(0, 6), 8080)) {
                    return block.prefix();
                }
            }
        }
        throw new IllegalStateException("every block of loopback addresses from 127." + FIRST_BLOCK + " to 127."
                + LAST_BLOCK + " is in use; stop an installation with deploy/down");
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

    /** Starts what does not run yet and returns when all services are ready. */
    public Map<Service, ManagedProcess> up() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> broker = threads.submit(this::startBroker);
            Future<?> cloud = threads.submit(this::startCloud);
            Future<?> names = threads.submit(this::startNameServer);
            startDatabase();
            Future<?> registry = threads.submit(this::startRegistry);
            writeSecrets();
            Map<Service, ManagedProcess> running = startServices();
            await(broker);
            await(cloud);
            await(names);
            Future<?> topics = threads.submit(this::prepareTopics);
            await(registry);
            await(threads.submit(this::registerSchemas));
            await(topics);
            if (shape.services().contains(Service.FAILOVER)) {
                place.vantagePoints().keySet().forEach(services::startVantagePoint);
            }
            running.forEach(services::awaitReady);
            progress.say(running.size() + " services ready");
            writeEndpoints();
            return running;
        }
    }

    /** Makes the JVM remember what each program loads, so that later starts of this build take less time. */
    void warm() throws IOException, InterruptedException {
        Files.createDirectories(place.aotCache("kafka").getParent());
        broker().makeAotCache(place.aotCache("kafka"));
        progress.say("Kafka is warm");
        startDatabase();
        registry().makeAotCache(place.aotCache("registry"));
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
        stopCloud();
        Installation.processes(place.home()).forEach(process -> process.stop(GRACE));
    }

    /** Ends everything and forgets it. */
    public void remove() {
        stopCloud();
        Installation.remove(place.home());
    }

    private void startDatabase() {
        PostgresServer server = database();
        server.start();
        for (Service service : Service.values()) {
            server.ensureDatabase(service.lower(), service.lower(), credentials.get("database-" + service.lower()));
        }
        server.ensureDatabase("registry", "registry", credentials.get("database-registry"));
        progress.say("PostgreSQL of the control plane on %s:5432".formatted(place.postgres()));
    }

    private PostgresServer database() {
        return new PostgresServer(new PostgresServer.Settings(
                place.folder("postgres"),
                place.postgres(),
                5432,
                credentials.get("database-postgres"),
                true,
                PostgresServer.installedBinaries(),
                runAs()));
    }

    private void startBroker() {
        broker().start();
        progress.say("Kafka on %s, SASL/SCRAM and ACLs on".formatted(place.bootstrapServers()));
    }

    public KafkaServer broker() {
        return new KafkaServer(
                new KafkaServer.Settings(
                        place.folder("kafka"),
                        place.broker(),
                        9092,
                        9093,
                        credentials.get("kafka-admin"),
                        place.aotCache("kafka"),
                        null),
                Distribution.ofThisBuild());
    }

    private void startRegistry() {
        registry().start();
        progress.say("schema registry on %s".formatted(place.registryUrl()));
    }

    RegistryServer registry() {
        return new RegistryServer(
                new RegistryServer.Settings(
                        place.folder("registry"),
                        place.registry(),
                        8080,
                        9000,
                        "jdbc:postgresql://" + place.postgres() + ":5432/registry",
                        "registry",
                        credentials.get("database-registry"),
                        place.aotCache("registry"),
                        null),
                Distribution.ofThisBuild());
    }

    private void startNameServer() {
        nameServer().start();
        progress.say("BIND on %s:%d, zones %s and globex.test"
                .formatted(place.nameServer(), place.nameServerPort(), ServiceSettings.PLATFORM_ZONE));
    }

    private NameServer nameServer() {
        return new NameServer(new NameServer.Settings(
                place.folder("names"),
                place.nameServer(),
                place.nameServerPort(),
                List.of(
                        NameServer.Zone.ownedBy(ServiceSettings.DNS_KEY, ServiceSettings.PLATFORM_ZONE),
                        NameServer.Zone.ownedBy(CUSTOMER, CUSTOMER + ".test")),
                List.of(
                        new NameServer.Key(ServiceSettings.DNS_KEY, credentials.tsigKey(ServiceSettings.DNS_KEY)),
                        new NameServer.Key(CUSTOMER, credentials.tsigKey(CUSTOMER))),
                null));
    }

    private void prepareTopics() {
        var passwords = new HashMap<String, String>();
        var catalogue = TopicCatalogue.ofThisBuild();
        catalogue.services().forEach(user -> passwords.put(user, credentials.get("kafka-" + user)));
        catalogue.sources().forEach(user -> passwords.put(user, credentials.get("kafka-" + user)));
        catalogue.dashboards().forEach(user -> passwords.put(user, credentials.get("kafka-" + user)));
        try (Admin admin = broker().admin()) {
            new KafkaTopics(admin, catalogue).prepare(passwords);
        }
        progress.say("topics, users and ACLs made from topics.yaml");
    }

    private void registerSchemas() {
        try (var registration = new SchemaRegistration(place.registryUrl())) {
            progress.say("%d schemas registered".formatted(registration.register(TopicCatalogue.ofThisBuild())));
        }
    }

    /** Ends the local cloud and every node in it. */
    private void stopCloud() {
        try {
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(place.cloudAdmin() + "/shutdown"))
                            .timeout(Duration.ofMinutes(1))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException notRunning) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startCloud() {
        oci.ensure();
        String config = new GsonBuilder().setPrettyPrinting().create().toJson(cloudSettings());
        Path file = Credentials.write(place.secret("cloud.json"), config);
        ManagedProcess cloud = ManagedProcess.start(new Program(
                "cloud",
                place.folder("cloud"),
                Java.small(
                        192,
                        null,
                        java.classPath("deploy/local"),
                        "com.orocloud.local.cloud.LocalCloud",
                        file.toString()),
                Map.of(),
                null));
        cloud.awaitReady("answers", Duration.ofMinutes(1), () -> {
            try (var socket = new Socket(place.cloud(), 8080)) {
                return socket.isConnected();
            }
        });
        progress.say("local cloud on %s, mailbox on %s".formatted(place.cloudApi(), place.mailbox()));
    }

    private Map<String, Object> cloudSettings() {
        var values = new LinkedHashMap<String, Object>();
        values.put("block", place.block());
        values.put("stateDir", place.folder("cloud").toString());
        values.put(
                "regions",
                place.root()
                        .resolve("provisioning-service/src/main/resources/regions.yaml")
                        .toString());
        values.put("nodes", shape.inert() ? "inert" : "processes");
        if (runAs() != null) {
            values.put("runAs", runAs());
        }
        values.put("java", Java.executable().toString());
        values.put("nodeClassPath", staged("deploy/node"));
        values.put("shopClassPath", staged("deploy/shop"));
        values.put("controlToken", credentials.get("control-token"));
        values.put("ociKeys", oci.knownKeys());
        values.put("postgresBin", PostgresServer.installedBinaries().toString());
        values.put("haproxy", "/usr/sbin/haproxy");
        return values;
    }

    /** Copies a module's jars to where the nodes' user can read them; a source tree may lie in a private folder. */
    private String staged(String module) {
        Path folder = place.folder("lib").resolve(Path.of(module).getFileName());
        StagedJars.copy(List.of(java.classPath(module).split(":")), folder);
        return folder + "/*";
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

    /** Every address and port in use, for other programs. */
    private void writeEndpoints() {
        var endpoints = new LinkedHashMap<String, Object>();
        endpoints.put("bootstrapServers", place.bootstrapServers());
        endpoints.put("schemaRegistry", place.registryUrl());
        endpoints.put("postgres", place.postgres() + ":5432");
        endpoints.put("nameServer", place.nameServer() + ":" + place.nameServerPort());
        endpoints.put("cloudApi", place.cloudApi());
        endpoints.put("cloudAdmin", place.cloudAdmin());
        endpoints.put("smtp", place.cloud() + ":2525");
        endpoints.put("mailbox", place.mailbox());
        for (Service service : Service.values()) {
            endpoints.put(service.id(), Map.of("url", place.url(service), "health", place.health(service)));
        }
        try {
            Files.writeString(
                    place.home().resolve("endpoints.json"),
                    new GsonBuilder()
                                    .setPrettyPrinting()
                                    .disableHtmlEscaping()
                                    .create()
                                    .toJson(endpoints) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("writing endpoints.json", e);
        }
    }

    /** PostgreSQL refuses root; Debian's package brings a user for it. */
    static @Nullable String runAs() {
        return System.getProperty("user.name").equals("root") ? "postgres" : null;
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
