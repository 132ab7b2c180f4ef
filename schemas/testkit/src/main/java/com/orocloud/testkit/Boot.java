package com.orocloud.testkit;

import com.orocloud.servers.ScramLogin;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a service in the test JVM, against the real servers. Close the context to stop the service. */
public final class Boot {

    private Boot() {}

    /**
     * A running service.
     *
     * @param service its name in topics.yaml, which is also its user on the broker and its consumer group
     * @param more settings of the service, stronger than those of its application.yaml
     */
    public static ConfigurableApplicationContext start(
            Class<?> application, String service, TestDatabase database, Map<String, ?> more) {
        var properties = properties(service, database);
        properties.putAll(more);
        String[] arguments = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return new SpringApplicationBuilder(application).run(arguments);
    }

    /** What every service needs to know of the servers; ports of its own are chosen by the system. */
    public static Map<String, Object> properties(String service, TestDatabase database) {
        var servers = TestServers.shared();
        Broker broker = servers.broker();
        var properties = new HashMap<String, Object>();
        properties.put("spring.application.name", service);
        properties.put("spring.kafka.bootstrap-servers", broker.bootstrapServers());
        properties.put("spring.kafka.security.protocol", "SASL_PLAINTEXT");
        properties.put("spring.kafka.properties.sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
                "spring.kafka.properties.sasl.jaas.config", ScramLogin.jaas(service, broker.passwordOf(service)));
        properties.put("spring.kafka.properties.schema.registry.url", servers.registryUrl());
        properties.put("spring.datasource.url", database.url());
        properties.put("spring.datasource.username", database.user());
        properties.put("spring.datasource.password", database.password());
        properties.put("server.address", servers.address(0, 11));
        properties.put("server.port", "0");
        properties.put("management.server.address", servers.address(0, 11));
        properties.put("management.server.port", "0");
        return properties;
    }
}
