package com.orocloud.local;

import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.local.Place.Service;
import com.orocloud.servers.Distribution;
import com.orocloud.servers.KafkaServer;
import com.orocloud.servers.KafkaTopics;
import com.orocloud.servers.NameServer;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.RegistryServer;
import com.orocloud.servers.SchemaRegistration;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** What the services stand on, as this installation runs it: database, broker, registry and name server. */
final class PlatformServers {

    /** A customer who runs a zone of its own, served by the same BIND with another key. */
    private static final String CUSTOMER = "globex";

    private final Place place;
    private final Credentials credentials;
    private final AotCaches caches;
    private final Progress progress;

    PlatformServers(Place place, Credentials credentials, AotCaches caches, Progress progress) {
        this.place = place;
        this.credentials = credentials;
        this.caches = caches;
        this.progress = progress;
    }

    /** PostgreSQL refuses root; Debian's package brings a user for it. */
    static @Nullable String runAs() {
        return System.getProperty("user.name").equals("root") ? "postgres" : null;
    }

    void startDatabase() {
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

    void startBroker() {
        broker().start();
        progress.say("Kafka on %s, SASL/SCRAM and ACLs on".formatted(place.bootstrapServers()));
    }

    KafkaServer broker() {
        return new KafkaServer(
                new KafkaServer.Settings(
                        place.folder("kafka"),
                        place.broker(),
                        9092,
                        9093,
                        credentials.get("kafka-admin"),
                        caches.options("kafka"),
                        null),
                Distribution.ofThisBuild());
    }

    void startRegistry() {
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
                        caches.options("registry"),
                        null),
                Distribution.ofThisBuild());
    }

    void startNameServer() {
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

    void prepareTopics() {
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

    void registerSchemas() {
        try (var registration = new SchemaRegistration(place.registryUrl())) {
            progress.say("%d schemas registered".formatted(registration.register(TopicCatalogue.ofThisBuild())));
        }
    }
}
