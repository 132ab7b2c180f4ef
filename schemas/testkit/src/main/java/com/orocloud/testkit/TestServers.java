package com.orocloud.testkit;

import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.servers.AddressBlock;
import com.orocloud.servers.Distribution;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.NameServer;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.RegistryServer;
import com.orocloud.servers.SchemaRegistration;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Broker, registry and PostgreSQL of this test JVM: started when first asked for, prepared from topics.yaml, ended with
 * the JVM. Several test JVMs may run at once, each on an address block of its own.
 */
public final class TestServers {

    private static final int FIRST_BLOCK = 128;
    private static final int LAST_BLOCK = 191;
    private static final int POSTGRES_PORT = 5432;
    private static final int REGISTRY_PORT = 8080;
    private static final int REGISTRY_MANAGEMENT_PORT = 9000;
    private static final String REGISTRY = "registry";
    /** BIND listens only where an interface says so; so its servers differ by port. */
    private static final String NAME_SERVER_HOST = "127.0.0.1";

    private static final int FIRST_NAME_SERVER_PORT = 15000;
    private static final int NAME_SERVERS_MAX = 16;

    private static volatile @Nullable TestServers shared;

    private final AddressBlock block;
    private final Path directory;
    private final AtomicInteger nameServers = new AtomicInteger();
    private final Broker broker;
    private final PostgresServer postgres;
    private final ManagedProcess postgresProcess;
    private final RegistryServer registry;
    private final ManagedProcess registryProcess;

    private TestServers(AddressBlock block, Path directory) {
        this.block = block;
        this.directory = directory;
        var startingBroker = CompletableFuture.supplyAsync(() -> Brokers.start(block, directory.resolve("kafka")));
        postgres = new PostgresServer(new PostgresServer.Settings(
                directory.resolve("postgres"),
                block.address(0, 4),
                POSTGRES_PORT,
                Passwords.random(),
                false,
                PostgresServer.installedBinaries(),
                TestDirectory.isRoot() ? PostgresServer.ADMIN : null));
        postgresProcess = postgres.start();
        String password = Passwords.random();
        postgres.ensureDatabase(REGISTRY, REGISTRY, password);
        registry = new RegistryServer(
                new RegistryServer.Settings(
                        directory.resolve(REGISTRY),
                        block.address(0, 3),
                        REGISTRY_PORT,
                        REGISTRY_MANAGEMENT_PORT,
                        postgres.settings().jdbcUrl(REGISTRY),
                        REGISTRY,
                        password,
                        List.of(),
                        null),
                Distribution.ofThisBuild());
        registryProcess = registry.start();
        try (var registration = new SchemaRegistration(registryUrl())) {
            registration.register(TopicCatalogue.ofThisBuild());
        }
        broker = startingBroker.join();
    }

    /** The servers of this JVM, started if they are not. */
    public static synchronized TestServers shared() {
        TestServers servers = shared;
        if (servers == null) {
            AddressBlock block = freeBlock();
            Path directory = TestDirectory.of(block.prefix());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory), "end test servers"));
            servers = new TestServers(block, directory);
            shared = servers;
        }
        return servers;
    }

    /** One that nobody holds, and where no server of a user whose processes we cannot end was left behind. */
    private static AddressBlock freeBlock() {
        for (int number = FIRST_BLOCK; number <= LAST_BLOCK; number++) {
            AddressBlock block = AddressBlock.claim(number, LAST_BLOCK);
            TestDirectory.clear(TestDirectory.of(block.prefix()));
            if (!AddressBlock.isTaken(block.address(0, 2), ProcessBroker.PORT)
                    && !AddressBlock.isTaken(block.address(0, 3), REGISTRY_PORT)
                    && !AddressBlock.isTaken(block.address(0, 4), POSTGRES_PORT)) {
                return block;
            }
            number = block.number();
            block.close();
        }
        throw new IllegalStateException("servers of other users listen on every address block for tests");
    }

    private static void end(Path directory) {
        TestServers servers = shared;
        if (servers != null) {
            servers.broker.stop();
            // in order, so that it collects its own children
            servers.postgres.stop();
        }
        TestDirectory.clear(directory);
    }

    public Broker broker() {
        return broker;
    }

    /** For {@code schema.registry.url}. */
    public String registryUrl() {
        return registry.settings().url();
    }

    public PostgresServer postgres() {
        return postgres;
    }

    /** To kill, freeze or thaw it; a killed one is started again by {@code postgres().start()}. */
    public ManagedProcess postgresProcess() {
        return ManagedProcess.find("postgres", postgres.settings().directory()).orElse(postgresProcess);
    }

    /** To kill, freeze or thaw it. */
    public ManagedProcess registryProcess() {
        return registryProcess;
    }

    /** A name server of the test's own, started; it ends with the JVM unless the test stops it. */
    public NameServer startNameServer(List<NameServer.Zone> zones, List<NameServer.Key> keys) {
        int number = nameServers.getAndIncrement();
        int port = FIRST_NAME_SERVER_PORT + (block.number() - FIRST_BLOCK) * NAME_SERVERS_MAX + number;
        if (number >= NAME_SERVERS_MAX) {
            throw new IllegalStateException("a test JVM may start " + NAME_SERVERS_MAX + " name servers");
        }
        var server = new NameServer(new NameServer.Settings(
                directory.resolve("named-" + number), NAME_SERVER_HOST, port, zones, keys, null));
        server.start();
        return server;
    }

    /** An address that no server of these has, for a server of the test's own. */
    public String address(int third, int fourth) {
        return block.address(third, fourth);
    }
}
