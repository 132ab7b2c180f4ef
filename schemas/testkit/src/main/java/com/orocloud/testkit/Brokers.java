package com.orocloud.testkit;

import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.servers.AddressBlock;
import com.orocloud.servers.KafkaServer;
import com.orocloud.servers.KafkaTopics;
import com.orocloud.servers.TopicAccess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Chooses how tests get their broker, by OROCLOUD_TESTS_WITH: {@code processes}, or {@code docker}. */
final class Brokers {

    private static final String CHOICE = "OROCLOUD_TESTS_WITH";

    private Brokers() {}

    /** A broker that has the topics, users and permissions of topics.yaml. */
    static Broker start(AddressBlock block, Path directory) {
        var catalogue = TopicCatalogue.ofThisBuild();
        Map<String, String> passwords = passwords(catalogue);
        String choice = System.getenv().getOrDefault(CHOICE, "processes");
        Broker broker = switch (choice) {
            case "processes" -> ProcessBroker.start(block, directory, passwords);
            case "docker" -> ContainerBroker.start(passwords);
            default ->
                throw new IllegalStateException(
                        CHOICE + " is " + choice + "; it may be processes (the default) or docker");
        };
        try (var admin = Admin.create(broker.clientProperties(KafkaServer.ADMIN))) {
            new KafkaTopics(admin, catalogue).prepare(passwords);
        }
        return broker;
    }

    private static Map<String, String> passwords(TopicCatalogue catalogue) {
        var passwords = new HashMap<String, String>();
        passwords.put(KafkaServer.ADMIN, Passwords.random());
        new TopicAccess(catalogue).users().forEach(user -> passwords.put(user, Passwords.random()));
        return Map.copyOf(passwords);
    }
}
