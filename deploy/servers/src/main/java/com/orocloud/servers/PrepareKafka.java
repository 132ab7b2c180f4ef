package com.orocloud.servers;

import com.orocloud.events.catalogue.TopicCatalogue;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Command line: makes any cluster and any registry ready for the services. Safe to repeat. */
public final class PrepareKafka {

    private static final String USAGE = """
            Makes a Kafka cluster and a schema registry agree with topics.yaml: topics, users, permissions, schemas.

            usage: PrepareKafka --bootstrap HOST:PORT --registry URL --admin-properties FILE --users FILE

              --bootstrap         the cluster
              --registry          the registry, Confluent's protocol, for example http://registry:8080/apis/ccompat/v7
              --admin-properties  Kafka client settings of a user who may create topics, users and ACLs
              --users             properties file: user = password, for those users whose password shall be set
            """;
    private static final int WRONG_USAGE = 2;

    private PrepareKafka() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(run(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + USAGE);
            System.exit(WRONG_USAGE);
        } catch (ServerFailed e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Does it.
     *
     * @return what was done, for a person
     * @throws IllegalArgumentException if the arguments are wrong
     */
    static String run(String... arguments) {
        Map<String, String> options = options(arguments);
        var catalogue = TopicCatalogue.ofThisBuild();
        Map<String, String> passwords = read("--users", options);
        Set<String> known = new TopicAccess(catalogue).users();
        Set<String> unknown = passwords.keySet().stream()
                .filter(user -> !known.contains(user))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("--users: " + unknown + " are not in topics.yaml, which has " + known);
        }
        var client = new HashMap<String, Object>(read("--admin-properties", options));
        client.put("bootstrap.servers", option("--bootstrap", options));
        try (var admin = Admin.create(client);
                var registration = new SchemaRegistration(option("--registry", options))) {
            new KafkaTopics(admin, catalogue).prepare(passwords);
            int subjects = registration.register(catalogue);
            return catalogue.topics().size() + " topics with their dead-letter topics, " + passwords.size()
                    + " passwords, the permissions of " + known.size() + " users, " + subjects + " schemas";
        }
    }

    private static Map<String, String> options(String... arguments) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        Set<String> allowed = Set.of("--bootstrap", "--registry", "--admin-properties", "--users");
        options.keySet().stream()
                .filter(name -> !allowed.contains(name))
                .findAny()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(name + " is not an option");
                });
        return options;
    }

    private static String option(String name, Map<String, String> options) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Map<String, String> read(String name, Map<String, String> options) {
        Path file = Path.of(option(name, options));
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": cannot read " + file, e);
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
    }
}
